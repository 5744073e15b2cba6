package import Time

/// What happened when, in steps of equal length.
package struct Timeline: Sendable, Equatable {
    package struct Slot: Sendable, Equatable {
        package let start: Timestamp
        package var delivered = 0
        /// Attempts that failed and were to be tried again.
        package var deferred = 0
        /// Deliveries that were given up.
        package var lost = 0

        package var total: Int { delivered + deferred + lost }
    }

    package enum Outcome: Sendable {
        case delivered, deferred, lost
    }

    /// How much time a slot covers.
    package let step: Duration
    /// Without gaps, from the beginning of the range to its end.
    package private(set) var slots: [Slot]

    /// Steps begin at whole multiples of themselves in UTC; there are 24 to 96 of them, as far as the range is long enough.
    package init(of range: ReportRange) {
        step = Timeline.step(for: range.to - range.from)
        let length = step.milliseconds
        let first = range.from.milliseconds - (range.from.milliseconds % length + length) % length
        let count = (range.to.milliseconds - first + length - 1) / length
        slots = (0..<min(max(count, 1), Timeline.mostSlots)).map {
            Slot(start: Timestamp(milliseconds: first + $0 * length))
        }
    }

    /// Ten years of weeks: a longer range leaves the rest to its last slot.
    private static let mostSlots: Int64 = 530

    private static func step(for span: Duration) -> Duration {
        let hour = 3600
        let steps: [(upTo: Int, step: Int)] = [
            (hour, 60), (6 * hour, 300), (12 * hour, 900), (24 * hour, 1800), (72 * hour, hour),
            (21 * 24 * hour, 6 * hour), (93 * 24 * hour, 24 * hour),
        ]
        let fitting = steps.first { span <= .seconds($0.upTo) }
        return .seconds(fitting?.step ?? 7 * 24 * hour)
    }

    package mutating func add(_ outcome: Outcome, at time: Timestamp) {
        guard let first = slots.first?.start, time >= first else { return }
        let index = Int((time - first).milliseconds / step.milliseconds)
        let slot = min(index, slots.count - 1)
        switch outcome {
        case .delivered: slots[slot].delivered += 1
        case .deferred: slots[slot].deferred += 1
        case .lost: slots[slot].lost += 1
        }
    }

    package var isEmpty: Bool { slots.allSatisfy { $0.total == 0 } }
}
