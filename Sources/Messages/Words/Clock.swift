import Time

/// Times as a digest tells them: by the clocks of one place, the day where it is not the same for all of them.
struct Clock {
    private let zone: TimeZone
    private let isOneDay: Bool

    /// The times are told together, or read.
    init(_ times: Timestamp..., in zone: TimeZone) {
        self.zone = zone
        let first = times.first.map { zone.local($0).date }
        isOneDay = times.dropFirst().allSatisfy { zone.local($0).date == first }
    }

    func moment(_ time: Timestamp) -> Moment { Moment(time, in: zone) }

    /// Reads `09:04`, or `11-20 09:04` where the times span days.
    func text(_ time: Moment) -> String { isOneDay ? time.clock : time.date.dropFirst(5) + " " + time.clock }

    /// Reads `09:04` or `09:04–11:30`, and with the day `11-20 09:04–11:30` or `11-20 22:10–11-21 01:05`.
    func text(_ first: Moment, _ last: Moment) -> String {
        let (from, to) = (text(first), first.date == last.date ? last.clock : text(last))
        return text(first) == text(last) ? from : "\(from)–\(to)"
    }
}

/// A time and its parts by the clocks of a place, written once.
struct Moment {
    /// Reads `2026-11-21T08:04:30.000Z`.
    let at: String
    /// Reads `2026-11-21`.
    let date: String
    /// Reads `09:04`.
    let clock: String
    /// Reads `CET`, `UTC`, or `UTC+0545` where the place's time has no name.
    let zone: String

    init(_ time: Timestamp, in zone: TimeZone) {
        let offset = zone.offset(at: time)
        at = time.rfc3339
        // What the clocks show, as if it were UTC.
        let shown = (time + .seconds(offset.seconds)).rfc3339.utf8
        let day = shown.index(shown.startIndex, offsetBy: 10)
        let hour = shown.index(after: day)
        date = String(Substring(shown[..<day]))
        clock = String(Substring(shown[hour..<shown.index(hour, offsetBy: 5)]))
        let isNumber = offset.abbreviation.first.map { "+-".contains($0) } ?? true
        self.zone = isNumber ? "UTC\(offset.abbreviation)" : offset.abbreviation
    }
}
