import Configuration
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
            for refusal in intervention.refusals {
                terminal.say(.error, "belfry: error: \(refusal.delivery): \(refusal.reason)")
            }
            return result
        } catch RunError.locked {
            throw CommandError(.locked, "a run is going on", notes: ["wait for it with --wait"])
        } catch let error as SystemError {
            throw CommandError(error.isPermission ? .permission : .inputOutput, error.description, notes: error.notes)
        }
    }

    /// A run that sends to these integrations only, at once.
    func send(to integrations: Set<String>, _ setup: Setup) throws -> ExitCode {
        var request = RunRequest(
            setup: setup,
            places: RunPlaces(home),
            composer: MessageComposer(overrides: try home.ownTemplates())
        )
        request.integrations = integrations
        request.maximumRuntime = try typed.duration(.maxRuntime) ?? .seconds(60)
        request.waits = true
        let report = try perform(request, self) { terminal.say($0) }
        for integration in report.integrations where integrations.contains(integration.id) {
            try terminal.confirm("\(integration.id): \(integration.thisRun.words)\n")
            if integration.status.isDisabled {
                terminal.say(.warning, "\(integration.id) is disabled: belfry enable \(integration.id)")
            }
        }
        return FailOn.attention.exitCode(for: report)
    }
}
