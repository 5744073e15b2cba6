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
        let integrations = setup.integrations.map { self.report(on: $0, at: now) }
        var whole = RunReport(startedAt: now, finishedAt: now, integrations: integrations)
        whole.isRun = false
        return whole
    }

    package func status(of integration: Integration) -> IntegrationStatus {
        guard let known = state.integrations[integration.id] else { return IntegrationStatus() }
        return IntegrationStatus(known.health)
    }

    private func report(on integration: Integration, at now: Timestamp) -> IntegrationReport {
        let known = state.integrations[integration.id]
        let owed = known?.outstanding.values.map { $0 } ?? []
        let oldestOwed = owed.map { $0.delivery.planned }.min()
        var report = IntegrationReport(
            id: integration.id,
            name: integration.name,
            provider: integration.provider,
            status: status(of: integration),
            backlog: Backlog(
                outstanding: owed.count,
                held: known?.held.count ?? 0,
                oldest: [oldestOwed, known?.held.since].compactMap { $0 }.min(),
                nextAttempt: nextAttempt(for: integration, known)
            ),
            nextDigest: nextDigest(of: integration, known),
            lastFailure: known?.lastFailure,
            disablePolicy: integration.disable
        )
        report.ever = known?.totals ?? report.ever
        return report
    }

    /// The first due time, moved later by back-off and by what its host asked for.
    private func nextAttempt(for integration: Integration, _ known: LedgerState.Integration?) -> Timestamp? {
        guard let known, known.health.disabling == nil, let due = known.outstanding.values.map(\.due).min() else {
            return nil
        }
        let pause = state.pausedHosts[LanePolicy(integration).host]
        return [due, known.health.notBefore, pause].compactMap { $0 }.max()
    }

    private func nextDigest(of integration: Integration, _ known: LedgerState.Integration?) -> Timestamp? {
        guard integration.mode == .digest, known?.health.disabling == nil, let every = integration.digest.every,
            let last = known?.lastCut
        else { return nil }
        return last + every
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
