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
        let readiness = Readiness(of: integration, in: state, at: now)
        let notBefore = integration.notBefore(in: state)
        return ScheduleReport(integration, notBefore: notBefore, nextDigest: readiness.nextDigest, at: now)
    }

    /// The integration is `nil` when it is configured no longer: then nothing goes.
    package func schedule(of history: DeliveryHistory, to integration: Integration?) -> DeliverySchedule {
        let delivery = history.delivery
        var times: [Timestamp] = []
        if let integration, let known = state.integrations[delivery.integration], known.health.disabling == nil,
            var owed = known.outstanding[delivery.id], !owed.isParked
        {
            owed.due = max(owed.due, integration.notBefore(in: state) ?? owed.due)
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
}

extension Integration {
    /// Until when nothing goes: back-off while the endpoint fails, or what its host asked for.
    func notBefore(in state: LedgerState) -> Timestamp? {
        [state.integrations[id]?.health.notBefore, state.pausedHosts[host]].compactMap { $0 }.max()
    }
}
