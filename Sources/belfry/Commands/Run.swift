import Reports
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
        perform: { context in
            _ = try RunOptions(context.typed)
            throw CommandError(.configuration, "'run' is not part of this build")
        }
    )
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
    func exitCode(for report: RunReport) -> ExitCode {
        switch report.ending {
        case .diskTrouble: return .inputOutput
        case .stopped(let signal): return signal == "SIGINT" ? .interrupted : .terminated
        case .complete, .outOfTime: break
        }
        return switch self {
        case .attention: report.verdict >= .attention ? .attention : .success
        case .deferred: report.verdict >= .deferred ? .attention : .success
        case .never: .success
        }
    }
}
