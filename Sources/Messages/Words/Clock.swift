import Time

/// Times as a digest tells them: UTC, the day only where it is needed.
struct Clock {
    private let isOneDay: Bool

    /// The times from `first` to `last` are told together.
    init(_ first: Timestamp, _ last: Timestamp) {
        isOneDay = first.date == last.date
    }

    /// `09:04`, or `11-20 09:04` where the times span days.
    func text(_ time: Timestamp) -> String { isOneDay ? time.clock : time.date.dropFirst(5) + " " + time.clock }

    /// `09:04`, `09:04–11:30`.
    func text(_ first: Timestamp, _ last: Timestamp) -> String {
        let (from, to) = (text(first), text(last))
        return from == to ? from : "\(from)–\(to)"
    }
}

extension Timestamp {
    /// `2026-11-21`
    var date: String { String(rfc3339.prefix(10)) }
    /// `09:04`
    var clock: String { String(rfc3339.dropFirst(11).prefix(5)) }
}
