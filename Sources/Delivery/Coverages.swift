/// What became of the event log for every integration, folded from the ledger's records.
package struct Coverages: Sendable {
    package private(set) var state: LedgerState
    package private(set) var byIntegration: [String: Coverage] = [:]
    /// Only these are followed; `nil` for all.
    private let selected: Set<String>?
    private var batch = PlannedBatch()

    /// - Parameters:
    ///   - base: what is true before the first record.
    ///   - integrations: the ones to follow; each needs half a byte for an event at most.
    package init(from base: LedgerState, only integrations: Set<String>? = nil) {
        state = base
        selected = integrations
        for (id, known) in base.integrations where integrations?.contains(id) ?? true {
            var coverage = Coverage(passed: .pruned, through: known.cursor, immediateCursor: known.immediateCursor)
            coverage.subscribe(known.subscription)
            coverage.restore(known.owedInOrder)
            byIntegration[id] = coverage
        }
    }

    package mutating func apply(_ record: LedgerRecord) {
        if let closed = batch.follow(record, of: state.logID) { commit(closed) }
        switch record {
        case .seen(let id, _, let cursor, _):
            if byIntegration[id] == nil, selected?.contains(id) ?? true {
                byIntegration[id] = Coverage(passed: .before, through: cursor)
            }
        case .changed(let id, _, _, _, let subscription): byIntegration[id]?.subscribe(subscription)
        case .attempted(let attempt): enter(DeliveryState(attempt), attempt.delivery, of: attempt.integration)
        case .requeued(let delivery, _, _, _): byIntegration[delivery.integration]?.requeue(delivery)
        case .parked(let id, let integration, _): enter(.parked, id, of: integration)
        case .dropped(let id, let integration, _, _): enter(.dropped, id, of: integration)
        case .enabled(let id, _, .none, let through):
            for delivery in state.integrations[id]?.outstanding.keys ?? [:].keys { enter(.skipped, delivery, of: id) }
            byIntegration[id]?.skip(through: through)
        case .begin, .imported, .copied, .planned, .plannedEvents, .commit, .end, .removed, .released, .sending,
            .counted, .paused, .disabled, .enabled, .tested, .muted, .unmuted, .noticed:
            break
        }
        state.apply(record)
        if case .released(let id, let integration, _) = record,
            let owed = state.integrations[integration]?.outstanding[id]
        {
            enter(owed.state, id, of: integration)
        }
    }

    private mutating func commit(_ batch: PlannedBatch.Closed) {
        for delivery in batch.deliveries {
            byIntegration[delivery.integration]?.plan(delivery)
        }
        for advance in batch.cursors {
            for passedOver in advance.passedOver {
                byIntegration[advance.integration]?.mark(passedOver.sequences, EventMarks.Mark(passedOver.reason))
            }
            guard advance.lane == .all else { continue }
            byIntegration[advance.integration]?.advance(to: advance.sequence, isCut: advance.cut != nil)
        }
    }

    private mutating func enter(_ state: DeliveryState, _ delivery: String, of integration: String) {
        byIntegration[integration]?.enter(state, delivery)
    }
}
