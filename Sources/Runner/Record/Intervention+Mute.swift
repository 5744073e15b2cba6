package import Delivery
package import Providers
import Storage
package import Time

extension Intervention {
    /// Makes a mute for each of the integrations, named by this segment of the ledger: `m42`, then `m42-2`.
    ///
    /// - Parameters:
    ///   - integrations: those that are to be quiet.
    ///   - end: when they are told again.
    ///   - patterns: of the events that are passed over; empty to hold all of them.
    ///   - reason: for whoever wonders.
    ///   - now: when it begins.
    /// - Returns: the mutes, by integration.
    package mutating func mute(
        _ integrations: [Integration],
        until end: Timestamp,
        patterns: [String],
        reason: String,
        at now: Timestamp
    ) -> [(integration: String, mute: Mute)] {
        // One that no run has seen yet begins here.
        state.greet(integrations.filter { state.isChanged($0) }, at: now)
        return integrations.enumerated().map { index, integration in
            let id = "m\(state.ledger.segment)" + (index == 0 ? "" : "-\(index + 1)")
            let mute = Mute(id: id, start: now, end: end, patterns: patterns, reason: reason)
            state.ledger.append(.muted(integration: integration.id, mute))
            return (integration.id, mute)
        }
    }

    package mutating func unmute(_ mute: String, of integration: String, at now: Timestamp) {
        state.ledger.append(.unmuted(integration: integration, mute: mute, at: now))
    }
}
