import Configuration
import Diagnostics
import Events
import JSON
import Reports
import Runner
import Storage

/// A list of events from elsewhere: an id or an event a line.
struct ListedEvents {
    /// Each once, in the order of the list.
    private var ids: [String] = []
    private var duplicates = 0

    /// Reads a file, or standard input for `-`; all lines that name no event are told at once.
    init(_ path: String) throws {
        let file = try SourceFile(given: path)
        var seen: Set<String> = []
        var problems: [Diagnostic] = []
        var offset = 0
        for line in file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            defer { offset += line.count + 1 }
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            do throws(SpooledEvent.Problem) {
                let id = try ListedEvents.id(Array(line))
                if seen.insert(id).inserted { ids.append(id) } else { duplicates += 1 }
            } catch {
                problems.append(Diagnostic(in: file, at: offset + error.offset, error.message))
            }
        }
        guard problems.isEmpty else { throw Problems(code: .data, diagnostics: problems) }
    }

    private static func id(_ line: [UInt8]) throws(SpooledEvent.Problem) -> String {
        let text = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard text.hasPrefix("{") || text.hasPrefix("\"") else { return text }
        if text.hasPrefix("\"") { return try word(line) }
        switch try SpooledEvent(only: line.span).id {
        case .made(let id): return id
        case .slice(let range): return String(decoding: line[range], as: UTF8.self)
        case .none:
            throw SpooledEvent.Problem(
                offset: 0,
                message: "this event has no id of its own: nothing tells it from others"
            )
        }
    }

    private static func word(_ line: [UInt8]) throws(SpooledEvent.Problem) -> String {
        do throws(JSONError) {
            return try JSON.read(line).string ?? ""
        } catch {
            throw SpooledEvent.Problem(offset: error.offset, message: error.message)
        }
    }

    /// Looks for the events in the log, and in what a run would take in from the spool.
    func compared(with context: Context, _ setup: Setup) throws -> ReconcileReport.Against {
        var against = ReconcileReport.Against()
        against.listed = ids.count + duplicates
        against.duplicates = duplicates
        let (accepted, spooled) = try KnownEvents(context.home, setup, context).split(Set(ids))
        against.accepted = accepted.count
        against.spooled = spooled.count
        against.never = ids.filter { !accepted.contains($0) && !spooled.contains($0) }
        return against
    }
}

/// The events of the log and those that wait in the spool.
private struct KnownEvents {
    private let home: Home
    private let setup: Setup
    private let context: Context

    init(_ home: Home, _ setup: Setup, _ context: Context) {
        self.home = home
        self.setup = setup
        self.context = context
    }

    /// Takes the spool in on a copy.
    func split(_ ids: Set<String>) throws -> (accepted: Set<String>, spooled: Set<String>) {
        let trial = try TrialLog(
            spool: home.spool,
            state: home.state,
            settings: setup.settings,
            in: context.environment["TMPDIR"] ?? "/tmp",
            at: context.clock.now
        )
        var (accepted, spooled): (Set<String>, Set<String>) = ([], [])
        try trial.read { id, isNew in
            guard ids.contains(id) else { return }
            if isNew { spooled.insert(id) } else { accepted.insert(id) }
        }
        return (accepted, spooled)
    }
}
