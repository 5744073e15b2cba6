import Delivery
import JSON

/// Which files of the ledger count: a copy in place of its originals, or the originals in place of an unfinished copy.
struct LedgerFiles {
    private(set) var segments: [UInt32] = []
    private(set) var snapshots: [UInt32] = []

    /// Lists the folder; both lists ascend.
    init(in folder: borrowing Folder) throws(SystemError) {
        for name in try folder.names() {
            if let number = SegmentName.number(name, suffix: ".ndjson") { segments.append(number) }
            if let number = SegmentName.number(name, suffix: ".snapshot.json") { snapshots.append(number) }
        }
        segments.sort()
        snapshots.sort()
    }

    var lastNumber: UInt32 { max(segments.last ?? 0, snapshots.last ?? 0) }

    /// What is to be read behind a number: without segments that a later one holds a whole copy of and without copies that
    /// were never finished.
    ///
    /// Numbers are given without gaps, so that a segment that is gone is missed.
    struct Standing {
        let segments: [UInt32]
        let gone: [UInt32]
    }

    func standing(after number: UInt32, _ folder: borrowing Folder) throws(SystemError) -> Standing {
        let later = segments.filter { $0 > number }
        var superseded: Set<UInt32> = []
        for number in later {
            var lines = try LineReader(try folder.open(SegmentName.segment(number)))
            guard let first = try lines.next(), let json = LedgerLine.read(lines.buffer, first.range),
                case .begin(_, let imports) = LedgerRecord(json, at: LogPlace(segment: number, offset: 0, length: 0)),
                !imports.isEmpty
            else { continue }
            if try LedgerFiles.isImported(&lines) { superseded.formUnion(imports) } else { superseded.insert(number) }
        }
        let there = superseded.union(later)
        let gone = (number..<max(number, later.last ?? 0)).map { $0 + 1 }.filter { !there.contains($0) }
        return Standing(segments: later.filter { !superseded.contains($0) }, gone: gone)
    }

    private static func isImported(_ lines: inout LineReader) throws(SystemError) -> Bool {
        while let line = try lines.next() {
            if let json = LedgerLine.read(lines.buffer, line.range), json["t"]?.string == "imported" { return true }
        }
        return false
    }
}
