package import Delivery
import JSON

/// The ledger read from as far back as it is kept, without the lock: for those who ask what became of something.
///
/// Nothing is held but the names of its segments: each reading streams them anew, so that memory does not grow with the
/// ledger. A run may be going on; what it writes behind the beginning of a reading may be seen or not.
package struct History: ~Copyable {
    private let folder: Folder?
    private let segments: [UInt32]
    /// What was true before the first record: nothing, or the oldest snapshot where the segments before it are gone.
    package let base: LedgerState
    /// Records that cannot be read with sound ones behind them, in the last reading.
    package private(set) var damaged = 0
    /// Told now and then how much was read, and of how much, in bytes.
    package var progress: ((_ done: Int, _ total: Int) -> Void)?
    private static let linesBetweenTellings = 1024

    /// A ledger that nobody has written yet.
    package init() {
        folder = nil
        segments = []
        base = LedgerState(logID: "")
    }

    /// Opens the ledger in a state folder; one that was never written is an empty one.
    package init(in state: borrowing Folder) throws(SystemError) {
        let logID = try History.logID(in: state)
        let folder = try History.existing("ledger", in: state)
        // What is listed now is there until all of it is read.
        try folder?.keep()
        (base, segments) = try History.standing(folder, logID: logID)
        self.folder = consume folder
    }

    private static func standing(
        _ folder: borrowing Folder?,
        logID: String
    ) throws(SystemError) -> (LedgerState, [UInt32]) {
        switch folder {
        case .none: return (LedgerState(logID: logID), [])
        case .some(let folder):
            let files = try LedgerFiles(in: folder)
            let (base, after) = beginning(of: files, folder, logID: logID)
            return (base, try files.standing(after: after, folder).segments)
        }
    }

    private static func logID(in state: borrowing Folder) throws(SystemError) -> String {
        guard let events = try existing("events", in: state) else { return "" }
        return try EventLog.knownIdentity(in: events)?.id ?? ""
    }

    private static func existing(_ name: String, in state: borrowing Folder) throws(SystemError) -> Folder? {
        do throws(SystemError) {
            return try Folder(name, in: state)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    /// The oldest snapshot that can be read, unless everything that it folds is still there.
    private static func beginning(
        of files: LedgerFiles,
        _ folder: borrowing Folder,
        logID: String
    ) -> (LedgerState, UInt32) {
        for number in files.snapshots {
            guard files.segments.prefix(while: { $0 <= number }).count < Int(number) else { break }
            guard let bytes = try? folder.read(SegmentName.snapshot(number)), let json = try? JSON.read(bytes),
                let state = LedgerState(snapshot: json, logID: logID)
            else { continue }
            return (state, number)
        }
        return (LedgerState(logID: logID), 0)
    }

    /// Hands over every record in order, with its place.
    package mutating func read(_ visit: (LedgerRecord, LogPlace) throws -> Void) throws {
        try readLines { _ in
            true
        } visit: { json, place in
            guard let record = LedgerRecord(json, at: place) else { return false }
            try visit(record, place)
            return true
        }
    }

    /// Hands over the deliveries that are selected, each with all that became of it: first those that are settled, as they
    /// were settled, then those that were requeued or are owed.
    package mutating func deliveries(
        _ selection: DeliverySelection = DeliverySelection(),
        _ visit: (DeliveryHistory) throws -> Void
    ) throws {
        var chronicle = Chronicle(from: base, reopened: try reopened())
        try read { record, _ in
            for history in chronicle.apply(record) where selection.contains(history) { try visit(history) }
        }
        for history in chronicle.rest where selection.contains(history) { try visit(history) }
    }

    /// The deliveries that were requeued at some time: few, and found without reading the rest.
    private mutating func reopened() throws -> Set<String> {
        var ids: Set<String> = []
        try readLines {
            $0.isKind("requeued")
        } visit: { json, _ in
            if let id = json["delivery"]?.string { ids.insert(id) }
            return true
        }
        return ids
    }

    /// A line that was not read yet.
    private struct Line {
        let buffer: [UInt8]
        let range: Range<Int>

        func isKind(_ kind: StaticString) -> Bool { LedgerLine.isKind(kind, buffer, range) }
    }

    private mutating func readLines(
        where isWanted: (Line) -> Bool,
        visit: (JSON, LogPlace) throws -> Bool
    ) throws {
        damaged = 0
        var gauge = Gauge(progress, total: progress == nil ? 0 : size)
        for number in segments {
            guard let file = try open(number) else { continue }
            var lines = try LineReader(file)
            var bad = 0
            while let line = try lines.next() {
                gauge.add(line.length)
                guard isWanted(Line(buffer: lines.buffer, range: line.range)) else { continue }
                let length = UInt32(truncatingIfNeeded: line.length)
                let place = LogPlace(segment: number, offset: line.offset, length: length)
                guard let json = LedgerLine.read(lines.buffer, line.range), try visit(json, place) else {
                    bad += 1
                    continue
                }
                // Bad lines with nothing sound behind them are a torn tail.
                damaged += bad
                bad = 0
            }
        }
    }

    /// Of all segments, in bytes.
    private var size: Int {
        switch folder {
        case .none: 0
        case .some(let folder):
            segments.reduce(0) { $0 + Int(clamping: (try? folder.status(of: SegmentName.segment($1)).size) ?? 0) }
        }
    }

    /// Tells of a reading every so many lines: a short one is over before anybody could see it.
    private struct Gauge {
        private let tell: ((Int, Int) -> Void)?
        private let total: Int
        private var (done, lines) = (0, 0)

        init(_ tell: ((Int, Int) -> Void)?, total: Int) {
            self.tell = tell
            self.total = total
        }

        mutating func add(_ length: UInt64) {
            done += Int(clamping: length) + 1
            lines += 1
            if lines % History.linesBetweenTellings == 0 { tell?(done, total) }
        }
    }

    /// Reads a rendered payload again; `nil` when it is kept no longer.
    package func payload(at place: LogPlace) throws(SystemError) -> [UInt8]? {
        switch folder {
        case .none: return nil
        case .some(let folder): return try Ledger.payload(at: place, in: folder)
        }
    }

    private func open(_ number: UInt32) throws(SystemError) -> Descriptor? {
        switch folder {
        case .none: return nil
        case .some(let folder): return try folder.open(SegmentName.segment(number))
        }
    }
}
