import Time

extension Timestamp {
    /// `Sat, 21 Nov 2026 06:00:00 +0000` (RFC 5322 section 3.3).
    var mailDate: String {
        let text = rfc3339
        let days = Int((Double(milliseconds) / 86_400_000).rounded(.down))
        let date = CivilDate(daysSinceEpoch: days)
        // The first day of the epoch was a Thursday.
        let weekday = Timestamp.weekdays[((days + 4) % 7 + 7) % 7]
        return "\(weekday), \(date.day) \(Timestamp.months[date.month - 1]) \(text.prefix(4)) "
            + "\(text.dropFirst(11).prefix(8)) +0000"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
