import Delivery
import Diagnostics
import JSON

/// Where the ledger has come to: its files read once, from the newest snapshot on.
struct LedgerHistory {
    private(set) var state: LedgerState
    private(set) var damage: [Diagnostic] = []
    /// Segments after the last clean end.
    private(set) var unclean: [UInt32] = []
    private(set) var lastNumber: UInt32 = 0
    private(set) var bytes: UInt64 = 0
    private(set) var segments = 0

    init(_ folder: borrowing Folder, logID: String) throws(SystemError) {
        let files = try LedgerFiles(in: folder)
        state = LedgerState(logID: logID)
        lastNumber = files.lastNumber
        var after: UInt32 = 0
        for number in files.snapshots.reversed() {
            let bytes = try folder.read(SegmentName.snapshot(number))
            if let json = try? JSON.read(bytes), let read = LedgerState(snapshot: json, logID: logID) {
                state = read
                after = number
                break
            }
            damage.append(
                Diagnostic(file: folder.pathOf(SegmentName.snapshot(number)), message: "the snapshot is damaged")
            )
        }
        let standing = try files.standing(after: after, folder)
        damage += standing.gone.map { number in
            Diagnostic(
                file: folder.pathOf(SegmentName.segment(number)),
                message: "this part of the ledger is gone",
                notes: ["something else than Belfry removed it; 'belfry reconcile' tells what nobody was told of"]
            )
        }
        for number in standing.segments {
            let isClean = try read(number, folder)
            segments += 1
            if isClean { unclean = [] } else { unclean.append(number) }
        }
    }

    /// Folds one segment in; whether it ended in order.
    private mutating func read(_ number: UInt32, _ folder: borrowing Folder) throws(SystemError) -> Bool {
        var lines = try LineReader(try folder.open(SegmentName.segment(number)))
        var bad: [Unreadable] = []
        var skipped: [Unreadable] = []
        var line = 0
        var isClean = false
        while let found = try lines.next() {
            line += 1
            let place = LogPlace(
                segment: number,
                offset: found.offset,
                length: UInt32(truncatingIfNeeded: found.length)
            )
            bytes += found.length + 1
            // A last line that lacks nothing but its line break is whole: its checksum says so.
            guard let json = LedgerLine.read(lines.buffer, found.range), let record = LedgerRecord(json, at: place)
            else {
                bad.append(Unreadable(line: line, holdsZeros: lines.buffer[found.range].contains(0)))
                continue
            }
            skipped += bad
            bad = []
            state.apply(record)
            if case .end = record { isClean = true } else { isClean = false }
        }
        // Bad lines with nothing sound behind them are a torn tail: a power cut's, and nothing was sent after them. So are
        // holes in a segment without an end: of writes that were not synced, the disk may hold the later ones only.
        let file = folder.pathOf(SegmentName.segment(number))
        damage += skipped.filter { isClean || !$0.holdsZeros }.map { damage(in: file, line: $0.line) }
        return isClean
    }

    private struct Unreadable {
        let line: Int
        let holdsZeros: Bool
    }

    private func damage(in file: String, line: Int) -> Diagnostic {
        Diagnostic(
            file: file,
            position: SourcePosition(line: line, column: 1),
            message: "the record is damaged and was skipped",
            notes: ["sound records follow it: something else than Belfry changed this file; a delivery may be repeated"]
        )
    }
}
