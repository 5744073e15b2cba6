import Time

extension Timestamp {
    /// `Sat, 21 Nov 2026 06:00:00 +0000` (RFC 5322 section 3.3).
    var mailDate: String {
        let text = rfc3339
        let days = Int((Double(milliseconds) / 86_400_000).rounded(.down))
        let date = CivilDate(daysSinceEpoch: days)
        let weekday = Timestamp.weekdays[date.daysSinceMonday]
        return "\(weekday), \(date.day) \(Timestamp.months[date.month - 1]) \(text.prefix(4)) "
            + "\(text.dropFirst(11).prefix(8)) +0000"
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
