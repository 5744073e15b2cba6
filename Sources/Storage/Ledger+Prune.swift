import Delivery
package import Time

extension Ledger {
    /// Removes history whose time is over: what a snapshot holds that is older than that, and the snapshots before it.
    ///
    /// That snapshot stays: with the segments behind it, it says how everything was at each time since. So do the last two,
    /// since one may turn out damaged, and some between, so that history can go on being shortened. A segment that holds the
    /// payload of a delivery that is owed stays too.
    package func prune(olderThan time: Timestamp, keeping retention: Duration) throws(SystemError) {
        let files = try LedgerFiles(in: folder)
        var written: [(number: UInt32, at: Timestamp)] = []
        for number in files.snapshots.dropLast() {
            let modified = try folder.status(of: SegmentName.snapshot(number)).modified
            written.append((number, Timestamp(milliseconds: modified / 1_000_000)))
        }
        guard let base = written.last(where: { $0.at < time }) else { return try thin(written, retention) }
        let owed = state.integrations.values.flatMap { $0.outstanding.values }
        let needed = Set(owed.compactMap { $0.delivery.payload.ledgerSegment })
        for number in files.segments where number <= base.number && !needed.contains(number) {
            try folder.unlink(SegmentName.segment(number))
        }
        for (number, _) in written where number < base.number { try folder.unlink(SegmentName.snapshot(number)) }
        try thin(written.filter { $0.number >= base.number }, retention)
    }

    /// Of the snapshots that are kept to shorten history by, about eight are enough.
    private func thin(_ snapshots: [(number: UInt32, at: Timestamp)], _ retention: Duration) throws(SystemError) {
        var last = snapshots.first?.at ?? Timestamp(milliseconds: 0)
        for (number, at) in snapshots.dropFirst().dropLast() {
            if at - last < retention / 8 { try folder.unlink(SegmentName.snapshot(number)) } else { last = at }
        }
    }
}

extension Delivery.Payload {
    fileprivate var ledgerSegment: UInt32? {
        guard case .recorded(let place) = self else { return nil }
        return place.segment
    }
}
