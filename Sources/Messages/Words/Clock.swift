import Time

/// Times as a digest tells them: UTC, the day only where it is needed.
struct Clock {
    private let isOneDay: Bool

    /// The times from `first` to `last` are told together.
    init(_ first: Timestamp, _ last: Timestamp) {
        isOneDay = Moment(first).date == Moment(last).date
    }

    /// Reads `09:04`, or `11-20 09:04` where the times span days.
    func text(_ time: Moment) -> String { isOneDay ? time.clock : time.date.dropFirst(5) + " " + time.clock }

    /// Reads `09:04` or `09:04–11:30`.
    func text(_ first: Moment, _ last: Moment) -> String {
        let (from, to) = (text(first), text(last))
        return from == to ? from : "\(from)–\(to)"
    }
}

/// A time and its parts, written once.
struct Moment {
    /// Reads `2026-11-21T09:04:30.000Z`.
    let at: String
    /// Reads `2026-11-21`.
    let date: String
    /// Reads `09:04`.
    let clock: String

    init(_ time: Timestamp) {
        at = time.rfc3339
        let utf8 = at.utf8
        let day = utf8.index(utf8.startIndex, offsetBy: 10)
        let hour = utf8.index(after: day)
        date = String(at[..<day])
        clock = String(at[hour..<utf8.index(hour, offsetBy: 5)])
    }
}
