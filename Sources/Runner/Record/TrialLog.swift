package import Configuration
package import Diagnostics
import Storage
package import Time

/// An event log to try things on: a copy that has taken the spool in as a run would, removed with its owner.
package struct TrialLog: ~Copyable {
    private let scratch: Scratch
    private let log: EventLog
    /// The first that was taken in here.
    private let firstNew: UInt64
    /// What is no event.
    package let problems: [Diagnostic]

    package init(
        spool: String,
        state: String,
        settings: Settings,
        in temporary: String,
        at now: Timestamp
    ) throws {
        let scratch = try Scratch(spool: spool, state: state, in: temporary)
        var log = try EventLog(in: Folder(scratch.state), retention: settings.retention)
        let firstNew = log.nextSequence
        var intake = Intake(limits: IntakeLimits(settings), now: now)
        let problems = try intake.run(Spool(scratch.spool), into: &log).corrupt.told
        self.firstNew = firstNew
        self.problems = problems
        self.scratch = scratch
        self.log = log
    }

    /// Hands over the id of every event, and whether it waits in the spool.
    package func read(_ visit: (_ id: String, _ isNew: Bool) throws -> Void) throws {
        var reader = try EventLogReader(log, after: 0)
        while let line = try reader.next(in: log) {
            try visit(line.id(in: reader.buffer), line.sequence >= firstNew)
        }
    }
}
