import Configuration
import Diagnostics
import JSON
import Messages
import Receiver
import Reports
import Runner
import Storage
import Time

extension Command {
    static let demo = Command(
        name: "demo",
        summary: "see it work: a temporary home, sample events, own receivers",
        details: [
            "Makes a temporary home, spools some hundred events of a made-up company, listens on 127.0.0.1 as every "
                + "provider would, does the real run, and prints what happened, the messages as their readers see them "
                + "and the report. Nothing leaves the machine, and without --keep nothing is left behind.",
            "It exits with 1 only when something went otherwise than the demonstration means it to.",
        ],
        flags: [.json, .keep],
        exitCodes: [.attention, .cannotCreate, .inputOutput, .configuration, .interrupted, .terminated],
        examples: [
            .init("belfry demo", "the first thing to try"),
            .init("belfry demo --json | jq '.messages[].body'", "the exact payloads"),
        ],
        perform: { context in
            // SIGTERM and SIGINT stay blocked from here on, also in the receiver's thread: the run looks for them, and
            // none ends the process before the home is removed.
            _ = try StopSignals()
            let isKept = context.typed.has(.keep)
            let home = try DemoHome(environment: context.environment, isKept: isKept, telling: context.terminal)
            let report = try demonstrate(in: home.home, context)
            if case .stopped(let signal) = report.run.ending {
                context.terminal.say(.error, "belfry: stopped by \(signal)")
                return FailOn.never.exitCode(for: report.run)
            }
            if context.typed.has(.json) {
                try context.printJSON(report.json.pretty)
            } else {
                try context.terminal.print(report.page(width: context.terminal.pageWidth, isKept: isKept))
            }
            for surprise in report.surprises { context.terminal.say(.error, "belfry: error: \(surprise)") }
            let code = FailOn.never.exitCode(for: report.run)
            return code == .success && !report.surprises.isEmpty ? .attention : code
        }
    )
}

private func demonstrate(in home: Home, _ context: Context) throws -> DemoReport {
    let receiver = try Receiver(
        script: Dictionary(uniqueKeysWithValues: DemoTarget.all.map { ($0.path, $0.replies) })
    )
    let mailReceiver = try MailReceiver()
    for target in DemoTarget.all { try target.describe(in: home, at: receiver.url, mail: mailReceiver.url) }
    let spool = try DemoSpool(DemoStory(endingAt: context.clock.now), in: home)
    let reading = try HomeConfiguration(home, environment: context.environment)
    // Its warnings say that this machine is no host of Slack's.
    guard let setup = reading.setup else { throw Problems(code: reading.exitCode, diagnostics: reading.problems) }
    let request = RunRequest(setup: setup, places: RunPlaces(home), composer: MessageComposer())
    var refused: [Diagnostic] = []
    let run = try perform(request, context) { refused.append($0) }
    return DemoReport(
        home: home,
        spool: spool,
        address: receiver.url,
        refused: refused,
        requests: receiver.requests,
        mails: mailReceiver.mails,
        run: run
    )
}

extension Terminal {
    /// Columns of a page of text: the terminal's, as far as lines stay readable; 80 in a file.
    fileprivate var pageWidth: Int { isOutputTerminal ? max(40, min(width, 100)) : 80 }
}
