import Configuration
import Delivery
import Storage
import Time

extension State {
    /// Notes integrations whose files are gone since the last run, and counts what they hold: before intake, so that what
    /// comes later is none of theirs.
    ///
    /// - Returns: their ids.
    mutating func noteRemoved(_ setup: Setup, at now: Timestamp) throws -> Set<String> {
        let gone = ledger.state.removed(from: setup).filter { $0.known.removed == nil }.map(\.id)
        guard !gone.isEmpty else { return [] }
        let end = log.nextSequence - 1
        let held = try BacklogScan(setup: setup, state: ledger.state, at: now).uncounted(log)
        try beginLedger(at: now)
        for id in gone {
            let (count, oldest) = held[id] ?? (0, nil)
            let advance = CursorAdvance(integration: id, lane: .held, sequence: end, matched: count, heldSince: oldest)
            ledger.append(.commit(deliveries: 0, cursors: [advance]))
            ledger.append(.removed(integration: id, at: now))
        }
        try ledger.sync()
        return Set(gone)
    }

    /// Passes over what an integration holds that is configured no longer, on the record.
    ///
    /// - Returns: how many events that are.
    mutating func skipHeld(of integration: String, at now: Timestamp) throws -> Int {
        let held = ledger.state.integrations[integration]?.held.count ?? 0
        guard held > 0 else { return 0 }
        let through = log.nextSequence - 1
        ledger.append(.enabled(integration: integration, at: now, replay: .none, through: through))
        return held
    }
}
