import Delivery
import Diagnostics
import JSON

/// The ledger's files read once, from the newest snapshot on.
struct LedgerHistory {
    private(set) var state: LedgerState
    private(set) var damage: [Diagnostic] = []
    /// Segments after the last clean end.
    private(set) var unclean: [UInt32] = []
    private(set) var lastNumber: UInt32 = 0
    private(set) var bytes: UInt64 = 0
    private(set) var segments = 0

    init(_ folder: borrowing Folder, logID: String) throws(SystemError) {
        var numbers: [UInt32] = []
        var snapshots: [UInt32] = []
        for name in try folder.names() {
            if let number = SegmentName.number(name, suffix: ".ndjson") { numbers.append(number) }
            if let number = SegmentName.number(name, suffix: ".snapshot.json") { snapshots.append(number) }
        }
        state = LedgerState(logID: logID)
        lastNumber = max(numbers.max() ?? 0, snapshots.max() ?? 0)
        var after: UInt32 = 0
        for number in snapshots.sorted(by: >) {
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
        try readSegments(numbers.filter { $0 > after }.sorted(), folder)
    }

    private mutating func readSegments(_ numbers: [UInt32], _ folder: borrowing Folder) throws(SystemError) {
        let superseded = try supersededSegments(numbers, folder)
        for number in numbers where !superseded.contains(number) {
            let isClean = try read(number, folder)
            segments += 1
            if isClean { unclean = [] } else { unclean.append(number) }
        }
    }

    /// Segments that a later one holds a whole copy of, and copies that were never finished.
    private func supersededSegments(_ numbers: [UInt32], _ folder: borrowing Folder) throws(SystemError) -> Set<UInt32>
    {
        var superseded: Set<UInt32> = []
        for number in numbers {
            var lines = try LineReader(try folder.open(SegmentName.segment(number)))
            guard let first = try lines.next(), let json = LedgerLine.read(lines.buffer, first.range),
                case .begin(_, let imports) = LedgerRecord(json, at: LogPlace(segment: number, offset: 0, length: 0))
            else { continue }
            guard !imports.isEmpty else { continue }
            if try isImported(&lines) { superseded.formUnion(imports) } else { superseded.insert(number) }
        }
        return superseded
    }

    private func isImported(_ lines: inout LineReader) throws(SystemError) -> Bool {
        while let line = try lines.next() {
            if let json = LedgerLine.read(lines.buffer, line.range), json["t"]?.string == "imported" { return true }
        }
        return false
    }

    /// Folds one segment in; whether it ended in order.
    private mutating func read(_ number: UInt32, _ folder: borrowing Folder) throws(SystemError) -> Bool {
        var lines = try LineReader(try folder.open(SegmentName.segment(number)))
        var bad: [(line: Int, offset: UInt64)] = []
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
                bad.append((line, found.offset))
                continue
            }
            damage += bad.map { self.damage(in: folder.pathOf(SegmentName.segment(number)), line: $0.line) }
            bad = []
            state.apply(record)
            if case .end = record { isClean = true } else { isClean = false }
        }
        // Bad lines with nothing sound behind them are a torn tail: a power cut's, and nothing was sent after them.
        return isClean
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
