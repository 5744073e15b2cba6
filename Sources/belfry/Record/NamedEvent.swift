import Configuration
import Diagnostics
import Runner
import Storage

extension Context {
    /// The event that was named: a file, `-` for standard input, or the id of one that was taken in.
    func event(named name: String, _ setup: Setup) throws -> GivenEvent {
        if name == "-" || Files.status(name)?.isRegular == true { return try event(inFile: name) }
        guard let record = try Record.open(home.state, setup.settings),
            let event = try GivenEvent(id: name, in: record.log)
        else {
            throw CommandError(
                .notFound,
                "there is no event '\(name)', neither as a file nor in the log",
                notes: ["an event that waits in the spool is named by its file"]
            )
        }
        return event
    }

    private func event(inFile name: String) throws -> GivenEvent {
        let file = try SourceFile(given: name)
        do throws(Diagnostic) {
            return try GivenEvent(file, at: clock.now)
        } catch {
            throw Problems(code: .data, diagnostics: [error])
        }
    }
}
