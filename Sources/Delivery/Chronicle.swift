import Time

/// Follows every delivery from its plan to its end, record by record.
///
/// A delivery leaves as soon as nothing more can become of it, so that only what is owed needs memory, however long the
/// ledger is. One that is owed anew later would leave twice: whoever reads a ledger tells their ids beforehand.
package struct Chronicle: Sendable {
    private let logID: String
    private let reopened: Set<String>
    private var kept: [String: DeliveryHistory] = [:]
    private var batch = PlannedBatch()

    /// - Parameters:
    ///   - base: what is true before the first record.
    ///   - reopened: deliveries that some record of the ledger requeues; they stay to its end.
    package init(from base: LedgerState, reopened: Set<String> = []) {
        logID = base.logID
        self.reopened = reopened
        for integration in base.integrations.values {
            for (id, outstanding) in integration.outstanding { kept[id] = DeliveryHistory(outstanding) }
        }
    }

    /// What has not left, in the order of its planning.
    package var rest: [DeliveryHistory] {
        kept.values.sorted { ($0.delivery.planned, $0.delivery.id) < ($1.delivery.planned, $1.delivery.id) }
    }

    /// Follows a record, and answers with what is settled by it for good.
    package mutating func apply(_ record: LedgerRecord) -> [DeliveryHistory] {
        if let closed = batch.follow(record, of: logID) {
            for delivery in closed.deliveries { kept[delivery.id] = DeliveryHistory(delivery) }
        }
        switch record {
        case .sending(let id, _, let number, _): kept[id]?.attemptCount = number
        case .attempted(let attempt):
            kept[attempt.delivery]?.follow(attempt)
            return left(attempt.delivery)
        case .requeued(let delivery, let attempts, _, let at):
            requeue(delivery, attempts)
            kept[delivery.id]?.follow(.requeued, at: at)
        case .parked(let id, _, let at): kept[id]?.follow(.parked, at: at)
        case .released(let id, _, let at): kept[id]?.follow(.released, at: at)
        case .dropped(let id, _, let at, let reason):
            kept[id]?.follow(.dropped, at: at, reason: reason)
            return left(id)
        case .enabled(let integration, let at, .none, _): return skip(integration, at: at)
        case .enabled(let integration, let at, _, _): startAnew(integration, at: at)
        case .begin, .imported, .copied, .planned, .plannedEvents, .commit, .end, .seen, .changed, .removed, .counted,
            .paused, .disabled, .tested, .muted, .unmuted, .noticed:
            break
        }
        return []
    }

    private mutating func requeue(_ delivery: Delivery, _ attempts: Int) {
        guard kept[delivery.id] == nil else { return }
        var history = DeliveryHistory(delivery)
        history.attemptCount = attempts
        kept[delivery.id] = history
    }

    private mutating func left(_ id: String) -> [DeliveryHistory] {
        guard let history = kept[id], history.state.isSettled, !reopened.contains(id) else { return [] }
        kept[id] = nil
        return [history]
    }

    private mutating func skip(_ integration: String, at time: Timestamp) -> [DeliveryHistory] {
        owed(to: integration).flatMap { id in
            kept[id]?.follow(.skipped, at: time)
            return left(id)
        }
    }

    private mutating func startAnew(_ integration: String, at time: Timestamp) {
        for id in owed(to: integration) { kept[id]?.due = time }
    }

    private func owed(to integration: String) -> [String] {
        rest.filter { $0.delivery.integration == integration && !$0.state.isSettled }.map(\.delivery.id)
    }
}
