package import Delivery
package import JSON
package import Time

/// When a delivery goes again, if every attempt fails as soon as it is due.
package struct DeliverySchedule: Sendable {
    package let id: String
    package let state: DeliveryState
    package let attempts: Int
    /// The next attempt first; empty when none is due.
    package let times: [Timestamp]
    package let madeAt: Timestamp

    package init(id: String, state: DeliveryState, attempts: Int, times: [Timestamp], at now: Timestamp) {
        self.id = id
        self.state = state
        self.attempts = attempts
        self.times = times
        madeAt = now
    }

    /// For people.
    package var text: String {
        let head = "\(id) is \(state.rawValue), \(count(attempts, "attempt")) so far"
        let rows = times.enumerated().map { ["attempt \(attempts + 1 + $0)", moment($1, madeAt)] }
        return ([head] + TextTable(rows).lines.map { "  " + $0 } + [closing]).map { $0 + "\n" }.joined()
    }

    private var closing: String {
        if state == .parked { return "set aside by hand: belfry release \(id)" }
        if times.isEmpty { return "nothing more is due; belfry resend \(id)" }
        return "each goes with the first run behind its time, as long as those before it fail"
    }

    /// `delivery`, `state`, `attempts`, `due[]`.
    package var json: JSON {
        [
            "delivery": .string(id), "state": .string(state.rawValue), "attempts": .number(attempts),
            "due": .array(times.map { .string($0.rfc3339) }),
        ]
    }
}
