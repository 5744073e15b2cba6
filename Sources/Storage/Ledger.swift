package import Delivery
package import Diagnostics
import Glibc
import JSON
package import Time

/// `state/ledger`: what was planned, attempted and settled, one segment a run, none ever changed by another run.
///
/// Read at the start and folded into a `LedgerState`; written only behind `begin`.
package struct Ledger: ~Copyable {
    let folder: Folder
    private let logID: String
    package private(set) var state: LedgerState
    /// Lines that are damaged with sound ones behind them: reported, and the run ends with 74.
    package private(set) var damage: [Diagnostic] = []
    /// The number the next segment gets.
    private var nextNumber: UInt32
    /// Segments whose records may not be on disk: they are copied and synced before anything acts on them.
    private var unclean: [UInt32] = []
    private var bytesSinceSnapshot: UInt64 = 0
    private var segmentsSinceSnapshot = 0

    private var file: Descriptor?
    private var number: UInt32 = 0
    private var buffer: [UInt8] = []
    private var written: UInt64 = 0
    private var synced: UInt64 = 0
    private var reserved: UInt64 = 0

    /// Reads the newest snapshot and every segment after it.
    package init(in parent: borrowing Folder, logID: String) throws(SystemError) {
        let folder = try Folder(making: "ledger", in: parent)
        try folder.keep()
        let history = try LedgerHistory(folder, logID: logID)
        self.folder = folder
        self.logID = logID
        state = history.state
        damage = history.damage
        unclean = history.unclean
        nextNumber = history.lastNumber + 1
        bytesSinceSnapshot = history.bytes
        segmentsSinceSnapshot = history.segments
    }

    /// Whether a state folder has no ledger that anything was ever written to.
    package static func isNew(in parent: borrowing Folder) throws(SystemError) -> Bool {
        do throws(SystemError) {
            return try LedgerFiles(in: Folder("ledger", in: parent)).lastNumber == 0
        } catch {
            guard error.isMissing else { throw error }
            return true
        }
    }

    /// What the ledger in a state folder says, for those who only look; nothing is made, and a run may be going on.
    package static func state(in parent: borrowing Folder) throws(SystemError) -> LedgerState {
        let identity = try EventLog.knownIdentity(in: Folder("events", in: parent))
        let folder = try Folder("ledger", in: parent)
        try folder.keep()
        return try LedgerHistory(folder, logID: identity?.id ?? "").state
    }

    package var isOpen: Bool { file != nil }

    /// The number of the segment that is being written.
    package var segment: UInt32 { number }

    /// Creates this run's segment; what earlier runs may have left in the page cache only is written again first.
    package mutating func begin(at now: Timestamp) throws(SystemError) {
        precondition(file == nil, "the ledger was begun twice")
        let name = SegmentName.segment(nextNumber)
        let made = try folder.create(name)
        number = nextNumber
        nextNumber += 1
        try folder.sync()
        file = consume made
        try reserve(Ledger.smallestReserve)
        append(.begin(at: now, imports: unclean))
        guard !unclean.isEmpty else { return }
        // First it is certain that what follows are copies.
        try sync()
        try importUnclean()
        append(.imported)
        try sync()
        // The places of recorded payloads are those of the copies from here on.
        let history = try LedgerHistory(folder, logID: logID)
        state = history.state
        unclean = []
    }

    private mutating func importUnclean() throws(SystemError) {
        for segment in unclean {
            var lines = try LineReader(try folder.open(SegmentName.segment(segment)))
            append(.copied(segment: segment))
            while let line = try lines.next() {
                guard let json = LedgerLine.read(lines.buffer, line.range), let kind = json["t"]?.string else {
                    continue
                }
                // Behind what it copied itself stands what it wrote: neither continues a batch of the other.
                if kind == "imported" { append(.copied(segment: segment)) }
                guard kind != "begin" && kind != "imported" && kind != "end" else { continue }
                buffer.append(contentsOf: lines.buffer[line.range])
                buffer.append(UInt8(ascii: "\n"))
                if buffer.count > 1 << 18 { try flush() }
            }
        }
    }

    /// Where the next record will stand.
    private var nextOffset: UInt64 { written + UInt64(buffer.count) }

    /// Notes a record; it reaches the file with `flush` or `sync`.
    package mutating func append(_ record: LedgerRecord) {
        LedgerLine.write(record, into: &buffer)
        state.apply(record)
    }

    /// Notes a delivery with its rendered payload and answers the delivery with the place where that stands.
    package mutating func append(_ delivery: Delivery, payload: [UInt8]) -> Delivery {
        let offset = nextOffset
        let before = buffer.count
        LedgerLine.write(.planned(delivery), payload: payload, into: &buffer)
        var placed = delivery
        placed.payload = .recorded(
            LogPlace(segment: number, offset: offset, length: UInt32(truncatingIfNeeded: buffer.count - before - 1))
        )
        state.apply(.planned(placed))
        return placed
    }

    /// Hands what was appended to the system: a kill does not lose it any more, a power cut may.
    package mutating func flush() throws(SystemError) {
        guard !buffer.isEmpty else { return }
        if written + UInt64(buffer.count) > reserved { try reserve(UInt64(buffer.count)) }
        try write()
    }

    /// As `flush`, once there is enough for a write to be worth it: long batches need no memory for all of it.
    ///
    /// A batch counts only with its commit: a part of one on the disk is as good as nothing.
    package mutating func flushIfLong() throws(SystemError) {
        if buffer.count > 1 << 18 { try flush() }
    }

    private mutating func write() throws(SystemError) {
        guard file != nil else { preconditionFailure("the ledger was written before it was begun") }
        try file?.write(buffer)
        written += UInt64(buffer.count)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Makes everything appended durable.
    package mutating func sync() throws(SystemError) {
        try flush()
        guard synced < written else { return }
        try file?.syncData()
        synced = written
    }

    /// Makes sure that `bytes` more can be written, so that a full disk is found before a message is sent.
    ///
    /// The room is filled with zeros: what is written over them later needs no new blocks and no new size, so that a sync
    /// waits for the data alone and not for the file system's journal. A reader takes zeros for a torn tail.
    package mutating func reserve(_ bytes: UInt64) throws(SystemError) {
        guard nextOffset + bytes > reserved else { return }
        let start = max(reserved, written)
        let step = min(max(reserved, Ledger.smallestReserve), Ledger.largestReserve)
        let end = nextOffset + max(bytes, step)
        try file?.writeZeros(from: start, to: end)
        reserved = end
    }

    /// Somebody may have removed the file while it was written: then nobody will ever read it.
    private func mustBeInItsFolder() throws(SystemError) {
        guard try file?.status().links == 0 else { return }
        throw SystemError("write", folder.pathOf(SegmentName.segment(number)), code: ENOENT)
    }

    private static let smallestReserve: UInt64 = 64 << 10
    private static let largestReserve: UInt64 = 4 << 20

    /// Ends the segment in order, and folds the ledger into a snapshot when it has grown.
    package mutating func end(at now: Timestamp) throws(SystemError) {
        guard file != nil else { return }
        append(.end(at: now))
        try sync()
        try mustBeInItsFolder()
        // Room that was reserved and not needed goes back.
        try file?.cut(to: written)
        file = nil
        bytesSinceSnapshot += written
        segmentsSinceSnapshot += 1
        if bytesSinceSnapshot > Ledger.snapshotBytes || segmentsSinceSnapshot > Ledger.snapshotSegments {
            try folder.replace(SegmentName.snapshot(number), with: state.snapshot.compact)
            bytesSinceSnapshot = 0
            segmentsSinceSnapshot = 0
        }
    }

    private static let snapshotBytes: UInt64 = 256 << 10
    private static let snapshotSegments = 64

    /// Reads a rendered payload again, as it was frozen when it was planned; `nil` when it is kept no longer or damaged.
    package mutating func payload(at place: LogPlace) throws(SystemError) -> [UInt8]? {
        // What is still in the buffer has to be where its place says.
        if place.segment == number, place.offset >= written { try flush() }
        return try Ledger.payload(at: place, in: folder)
    }

    static func payload(at place: LogPlace, in folder: borrowing Folder) throws(SystemError) -> [UInt8]? {
        let segment: Descriptor
        do throws(SystemError) {
            segment = try folder.open(SegmentName.segment(place.segment))
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
        let line = try segment.read(at: place.offset, count: Int(place.length))
        guard let json = LedgerLine.read(line, 0..<line.count), let payload = json["payload"]?.string else {
            return nil
        }
        return Array(payload.utf8)
    }
}

extension Ledger {
    /// Whether a payload is still on record.
    package mutating func holds(_ place: LogPlace) throws(SystemError) -> Bool { try payload(at: place) != nil }
}
