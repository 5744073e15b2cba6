package import Delivery
import Events
package import Providers
package import Time

/// What a digest says, before it is words: lines in the order of reading, exact totals.
package struct Digest: Sendable, Equatable {
    /// Exact numbers of events.
    package struct Totals: Sendable, Equatable {
        package var events = 0
        package var critical = 0
        package var warning = 0
        package var info = 0

        package init() {}

        mutating func add(_ count: Int, _ severity: Severity) {
            events += count
            switch severity {
            case .critical: critical += count
            case .warning: warning += count
            case .info: info += count
            }
        }

        /// Adds a line's events: what came before the news of a run is of severity `info`.
        mutating func add(_ line: DigestLine) {
            add(Int(line.count), line.severity)
            add(Int(line.foldedCount), .info)
        }
    }

    /// A kind of event and how often it came: `build`, 7.
    package struct Family: Sendable, Equatable {
        package let name: String
        package internal(set) var count: Int

        package init(name: String, count: Int) {
            self.name = name
            self.count = count
        }
    }

    /// In the order of reading: most severe first, then grouped as configured, then newest first.
    package internal(set) var lines: [DigestLine]
    package let groupBy: [Integration.Digest.GroupKey]
    package let totals: Totals
    /// Most frequent first; kinds past the first 64 are together in the last one, `other`.
    package let families: [Family]
    /// Events that no line tells of.
    package let remainder: Totals
    /// Events since the last digest that are told to nobody on purpose; in no other number here.
    package var leftOut = LeftOut()
    /// The one before; `nil`: there was none, or nothing is known of it.
    package internal(set) var comparison: Comparison?
    /// The times of the oldest and the newest event.
    package let first: Timestamp
    package let last: Timestamp

    package init(
        lines: [DigestLine],
        groupBy: [Integration.Digest.GroupKey],
        totals: Totals,
        families: [Family],
        remainder: Totals,
        first: Timestamp,
        last: Timestamp
    ) {
        self.lines = lines
        self.groupBy = groupBy
        self.totals = totals
        self.families = families
        self.remainder = remainder
        self.first = first
        self.last = last
    }
}
