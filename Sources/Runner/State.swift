package import Configuration
import Delivery
package import Storage
package import Time

/// The durable things a run rests on, opened under the lock: event log and ledger.
package struct State: ~Copyable {
    private let folder: Folder
    package var log: EventLog
    package var ledger: Ledger

    /// Opens the state, making it where it is missing.
    ///
    /// - Parameter locking: readers do not lock; a run that goes on meanwhile only appends.
    package init(_ path: String, settings: Settings, locking: Locking) throws {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let parent = try Folder(parts.count > 1 ? parts.dropLast().joined(separator: "/") + "/" : ".")
        let folder = try Folder(making: String(parts.last ?? ""), in: parent)
        switch locking {
        case .none: break
        case .now: guard try folder.lock(waiting: false) else { throw RunError.locked }
        case .waiting: guard try folder.lock(waiting: true) else { throw RunError.locked }
        }
        let log = try EventLog(in: folder, retention: settings.retention)
        ledger = try Ledger(in: folder, logID: log.identity.id)
        self.log = log
        self.folder = folder
    }

    package enum Locking: Sendable {
        case none, now, waiting
    }

    /// Begins this run's segment of the ledger, once, when there is something to write.
    package mutating func beginLedger(at now: Timestamp) throws(SystemError) {
        if !ledger.isOpen { try ledger.begin(at: now) }
    }
}
