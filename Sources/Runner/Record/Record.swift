package import Configuration
package import Delivery
package import Events
import Providers
package import Storage

/// Event log and ledger, opened to look: nothing is locked or made, and a run may be going on.
package struct Record: ~Copyable {
    package let log: EventLog
    package var history: History

    private init(_ log: consuming EventLog, _ history: consuming History) {
        self.log = log
        self.history = history
    }

    /// Opens what is in a state folder; `nil` when no run has worked there yet.
    package static func open(_ path: String, _ settings: Settings) throws(SystemError) -> Record? {
        guard try isThere(path) else { return nil }
        let folder = try Folder(path)
        // The log first: what it holds is then in no earlier state than what the ledger says of it.
        let log = try EventLog(in: folder, retention: settings.retention)
        return Record(log, try History(in: folder))
    }

    private static func isThere(_ path: String) throws(SystemError) -> Bool {
        do throws(SystemError) {
            return try EventLog.exists(in: Folder(path))
        } catch {
            guard error.isMissing else { throw error }
            return false
        }
    }

    /// What became of the log for these integrations, or for all.
    package mutating func coverages(only integrations: Set<String>? = nil) throws -> Coverages {
        var coverages = Coverages(from: history.base, only: integrations)
        try history.read { record, _ in coverages.apply(record) }
        return coverages
    }

    /// So many integrations are followed at once: the marks of all of them take 64 MB at most.
    package var integrationsAtOnce: Int { max(1, (128 << 20) / max(1, Int(clamping: log.nextSequence))) }
}

extension Setup {
    /// What is configured now, by integration.
    package var filters: [String: Filter] {
        Dictionary(uniqueKeysWithValues: integrations.map { ($0.id, $0.filter) })
    }
}
