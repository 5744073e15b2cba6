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

    func report(on integration: Integration, at now: Timestamp) -> IntegrationReport {
        let known = state.integrations[integration.id]
        let owed = known?.outstanding.values.map { $0 } ?? []
        let oldestOwed = owed.map { $0.delivery.planned }.min()
        var report = IntegrationReport(
            id: integration.id,
            name: integration.name,
            provider: integration.provider,
            status: status(of: integration, at: now),
            backlog: Backlog(
                outstanding: owed.count,
                held: known?.held.count ?? 0,
                oldest: [oldestOwed, known?.held.since].compactMap { $0 }.min(),
                nextAttempt: nextAttempt(for: integration, known)
            ),
            nextDigest: readiness(of: integration, at: now)?.nextDigest,
            lastFailure: known?.lastFailure,
            disablePolicy: integration.disable
        )
        report.ever = known?.totals ?? report.ever
        report.mutes = known?.mutes.filter { $0.isInForce(at: now) } ?? []
        report.hold = hold(of: integration, at: now)
        return report
    }

    /// The first due time, moved later by back-off and by what its host asked for.
    private func nextAttempt(for integration: Integration, _ known: LedgerState.Integration?) -> Timestamp? {
        guard let known, known.health.disabling == nil else { return nil }
        let due = known.outstanding.values.map(\.due).min()
        // With nothing planned, what is held is tried when the failing endpoint may be tried again.
        guard due != nil || (known.health.isFailing && known.held.count > 0) else { return nil }
        return [due, integration.notBefore(in: state)].compactMap { $0 }.max()
    }

    private func readiness(of integration: Integration, at now: Timestamp) -> Readiness? {
        guard state.integrations[integration.id] != nil else { return nil }
        return Readiness(of: integration, in: state, at: now)
    }

    /// Why what is held is held; `nil` when nothing is, or when the next run sends it.
    private func hold(of integration: Integration, at now: Timestamp) -> Hold? {
        guard let readiness = readiness(of: integration, at: now), readiness.known.held.count > 0 else { return nil }
        let held = readiness.known.held
        return switch readiness.decision {
        case .hold(let hold): hold
        case .digest(let condition): condition.hold(count: held.count, since: held.since)
        case .individual: nil
        }
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
