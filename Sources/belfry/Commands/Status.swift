import Configuration
import Delivery
import JSON
import Reports
import Runner
import Storage

extension Command {
    static let status = Command(
        name: "status",
        summary: "health, backlog, and the next thing to do",
        details: [
            "Tells what is wrong, since when, what happens next, and the command to type. Reads only; a run may be "
                + "going on."
        ],
        operand: .init("ID", isRequired: false),
        flags: [.json],
        exitCodes: [.attention, .notFound, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry status", "how everything is"),
            .init("belfry status ops --json", "one integration, for scripts"),
        ],
        perform: { context in
            let report = try currentReport(context)
            if context.typed.has(.json) {
                try context.printJSON(report.statusJSON.pretty)
            } else {
                try context.terminal.print(report.statusText)
            }
            return report.needsAttention ? .attention : .success
        }
    )
}

private func currentReport(_ context: Context) throws -> RunReport {
    let home = context.home
    let setup = try context.setup()
    var report = StatusReport(setup: setup, state: try home.ledgerState()).report(at: context.clock.now)
    guard let id = context.typed.operand else { return report }
    guard let one = report.integrations.first(where: { $0.id == id }) else {
        throw CommandError.noIntegration(id, among: report.integrations.map { $0.id })
    }
    report.integrations = [one]
    return report
}

extension Home {
    /// What the ledger says now; nothing is changed, and a run may be going on.
    func ledgerState() throws -> LedgerState {
        guard Files.isDirectory(state + "/ledger") else { return LedgerState(logID: "") }
        return try Ledger.state(in: Folder(state))
    }
}

extension RunReport {
    /// Somebody has to act: `status` says so each time it is asked, other than a run.
    fileprivate var needsAttention: Bool {
        verdict >= .attention || integrations.contains { $0.status.isDisabled }
    }
}
