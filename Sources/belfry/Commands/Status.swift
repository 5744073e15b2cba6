import Configuration
import Delivery
import JSON
import Reports
import Runner
import Storage
import Time

extension Command {
    static let status = Command(
        name: "status",
        summary: "health, backlog, and the next thing to do",
        details: [
            "Tells what is wrong, since when, what happens next, and the command to type. Reads only; a run may be "
                + "going on. After a run that was killed it counts what lies behind the cursors, and says 'about' where "
                + "that is more than it reads.",
            "It exits with 1 while something needs you: disabled or nearly so, removed with something left, input that could "
                + "not be read. What fails and is tried again by itself is told, and is no reason for that.",
            "--ages shows how long everything has been waiting, integration by integration. --max-age is for health "
                + "checks: it exits with 1 when the last good run, a file in the spool or anything that waits is older.",
        ],
        operand: .init("ID", isRequired: false, words: [.integrations]),
        flags: [.ages, .maxAge, .json],
        exitCodes: [.attention, .notFound, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry status", "how everything is"),
            .init("belfry status ops --json", "one integration, for scripts"),
            .init("belfry status --ages", "where the backlog is, and how old"),
            .init("belfry status --max-age 15m --quiet", "for a monitor: silent and 0 when all is well"),
        ],
        perform: { context in
            let longest = try context.typed.duration(.maxAge)
            var report = try currentReport(context)
            let overdue = longest.map { report.overdue(after: $0) } ?? []
            report.problems += overdue
            if context.typed.has(.json) {
                try context.printJSON(report.statusJSON.pretty)
            } else if context.typed.has(.ages) {
                try context.terminal.print(report.agesText)
                for line in overdue { context.terminal.say(.error, line) }
            } else if !overdue.isEmpty {
                for line in overdue { context.terminal.say(.error, line) }
            } else {
                try context.terminal.confirm(report.statusText)
            }
            if longest != nil { return overdue.isEmpty ? .success : .attention }
            return report.troubles.isEmpty ? .success : .attention
        }
    )
}

private func currentReport(_ context: Context) throws -> RunReport {
    var report = try context.status(try context.setup(), withAges: context.typed.has(.ages))
    report.spool = context.home.spoolBacklog()
    guard let id = context.typed.operand else { return report }
    let known = report.backlogs.map(\.id)
    guard known.contains(id) else { throw CommandError.noIntegration(id, among: known) }
    return report.only([id])
}

extension Context {
    /// How everything is now, what no run has counted included.
    func status(_ setup: Setup, withAges: Bool = false) throws -> RunReport {
        let state = try home.ledgerState()
        var report = StatusReport(setup: setup, state: state).report(at: clock.now)
        report.refused = RefusedFiles(in: home.spool)
        guard let folder = try home.existingState(), let record = try record(setup) else { return report }
        let scan = BacklogScan(setup: setup, state: state, at: clock.now)
        if withAges {
            try scan.addAges(to: &report, record.log) { terminal.show($0, of: $1, "events read") }
        } else {
            try scan.count(in: &report, record.log)
        }
        report.lastRun = try State.lastRun(in: folder)
        return report
    }
}

extension Home {
    /// What the ledger says now; nothing is changed, and a run may be going on.
    func ledgerState() throws -> LedgerState {
        guard let folder = try existingState() else { return LedgerState(logID: "") }
        return try Ledger.state(in: folder)
    }

    /// The state folder; `nil` where no run has worked yet, and an error where we may not look.
    func existingState() throws(SystemError) -> Folder? {
        do throws(SystemError) {
            let folder = try Folder(state)
            _ = try Folder("ledger", in: folder)
            return folder
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    /// What waits in the spool; `nil` for those who may write there and not list.
    fileprivate func spoolBacklog() -> SpoolBacklog? {
        /// Names sort by time where `emit` or a maildir writer made them: the first are the oldest.
        let looksAt = 1000
        guard let names = try? Files.names(in: newEvents) else { return nil }
        let files = names.filter { Spool.isEventFile(FileName($0)) }
        let times = files.prefix(looksAt).compactMap { Files.status("\(newEvents)/\($0)")?.modifiedMilliseconds }
        return SpoolBacklog(files: files.count, oldest: times.min().map { Timestamp(milliseconds: $0) })
    }
}
