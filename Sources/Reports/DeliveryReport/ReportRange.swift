package import Time

/// The span of time that a delivery report is about: from `from` on, up to `to` and not with it.
package struct ReportRange: Sendable, Equatable {
    package let from: Timestamp
    package let to: Timestamp
    /// As a title says it: `today`, `the last 7d`; `nil` for a span that was given by its ends.
    package let words: String?

    package init(from: Timestamp, to: Timestamp, words: String? = nil) {
        self.from = from
        self.to = to
        self.words = words
    }

    package func contains(_ time: Timestamp) -> Bool { from <= time && time < to }
}

extension ReportRange {
    /// Why a text is no range.
    package enum Flaw: Error, Equatable {
        case notUnderstood
        case endsBeforeItBegins
        case noRunOnRecord
    }

    /// What the flag's help and its errors say.
    package static let forms =
        "today, yesterday, last-run, a duration such as 7d, or A..B with days, RFC 3339 times or durations ago"

    /// Reads what `--range` takes.
    ///
    /// Days are those of UTC, as all times of reports are. Either end of `A..B` may be left out: then it begins where
    /// `retention` ends, and ends `now`.
    package init(
        _ text: String,
        at now: Timestamp,
        retention: Duration,
        lastRun: LastRun?
    ) throws(Flaw) {
        /// What happened just now belongs to it.
        let end = now + .milliseconds(1)
        switch text {
        case "today", "yesterday":
            guard let day = ReportRange.day(text[...], now) else { throw .notUnderstood }
            self.init(from: day.lowerBound, to: min(day.upperBound, end), words: text)
        case "last-run":
            guard let lastRun else { throw .noRunOnRecord }
            let last = lastRun.finishedAt + .milliseconds(1)
            self.init(from: lastRun.startedAt, to: last, words: "the last run")
        default:
            if let duration = Duration(text: text), duration > .zero {
                self.init(from: now - duration, to: end, words: "the last \(duration.text)")
            } else {
                try self.init(between: text, earliest: now - retention, latest: end, at: now)
            }
        }
    }

    private init(between text: String, earliest: Timestamp, latest: Timestamp, at now: Timestamp) throws(Flaw) {
        guard let dots = ReportRange.dots(in: text) else {
            guard let day = ReportRange.day(text[...], now) else { throw .notUnderstood }
            self.init(from: day.lowerBound, to: day.upperBound)
            return
        }
        let (first, last) = (text[..<dots.lowerBound], text[dots.upperBound...])
        guard let from = first.isEmpty ? earliest : ReportRange.time(first, ofEnd: false, now),
            let to = last.isEmpty ? latest : ReportRange.time(last, ofEnd: true, now)
        else { throw .notUnderstood }
        guard from < to else { throw .endsBeforeItBegins }
        self.init(from: from, to: to)
    }

    private static func dots(in text: String) -> Range<String.Index>? {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index...].hasPrefix("..") { return index..<text.index(index, offsetBy: 2) }
            index = text.index(after: index)
        }
        return nil
    }

    /// A moment as it is said at a prompt; a day that ends a range does so with its last moment.
    private static func time(_ text: Substring, ofEnd: Bool, _ now: Timestamp) -> Timestamp? {
        if ofEnd, let day = day(text, now) { return day.upperBound }
        return Timestamp(spoken: String(text), now: now)
    }

    /// `2026-11-21`, `today`, `yesterday`.
    private static func day(_ text: Substring, _ now: Timestamp) -> Range<Timestamp>? {
        let isNamed = text == "today" || text == "yesterday"
        guard let start = isNamed ? Timestamp(spoken: String(text), now: now) : Timestamp(rfc3339: text + "T00:00:00Z")
        else { return nil }
        return start..<start + .seconds(86_400)
    }
}
