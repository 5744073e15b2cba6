import Delivery
package import Time

extension Ledger {
    /// Removes history whose time is over: what a snapshot holds that is older than that, and the snapshots before it.
    ///
    /// That snapshot stays: with the segments behind it, it says how everything was at each time since. So do the last two,
    /// since one may turn out damaged, and some between, so that history can go on being shortened. A segment that holds the
    /// payload of a delivery that is owed stays too. While somebody reads nothing goes: a later run removes it.
    package func prune(olderThan time: Timestamp, keeping retention: Duration) throws(SystemError) {
        let files = try LedgerFiles(in: folder)
        var written: [(number: UInt32, at: Timestamp)] = []
        for number in files.snapshots.dropLast() {
            let modified = try folder.status(of: SegmentName.snapshot(number)).modified
            written.append((number, Timestamp(milliseconds: modified / 1_000_000)))
        }
        let base = written.last { $0.at < time }?.number ?? 0
        let snapshots =
            written.map(\.number).filter { $0 < base }
            + crowded(written.filter { $0.number >= base }, retention)
        let owed = state.integrations.values.flatMap { $0.outstanding.values }
        let needed = Set(owed.compactMap { $0.delivery.payload.ledgerSegment })
        let segments = files.segments.filter { $0 <= base && !needed.contains($0) }
        guard !snapshots.isEmpty || !segments.isEmpty else { return }
        _ = try folder.removing { () throws(SystemError) in
            // History begins with the oldest snapshot where a segment is missing: those that need the segments go first, and
            // are gone for certain.
            for number in snapshots { try folder.unlink(SegmentName.snapshot(number)) }
            if !snapshots.isEmpty, !segments.isEmpty { try folder.sync() }
            for number in segments { try folder.unlink(SegmentName.segment(number)) }
        }
    }

    /// Of the snapshots that are kept to shorten history by, about eight are enough: those that need not be kept.
    private func crowded(_ snapshots: [(number: UInt32, at: Timestamp)], _ retention: Duration) -> [UInt32] {
        var last = snapshots.first?.at ?? Timestamp(milliseconds: 0)
        return snapshots.dropFirst().dropLast().compactMap { number, at in
            if at - last < retention / 8 { return number }
            last = at
            return nil
        }
    }
}

extension Delivery.Payload {
    fileprivate var ledgerSegment: UInt32? {
        guard case .recorded(let place) = self else { return nil }
        return place.segment
    }
}
