package import Configuration
package import Delivery
package import Providers
package import Reports
package import Time

/// When everything goes: what the queue and the planner will decide, told beforehand.
package struct Schedules {
    private let state: LedgerState
    private let forecast: Forecast
    private let now: Timestamp

    package init(_ setup: Setup, _ state: LedgerState, at now: Timestamp) {
        self.state = state
        self.now = now
        forecast = Forecast(setup, state, at: now)
    }

    package func report(on integration: Integration) -> ScheduleReport {
        let readiness = Readiness(of: integration, in: state, at: now)
        var hold: Hold?
        if case .hold(let holds) = readiness.decision { hold = holds }
        return ScheduleReport(
            integration,
            obstacle: forecast.obstacle(toAnyOf: integration.id),
            hold: hold,
            nextDigest: readiness.nextDigest,
            at: now
        )
    }

    package func schedule(of history: DeliveryHistory) -> DeliverySchedule {
        let delivery = history.delivery
        return DeliverySchedule(
            history,
            obstacle: forecast.obstacle(to: delivery.id, of: delivery.integration),
            times: forecast.attempts(of: delivery.id, of: delivery.integration),
            at: now
        )
    }
}

extension Forecast {
    package init(_ setup: Setup, _ state: LedgerState, at now: Timestamp) {
        self.init(setup.integrations.map { LanePolicy($0) }, state, at: now)
    }
}
