package import Delivery
import Events
import JSON
package import Time

/// A digest beside the one before it.
package struct Comparison: Sendable, Equatable {
    package let previous: ToldDigest
    /// When that one was cut.
    package let cut: Timestamp

    package init(_ previous: ToldDigest, cut: Timestamp) {
        self.previous = previous
        self.cut = cut
    }

    /// Reads `5 more than in the digest of 06:00 (critical +2, warnings −1)`; it stands beside the number of events.
    func words(_ totals: Digest.Totals, at now: Timestamp, in zone: TimeZone) -> String {
        let parts = [
            ("critical", totals.critical - previous.critical), ("warnings", totals.warning - previous.warning),
        ]
        let changes = parts.filter { $0.1 != 0 }.map { "\($0.0) \($0.1 > 0 ? "+" : "−")\(abs($0.1))" }
        let detail = changes.isEmpty ? "" : " (\(changes.joined(separator: ", ")))"
        return "\(Comparison.relation(totals.events - previous.events)) in \(name(at: now, in: zone))\(detail)"
    }

    /// The numbers, for programs.
    var json: JSON {
        [
            "at": .string(cut.rfc3339), "events": .number(previous.events), "critical": .number(previous.critical),
            "warning": .number(previous.warning),
        ]
    }

    private static func relation(_ difference: Int) -> String {
        if difference == 0 { return "as many as" }
        return difference > 0 ? "\(difference) more than" : "\(-difference) fewer than"
    }

    /// A time that the clocks still show tells nobody which digest is meant.
    private func name(at now: Timestamp, in zone: TimeZone) -> String {
        let clock = Clock(cut, now, in: zone)
        let (before, at) = (clock.text(clock.moment(cut)), clock.text(clock.moment(now)))
        return before == at ? "the digest before" : "the digest of \(before)"
    }
}

extension Digest {
    /// What the next digest compares itself with; `number` tells one thing from another, in every process alike.
    package func told(_ number: (DigestLine) -> UInt64) -> ToldDigest {
        let known = lines.filter { $0.severity > .info }.reduce(0) { $0 + Int($1.count) }
        return ToldDigest(
            events: totals.events,
            critical: totals.critical,
            warning: totals.warning,
            troubles: lines.filter(\.isTrouble).map(number),
            isPartial: known < totals.critical + totals.warning
        )
    }

    /// Compares it with the one before, and marks what was not wrong then.
    package mutating func compare(_ comparison: Comparison, _ number: (DigestLine) -> UInt64) {
        self.comparison = comparison
        // What is not remembered may have been told: then nothing is called new.
        guard !comparison.previous.isPartial else { return }
        let known = Set(comparison.previous.troubles)
        for index in lines.indices where lines[index].severity > .info {
            lines[index].isNew = !known.contains(number(lines[index]))
        }
    }
}

extension DigestLine {
    /// Something is wrong, and was not mended since.
    fileprivate var isTrouble: Bool { severity > .info && recovered == nil }
}
