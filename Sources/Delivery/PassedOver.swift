/// Matched events that an integration is not told, and why: on the record by their sequence numbers.
package struct PassedOver: Sendable, Equatable {
    /// The words of the ledger, of `status` and of reports.
    package enum Reason: String, Sendable, CaseIterable {
        /// Repeats within an alert window.
        case suppressed
        /// Named by a mute.
        case muted
    }

    package let reason: Reason
    /// Ascending; every number in them is an event that was passed over.
    package private(set) var sequences: [ClosedRange<UInt64>]

    package init(reason: Reason, sequences: [ClosedRange<UInt64>] = []) {
        self.reason = reason
        self.sequences = sequences
    }

    /// What two passes over the same stretch passed over, as one.
    package static func merged(_ one: [PassedOver], _ other: [PassedOver]) -> [PassedOver] {
        Reason.allCases.compactMap { reason in
            let sequences = (one + other).filter { $0.reason == reason }.flatMap(\.sequences)
            guard !sequences.isEmpty else { return nil }
            var merged = PassedOver(reason: reason)
            for sequence in sequences.sorted(by: { $0.lowerBound < $1.lowerBound }).joined() { merged.add(sequence) }
            return merged
        }
    }

    package var count: Int { sequences.reduce(0) { $0 + $1.count } }

    package func contains(_ sequence: UInt64) -> Bool { sequences.contains { $0.contains(sequence) } }

    /// Adds an event behind all others.
    package mutating func add(_ sequence: UInt64) { sequences.add(sequence) }
}

extension [ClosedRange<UInt64>] {
    /// Adds a number behind all others; neighbours become one range.
    package mutating func add(_ sequence: UInt64) {
        if let last, last.upperBound + 1 == sequence {
            self[count - 1] = last.lowerBound...sequence
        } else {
            append(sequence...sequence)
        }
    }
}
