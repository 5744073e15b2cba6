import Configuration
import Diagnostics
import JSON
import Messages
import Providers
import Reports
import Runner
import Storage
import Time

extension Command {
    static let run = Command(
        name: "run",
        summary: "one pass: take in the spool, plan, deliver, report",
        details: [
            "Made for cron and systemd timers: it works until all that is due was tried or the time is used up, records "
                + "everything, and exits. What could not be delivered is tried again by later runs.",
            "Without a terminal it prints nothing unless something needs attention. With --json it prints the report of "
                + "the run, the same as reports/status.json.",
        ],
        flags: [.dryRun, .maxRuntime, .wait, .integration, .force, .failOn, .json],
        exitCodes: [
            .attention, .notFound, .cannotCreate, .inputOutput, .locked, .permission, .configuration, .interrupted,
            .terminated,
        ],
        examples: [
            .init("belfry run", "what a timer calls every few minutes"),
            .init("belfry run --dry-run", "what would be sent, and to whom"),
            .init("belfry run --force -i ops", "cut the digest of 'ops' now, due or not"),
        ],
        perform: { context in try runOnce(context, RunOptions(context.typed)) }
    )
}

private func runOnce(_ context: Context, _ options: RunOptions) throws -> ExitCode {
    let home = context.home
    let setup = try context.setup()
    for id in options.integrations { _ = try setup.integration(id) }
    var request = RunRequest(
        setup: setup,
        places: RunPlaces(home),
        composer: MessageComposer(overrides: try home.ownTemplates())
    )
    request.maximumRuntime = options.maxRuntime
    request.waits = options.waits
    request.ignoresDueTimes = options.ignoresDueTimes
    request.integrations = options.integrations.isEmpty ? nil : Set(options.integrations)
    return try options.isDryRun ? dryRun(context, request, options) : realRun(context, request, options)
}

private func realRun(_ context: Context, _ request: RunRequest, _ options: RunOptions) throws -> ExitCode {
    let report = try perform(request, context)
    if options.printsJSON {
        try context.printJSON(report.statusJSON.pretty)
    } else if context.terminal.isOutputTerminal {
        try context.terminal.confirm(report.statusText)
    } else if let text = report.attentionText {
        context.terminal.say(.warning, text)
    }
    return options.failOn.exitCode(for: report, among: request.integrations)
}

/// The real thing up to the sends, on a copy of spool and state.
private func dryRun(_ context: Context, _ request: RunRequest, _ options: RunOptions) throws -> ExitCode {
    let scratch = try Scratch(
        spool: request.places.spool,
        state: request.places.state,
        in: context.environment["TMPDIR"] ?? "/tmp"
    )
    var request = request
    request.places = RunPlaces(spool: scratch.spool, state: scratch.state, reports: scratch.path)
    request.sendsNothing = true
    let report = try perform(request, context)
    if options.printsJSON {
        try context.printJSON(report.statusJSON.pretty)
    } else {
        try context.terminal.confirm(report.dryRunText)
    }
    return .success
}

private func perform(_ request: RunRequest, _ context: Context) throws -> RunReport {
    try perform(request, context) { context.terminal.say($0) }
}

/// Does one pass under a progress bar and writes its reports; what a person should read of it is told at the end.
func perform(_ request: RunRequest, _ context: Context, telling tell: (Diagnostic) -> Void) throws -> RunReport {
    do {
        var run = try Run(request, startingAt: context.clock.now)
        var report = try run.perform { context.terminal.show($0) }
        context.terminal.clear()
        if !request.sendsNothing {
            run.writeReports(&report)
            run.sendHeartbeat(after: report)
        }
        for diagnostic in run.diagnostics { tell(diagnostic) }
        return report
    } catch RunError.locked {
        throw CommandError(.locked, "another run is going on", notes: ["wait for it with --wait"])
    } catch let error as SystemError {
        throw CommandError(error.isPermission ? .permission : .cannotCreate, error.description, notes: error.notes)
    }
}

extension RunPlaces {
    init(_ home: Home) { self.init(spool: home.spool, state: home.state, reports: home.reports) }
}

extension Terminal {
    fileprivate func show(_ progress: RunProgress) {
        switch progress {
        case .intake: break
        case .delivery(let settled, let total): show(settled, of: total, "settled")
        }
    }
}

/// What `belfry run` was asked to do.
struct RunOptions: Equatable {
    let isDryRun: Bool
    /// Counted from the first sends.
    let maxRuntime: Duration
    /// Wait for the lock instead of leaving with 75.
    let waits: Bool
    /// Empty: all of them.
    let integrations: [String]
    let ignoresDueTimes: Bool
    let failOn: FailOn
    let printsJSON: Bool

    init(_ typed: TypedArguments) throws(UsageError) {
        isDryRun = typed.has(.dryRun)
        maxRuntime = try typed.duration(.maxRuntime) ?? .seconds(60)
        waits = typed.has(.wait)
        integrations = typed.values(.integration)
        ignoresDueTimes = typed.has(.force)
        failOn = typed.value(.failOn).flatMap(FailOn.init) ?? .attention
        printsJSON = typed.has(.json)
    }
}

/// From which verdict on a run exits with 1.
enum FailOn: String {
    case attention, deferred, never

    /// The code a finished run leaves with: signals and disk trouble are told in any case.
    ///
    /// Deferred is also what an earlier run deferred and this one had no time to try: it was due and is not delivered.
    func exitCode(for report: RunReport, among selected: Set<String>? = nil) -> ExitCode {
        switch report.ending {
        case .diskTrouble: return .inputOutput
        case .stopped(let signal): return signal == "SIGINT" ? .interrupted : .terminated
        case .complete, .outOfTime: break
        }
        return switch self {
        case .attention: report.verdict >= .attention ? .attention : .success
        case .deferred: report.verdict >= .deferred || report.isOwing(among: selected) ? .attention : .success
        case .never: .success
        }
    }
}

extension RunReport {
    /// An attempt failed, in this run or before, and the delivery is still owed.
    fileprivate func isOwing(among selected: Set<String>?) -> Bool {
        integrations.contains { $0.backlog.deferred > 0 && selected?.contains($0.id) ?? true }
    }
}
