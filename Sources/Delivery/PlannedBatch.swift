import Time

/// What is planned and does not count yet.
///
/// A batch is on the disk before anything is written behind its commit. So what stands at the end of its segment without a
/// commit, or with fewer deliveries than that names, was torn by a kill or a power cut: nothing of it was sent, and it is
/// planned again. Where more stands behind it, it was whole, and something else damaged it later: what is left of it counts.
struct PlannedBatch: Sendable, Equatable {
    /// What counts from here on.
    struct Closed: Sendable, Equatable {
        var deliveries: [Delivery] = []
        var cursors: [CursorAdvance] = []
    }

    private var deliveries: [Delivery] = []
    /// Of a commit that named another number of deliveries.
    private var shortOf: [CursorAdvance]?

    /// Follows a record of the log `id`; answers with what counts before that record does.
    mutating func follow(_ record: LedgerRecord, of log: String) -> Closed? {
        switch record {
        case .begin, .imported, .copied:
            self = PlannedBatch()
            return nil
        case .planned(let delivery):
            let closed = closeShort()
            deliveries.append(delivery)
            return closed
        case .plannedEvents(let integration, let at, let events):
            let closed = closeShort()
            deliveries += events.map { Delivery(of: $0, to: integration, log: log, planned: at) }
            return closed
        case .commit(let count, let cursors): return commit(count, cursors)
        default: return deliveries.isEmpty && shortOf == nil ? nil : close()
        }
    }

    private mutating func commit(_ count: Int, _ cursors: [CursorAdvance]) -> Closed? {
        let before = closeShort()
        shortOf = cursors
        guard deliveries.count == count else { return before }
        let own = close()
        guard let before else { return own }
        return Closed(deliveries: before.deliveries + own.deliveries, cursors: before.cursors + own.cursors)
    }

    /// Something stands behind a commit that named more than there is.
    private mutating func closeShort() -> Closed? { shortOf == nil ? nil : close() }

    private mutating func close() -> Closed {
        defer { self = PlannedBatch() }
        return Closed(deliveries: deliveries, cursors: shortOf ?? [])
    }
}
