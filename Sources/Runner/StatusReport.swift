package import Configuration
package import Delivery
package import Providers
package import Reports
package import Time

/// How everything is, as the ledger tells it: the part of a report that needs no run.
package struct StatusReport {
    private let setup: Setup
    private let state: LedgerState

    package init(setup: Setup, state: LedgerState) {
        self.setup = setup
        self.state = state
    }

    package func report(at now: Timestamp) -> RunReport {
        let forecast = Forecast(setup, state, at: now)
        let integrations = setup.integrations.map { self.report(on: $0, forecast, at: now) }
        var whole = RunReport(startedAt: now, finishedAt: now, integrations: integrations)
        whole.isRun = false
        whole.removed = state.removed(from: setup).map { RemovedIntegration(id: $0.id, backlog: Backlog($0.known)) }
            .filter { !$0.hasNothing }
        return whole
    }

    package func status(of integration: Integration, at now: Timestamp) -> IntegrationStatus {
        guard let known = state.integrations[integration.id] else { return IntegrationStatus() }
        var status = IntegrationStatus(known.health)
        if !status.isDisabled, let mute = known.mutes.ofEverything(at: now) {
            status.state = .muted
            status.reason = mute.reason
            status.since = mute.start
        }
        return status
    }

    /// Of one integration alone.
    func report(on integration: Integration, at now: Timestamp) -> IntegrationReport {
        report(on: integration, Forecast([LanePolicy(integration)], state, at: now), at: now)
    }

    private func report(on integration: Integration, _ forecast: Forecast, at now: Timestamp) -> IntegrationReport {
        let known = state.integrations[integration.id]
        var report = IntegrationReport(
            id: integration.id,
            name: integration.name,
            provider: integration.provider,
            status: status(of: integration, at: now),
            backlog: known.map(Backlog.init) ?? Backlog(),
            nextDigest: readiness(of: integration, at: now)?.nextDigest,
            lastFailure: known?.lastFailure,
            disablePolicy: integration.disable
        )
        let next = forecast.next(to: integration.id) ?? (known.flatMap { probe(of: $0, integration, forecast) })
        report.backlog.nextAttempt = next?.time
        let isKept = next == nil && report.backlog.outstanding > report.backlog.parked
        report.backlog.obstacle = isKept ? forecast.obstacle(toAnyOf: integration.id) : next?.obstacle
        report.ever = known?.totals ?? report.ever
        report.settled = known.map { $0.totals + $0.reopened } ?? report.settled
        report.mutes = known?.mutes.filter { $0.isInForce(at: now) } ?? []
        report.hold = hold(of: integration, count: known?.held.count ?? 0, since: known?.held.since, at: now)
        return report
    }

    /// With nothing planned, what is held is tried when the failing endpoint may be tried again.
    private func probe(
        of known: LedgerState.Integration,
        _ integration: Integration,
        _ forecast: Forecast
    ) -> (time: Timestamp, obstacle: Obstacle?)? {
        guard known.health.isFailing, known.held.count > 0, known.outstanding.isEmpty,
            let obstacle = forecast.obstacle(toAnyOf: integration.id), let end = obstacle.end
        else { return nil }
        return (end, obstacle)
    }

    private func readiness(of integration: Integration, at now: Timestamp) -> Readiness? {
        guard state.integrations[integration.id] != nil else { return nil }
        return Readiness(of: integration, in: state, at: now)
    }

    /// Why what is held is held; `nil` when nothing is, or when the next run sends it.
    func hold(of integration: Integration, count: Int, since: Timestamp?, at now: Timestamp) -> Hold? {
        guard count > 0, let readiness = readiness(of: integration, at: now) else { return nil }
        return switch readiness.decision {
        case .hold(let hold): hold
        case .digest(let condition): condition.hold(count: count, since: since)
        // One new message a run is tried on an endpoint that fails.
        case .individual: readiness.health.isFailing ? .inTurn : nil
        }
    }
}

extension Backlog {
    /// What is owed, and what a run has counted of what is held.
    init(_ known: LedgerState.Integration) {
        let owed = known.outstanding.values
        self.init(
            outstanding: owed.count,
            held: known.held.count,
            oldest: [owed.map(\.delivery.planned).min(), known.held.since].compactMap { $0 }.min()
        )
        parked = owed.count { $0.isParked }
        deferred = owed.count { $0.state == .deferred }
    }
}

extension IntegrationStatus {
    init(_ health: Health) {
        let state: State =
            switch health.state {
            case .ok: .ok
            case .failing: .failing
            case .coolingDown: .coolingDown
            case .disabled: .disabled
            }
        self.init(
            state: state,
            reason: health.disabling?.reason,
            since: health.disabling?.at,
            timeOfFirstFailedRequest: health.firstFailure,
            numberOfFailedRequests: health.failures
        )
    }
}
