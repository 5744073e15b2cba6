import Delivery
package import Providers
import Storage
package import Time

extension State {
    /// What a test message changed.
    package enum TestEffect: Sendable {
        case nothing
        /// It was disabled at an address that it has no more, and the new one works.
        case enabled
        /// It is disabled, and that is for `belfry enable` to end.
        case staysDisabled
    }

    /// Puts a test on the record: the answer to each of its messages.
    ///
    /// A message that arrived ends a streak of failures. An integration that is disabled is enabled again only if all
    /// arrived, and its address has changed since: then the reason for it is gone.
    package mutating func record(
        _ answers: [SingleSend.Answer],
        of integration: Integration,
        at now: Timestamp
    ) throws -> TestEffect {
        try beginLedger(at: now)
        greet([integration], at: now)
        for answer in answers { ledger.append(.tested(answer.test)) }
        if let pause = answers.compactMap(\.hostPause).max() {
            let host = integration.host
            let known = ledger.state.pausedHosts[host] ?? now
            ledger.append(.paused(host: host, until: max(known, now + pause)))
        }
        let effect = effect(on: integration.id, haveArrived: answers.allSatisfy(\.test.isDelivered))
        if case .enabled = effect {
            let through = log.nextSequence - 1
            ledger.append(.enabled(integration: integration.id, at: now, replay: .all, through: through))
        }
        try ledger.end(at: now)
        return effect
    }

    private func effect(on integration: String, haveArrived: Bool) -> TestEffect {
        guard let disabling = ledger.state.integrations[integration]?.health.disabling else { return .nothing }
        return haveArrived && disabling.isOfOldAddress ? .enabled : .staysDisabled
    }
}
