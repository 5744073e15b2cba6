import Configuration
import Delivery
import JSON
import Providers
import Reports
import Storage
import Time

extension State {
    /// Leaves an event in the spool for each integration of whose trouble its owners do not know yet, and notes that.
    ///
    /// The spool first: after a crash in between it is told once more, with the same id.
    ///
    /// - Returns: what was news, whether or not there is somebody to tell.
    mutating func giveNotice(_ setup: Setup, spool: String, at now: Timestamp) throws -> [Notice] {
        let status = StatusReport(setup: setup, state: ledger.state)
        let notices = setup.integrations.compactMap { integration -> Notice? in
            guard let known = ledger.state.integrations[integration.id], known.isInTrouble else { return nil }
            return Notice(status.report(on: integration, at: now), after: known.noticed, at: now)
        }
        guard !notices.isEmpty else { return [] }
        if !setup.settings.ownerNotice.isEmpty {
            let lines = notices.flatMap { $0.event(log: log.identity.id, at: now).compact + [UInt8(ascii: "\n")] }
            let name = FileName("belfry-notices-\(now.milliseconds).ndjson")
            try Spool(spool).new.replace(name, with: lines, mode: 0o640)
        }
        try beginLedger(at: now)
        for notice in notices {
            ledger.append(.noticed(integration: notice.report.id, at: now, notice.noticed))
        }
        try ledger.sync()
        return notices
    }
}

extension LedgerState.Integration {
    /// People know of a trouble, or there is one to know of.
    fileprivate var isInTrouble: Bool { health.isFailing || health.disabling != nil || noticed != nil }
}
