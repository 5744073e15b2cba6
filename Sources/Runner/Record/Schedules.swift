package import Delivery
package import Providers
package import Reports
package import Time

/// When everything goes: what the queue and the planner will decide, told beforehand.
package struct Schedules {
    private let state: LedgerState
    private let now: Timestamp

    package init(_ state: LedgerState, at now: Timestamp) {
        self.state = state
        self.now = now
    }

    package func report(on integration: Integration) -> ScheduleReport {
        let known = state.integrations[integration.id] ?? LedgerState.Integration(created: now, cursor: 0)
        let readiness = Readiness(
            integration: integration,
            known: known,
            health: known.health,
            owed: known.outstanding.count,
            now: now
        )
        let notBefore = notBefore(integration, known.health)
        return ScheduleReport(integration, notBefore: notBefore, nextDigest: readiness.nextDigest, at: now)
    }

    /// The integration is `nil` when it is configured no longer: then nothing goes.
    package func schedule(of history: DeliveryHistory, to integration: Integration?) -> DeliverySchedule {
        let delivery = history.delivery
        var times: [Timestamp] = []
        if let integration, let known = state.integrations[delivery.integration], known.health.disabling == nil,
            var owed = known.outstanding[delivery.id], !owed.isParked
        {
            owed.due = max(owed.due, notBefore(integration, known.health) ?? owed.due)
            times = integration.retry.forecast(of: owed)
        }
        return DeliverySchedule(
            id: delivery.id,
            state: history.state,
            attempts: history.attemptCount,
            times: times,
            at: now
        )
    }

    /// Back-off while the endpoint fails, or what its host asked for.
    private func notBefore(_ integration: Integration, _ health: Health) -> Timestamp? {
        [health.notBefore, state.pausedHosts[integration.host]].compactMap { $0 }.max()
    }
}
