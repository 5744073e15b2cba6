import Configuration
import Delivery
import Messages
import Reports
import Runner
import Storage

extension Context {
    /// Does something to deliveries under the run's lock.
    func intervene<Result>(
        _ setup: Setup,
        _ body: (inout Intervention) throws -> Result
    ) throws -> Result {
        do {
            let now = clock.now
            var intervention = try Intervention(RunPlaces(home), setup: setup, waiting: typed.has(.wait), at: now)
            let result = try body(&intervention)
            try intervention.end(at: clock.now)
            tell(intervention.refusals)
            return result
        } catch RunError.locked {
            throw CommandError(.locked, "a run is going on", notes: ["wait for it with --wait"])
        } catch let error as SystemError {
            throw CommandError(error.isPermission ? .permission : .inputOutput, error.description, notes: error.notes)
        }
    }

    /// Says of each why nothing was done to it.
    func tell(_ refusals: [Intervention.Refusal]) {
        for refusal in refusals { terminal.say(.error, "belfry: error: \(refusal.delivery): \(refusal.reason)") }
    }

    /// A run that sends to the integrations of these deliveries only, at once, and an account of the deliveries.
    func send(_ deliveries: [String: Set<String>], _ setup: Setup) throws -> ExitCode {
        let integrations = Set(deliveries.keys)
        var request = RunRequest(
            setup: setup,
            places: RunPlaces(home),
            composer: MessageComposer(overrides: try home.ownTemplates())
        )
        request.integrations = integrations
        request.maximumRuntime = try typed.duration(.maxRuntime) ?? .seconds(60)
        request.waits = true
        let report = try perform(request, self) { terminal.say($0) }
        let outcomes = try outcomes(of: deliveries, setup)
        for integration in report.integrations where integrations.contains(integration.id) {
            let own = outcomes[integration.id] ?? DeliveryCounts()
            try terminal.confirm("\(integration.id): \(own.words)\n")
            // The run sends what else is due there, as the next one would have.
            let others = integration.thisRun.without(own)
            if others.ended > 0 { try terminal.confirm("\(integration.id): \(others.words) of what else was due\n") }
            if integration.status.isDisabled {
                terminal.say(.warning, "\(integration.id) is disabled: belfry enable \(integration.id)")
            }
        }
        return FailOn.attention.exitCode(for: report)
    }

    /// What became of deliveries, by integration; one that no attempt was made for is not counted.
    private func outcomes(of deliveries: [String: Set<String>], _ setup: Setup) throws -> [String: DeliveryCounts] {
        guard var record = try record(setup) else { return [:] }
        let ids = deliveries.values.reduce(into: Set<String>()) { $0.formUnion($1) }
        var counts: [String: DeliveryCounts] = [:]
        try record.history.deliveries(DeliverySelection(ids: ids)) {
            counts[$0.delivery.integration, default: DeliveryCounts()].count($0.state)
        }
        return counts
    }
}
