package import Configuration
import Delivery
import Events
import JSON
package import Providers
package import Reports
package import Storage
package import Time

/// The durable things a run rests on, opened under the lock: event log and ledger.
package struct State: ~Copyable {
    private let folder: Folder
    package var log: EventLog
    package var ledger: Ledger
    /// Nothing was ever written down here.
    let isNew: Bool

    /// Opens the state, making it where it is missing.
    ///
    /// Readers do not lock: a run that goes on meanwhile only appends.
    package init(_ path: String, settings: Settings, locking: Locking) throws {
        let folder = try State.folder(making: path)
        switch locking {
        case .none: break
        case .now: guard try folder.lock(waiting: false) else { throw RunError.locked }
        case .waiting: guard try folder.lock(waiting: true) else { throw RunError.locked }
        }
        if locking != .none { try State.mustBeOurs(folder, path) }
        let hasLedger = try !Ledger.isNew(in: folder)
        if hasLedger, try !EventLog.exists(in: folder) { throw RunError.stateIsTorn("'\(path)/events' is gone", path) }
        let log = try EventLog(in: folder, retention: settings.retention)
        let ledger = try Ledger(in: folder, logID: log.identity.id)
        if !hasLedger, log.nextSequence > 1 { throw RunError.stateIsTorn("'\(path)/ledger' is gone", path) }
        let told = ledger.state.integrations.values.map { max($0.cursor, $0.immediateCursor) }.max() ?? 0
        guard told < log.nextSequence else {
            let last = log.nextSequence - 1
            throw RunError.stateIsTorn("'\(path)/events' ends with event \(last), and the ledger knows \(told)", path)
        }
        self.log = log
        self.ledger = ledger
        self.folder = folder
        isNew = !hasLedger
    }

    package enum Locking: Sendable {
        case none, now, waiting
    }

    /// Whether what is going to be done can be put on the record there: asked before, where that comes after.
    package static func mustBeOurs(_ path: String) throws { try mustBeOurs(folder(making: path), path) }

    /// The state folder, made where it is missing: by the user whose home it is, and nobody else.
    package static func folder(making path: String) throws -> Folder {
        do {
            return try Folder(path)
        } catch {
            guard error.isMissing else { throw error }
            let home = try Folder(parentOf: path)
            if let owner = try home.foreignOwner() { throw RunError.homeIsForeign(home.path, owner: owner) }
            return try Folder(makingPath: path)
        }
    }

    private static func mustBeOurs(_ folder: borrowing Folder, _ path: String) throws {
        if let owner = try folder.foreignOwner() { throw RunError.stateIsForeign(path, owner: owner) }
        guard try folder.status().mode & 0o022 == 0 else { throw RunError.stateIsOpen(path) }
    }

    /// Begins this run's segment of the ledger, once, when there is something to write.
    package mutating func beginLedger(at now: Timestamp) throws(SystemError) {
        if !ledger.isOpen { try ledger.begin(at: now) }
    }
}

extension State {
    private static let lastRunName: FileName = "last-run.json"

    /// What the last run left of itself; `nil` when none did, or it cannot be read: it decides nothing.
    package func lastRun() -> LastRun? { (try? State.lastRun(in: folder)).flatMap { $0 } }

    /// The same for those who only look; an error where they may not.
    package static func lastRun(in folder: borrowing Folder) throws(SystemError) -> LastRun? {
        do throws(SystemError) {
            let bytes = try folder.read(lastRunName, limit: 4096)
            return (try? JSON.read(bytes)).flatMap(LastRun.init)
        } catch {
            if error.isPermission { throw error }
            return nil
        }
    }

    func remember(_ run: LastRun) throws(SystemError) {
        try folder.refresh(State.lastRunName, with: run.json.compact + [UInt8(ascii: "\n")])
    }
}

extension State {
    /// Removes history from before `time`; never what is owed or held, and nothing while an integration is not known yet.
    package mutating func prune(_ setup: Setup, olderThan time: Timestamp) throws(SystemError) {
        let known = setup.integrations.compactMap { ledger.state.integrations[$0.id] }
        guard known.count == setup.integrations.count else { return }
        // Who is no longer configured may come back for what is owed to it or held for it.
        let gone = ledger.state.removed(from: setup).map(\.known)
        let held = known + gone.filter { $0.held.count > 0 }
        let done = held.map { min($0.cursor, $0.immediateCursor) }.min() ?? 0
        let owed = (known + gone).flatMap { $0.outstanding.values }.map { $0.delivery.first }.min() ?? .max
        try log.prune(upTo: min(done, owed == .max ? .max : max(owed, 1) - 1), olderThan: time)
        try ledger.prune(olderThan: time, keeping: setup.settings.retention)
    }
}

extension State {
    /// The ledger does not know the integration, or knows it with another configuration.
    func isChanged(_ integration: Integration) -> Bool {
        let known = ledger.state.integrations[integration.id]
        let marks = ConfigurationMarks(integration, key: log.identity)
        return known?.fingerprint != marks.whole || known?.address != marks.address
            || known?.subscription != Subscription(integration) || known?.removed != nil
    }

    /// Notes integrations that are new or changed.
    package mutating func greet(_ integrations: [Integration], at now: Timestamp) {
        for integration in integrations where isChanged(integration) {
            if ledger.state.integrations[integration.id] == nil {
                let cursor = integration.start == .firstRun ? log.nextSequence - 1 : 0
                ledger.append(
                    .seen(
                        integration: integration.id,
                        at: now,
                        cursor: cursor,
                        awaitsConfirmation: integration.confirmsOnCreate
                    )
                )
            }
            let marks = ConfigurationMarks(integration, key: log.identity)
            ledger.append(
                .changed(
                    integration: integration.id,
                    at: now,
                    fingerprint: marks.whole,
                    address: marks.address,
                    subscription: Subscription(integration)
                )
            )
        }
    }
}

extension Subscription {
    package init(_ integration: Integration) {
        var start: Timestamp?
        if case .time(let time) = integration.start { start = time }
        self.init(
            patterns: integration.filter.patterns.map(\.text),
            projects: integration.filter.projects.map { Array($0) },
            mode: integration.mode.rawValue,
            immediate: integration.immediate.map(\.text),
            start: start
        )
    }
}
