package import Delivery
package import JSON
package import Time

/// When a delivery goes again, if every attempt fails as soon as it is due.
package struct DeliverySchedule: Sendable {
    private let history: DeliveryHistory
    /// What keeps it from going; `nil` when the next run sends it, or when it is settled.
    private let obstacle: Obstacle?
    /// The next attempt first; empty when none is due.
    private let times: [Timestamp]
    private let madeAt: Timestamp

    package init(_ history: DeliveryHistory, obstacle: Obstacle?, times: [Timestamp], at now: Timestamp) {
        self.history = history
        self.obstacle = obstacle
        self.times = times
        madeAt = now
    }

    private var id: String { history.delivery.id }
    private var attempts: Int { history.attemptCount }

    /// For people.
    package var text: String {
        let head = "\(id) is \(history.state.rawValue), \(count(attempts, "attempt")) so far"
        let rows = times.enumerated().map { ["attempt \(attempts + 1 + $0)", moment($1, madeAt)] }
        return ([head] + TextTable(rows).lines.map { "  " + $0 } + closing).map { $0 + "\n" }.joined()
    }

    private var closing: [String] {
        guard !history.state.isSettled else { return ["nothing more is due; belfry resend \(id)"] }
        var lines: [String] = []
        if obstacle == .parked {
            lines.append("set aside by hand: belfry release \(id)")
        } else if let obstacle {
            lines.append("the next one: " + obstacle.words(at: madeAt, history.delivery.integration))
        }
        guard !times.isEmpty else { return lines }
        return lines + ["each goes with the first run behind its time, as long as those before it fail"]
    }

    /// `delivery`, `state`, `attempts`, `due[]`, `keptBy`, `keptUntil` (those of `queue --json`).
    package var json: JSON {
        [
            "delivery": .string(id), "state": .string(history.state.rawValue), "attempts": .number(attempts),
            "due": .array(times.map { .string($0.rfc3339) }), "keptBy": .optional(obstacle?.word),
            "keptUntil": .optional(obstacle?.end?.rfc3339),
        ]
    }
}
