import Delivery

/// The ledger of a `World`: records in memory, in the hands of the system, or on the disk.
struct Disk {
    private struct Line {
        let record: LedgerRecord
        var isSynced = false
    }

    private var memory: [LedgerRecord] = []
    private var lines: [Line] = []
    /// Where this run's segment begins: syncing it does nothing for the earlier ones.
    private var segmentStart = 0

    var records: [LedgerRecord] { lines.map(\.record) }
    var settled: [String] { lines.compactMap(\.record.settledDelivery) }
    var requeued: [String] {
        lines.compactMap {
            guard case .requeued(let delivery, _, .some, _) = $0.record else { return nil }
            return delivery.id
        }
    }
    var holdsMore: Bool { !memory.isEmpty }

    /// What became of every delivery.
    func histories(logID: String) -> [DeliveryHistory] {
        var chronicle = Chronicle(from: LedgerState(logID: logID), reopened: Set(requeued))
        return records.flatMap { chronicle.apply($0) } + chronicle.rest
    }

    /// Begins a segment.
    ///
    /// - Parameter importing: whether what stands in earlier ones is written again.
    mutating func begin(importing: Bool) { segmentStart = importing ? 0 : lines.count }

    mutating func append(_ record: LedgerRecord) { memory.append(record) }

    mutating func flush() {
        lines += memory.map { Line(record: $0) }
        memory = []
    }

    mutating func sync() {
        for index in segmentStart..<lines.count { lines[index].isSynced = true }
    }

    /// The program ends where it stands.
    mutating func kill() { memory = [] }

    /// Of what was not synced, so many halves survive: none, the first, or both.
    mutating func cutPower(keepingHalves halves: Int) {
        memory = []
        let open = lines.indices.filter { !lines[$0].isSynced }
        for lost in open.dropFirst(open.count * halves / 2).reversed() { lines.remove(at: lost) }
        for index in lines.indices { lines[index].isSynced = true }
    }
}

extension LedgerRecord {
    fileprivate var settledDelivery: String? {
        guard case .attempted(let attempt) = self, attempt.result != .deferred else { return nil }
        return attempt.delivery
    }
}
