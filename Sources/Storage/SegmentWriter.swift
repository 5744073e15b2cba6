import Glibc
import JSON
import Events
import Time

/// Writes one new segment of the event log: aside, synced, then renamed into place.
///
/// Until `commit` nothing of it exists for any reader; afterwards the segment never changes again. The format is told
/// in the catalogue's `OnDiskFormat`.
struct SegmentWriter: ~Copyable {
    let number: UInt32
    private(set) var nextSequence: UInt64
    let firstSequence: UInt64
    private let logID: String
    private let arrived: Timestamp
    private let lines: Descriptor
    private let fingerprints: Descriptor
    private var buffer: [UInt8] = []
    private var fingerprintBuffer: [UInt8] = []
    private var written: UInt64 = 0
    /// Of what is written and of the buffer's first `summed` bytes.
    private var checksum = Checksum()
    private var summed = 0
    private(set) var sources: [SpoolSource] = []

    /// Written in pieces of this many bytes.
    private static let pieceSize = 1 << 17

    /// The events are taken in at `arrived`.
    init(
        number: UInt32,
        nextSequence: UInt64,
        logID: String,
        arrived: Timestamp,
        in folder: borrowing Folder
    ) throws(SystemError) {
        self.number = number
        self.nextSequence = nextSequence
        firstSequence = nextSequence
        self.logID = logID
        self.arrived = arrived
        for name in [SegmentName.asideName(number), SegmentName.asideFingerprints(number)] {
            do throws(SystemError) { try folder.unlink(name) } catch { guard error.isMissing else { throw error } }
        }
        let lines = try folder.create(SegmentName.asideName(number))
        let fingerprints = try folder.create(SegmentName.asideFingerprints(number))
        self.lines = lines
        self.fingerprints = fingerprints
        buffer.reserveCapacity(SegmentWriter.pieceSize * 5 / 4)
    }

    var count: UInt64 { nextSequence - firstSequence }
    var byteCount: UInt64 { written + UInt64(buffer.count) }

    /// What `rollBack` returns to: the state before a source that cannot be taken after all.
    struct Mark {
        fileprivate let bytes: UInt64
        fileprivate let fingerprintBytes: UInt64
        fileprivate let nextSequence: UInt64
        fileprivate let checksum: Checksum
    }

    private var fingerprintBytes: UInt64 = 0

    mutating func mark() -> Mark {
        sumUp()
        return Mark(
            bytes: byteCount,
            fingerprintBytes: fingerprintBytes + UInt64(fingerprintBuffer.count),
            nextSequence: nextSequence,
            checksum: checksum
        )
    }

    /// Takes back everything since the mark; what is left of the fingerprints is in their file.
    mutating func rollBack(to mark: Mark) throws(SystemError) {
        try flush()
        try lines.cut(to: mark.bytes)
        try fingerprints.cut(to: mark.fingerprintBytes)
        written = mark.bytes
        fingerprintBytes = mark.fingerprintBytes
        nextSequence = mark.nextSequence
        checksum = mark.checksum
    }

    private mutating func sumUp() {
        var sum = checksum
        sum.add(buffer.span.extracting(summed...))
        checksum = sum
        summed = buffer.count
    }

    /// Appends an event's line; `text` is its bytes as spooled, `arrived` stands in for a time of its own.
    mutating func append(
        _ event: SpooledEvent,
        text: Span<UInt8>,
        range: Range<Int>,
        fingerprint: Fingerprint?,
        arrived: Timestamp,
        source: String,
        line: Int
    ) throws(SystemError) {
        var out = LineBuilder(buffer: buffer)
        buffer = []
        out.raw("{\"seq\":")
        out.number(nextSequence)
        out.raw(",\"id\":")
        if let id = event.id { out.text(id, text) } else { out.string("evt-\(logID)-\(nextSequence)") }
        out.raw(",\"time\":\"")
        (event.time ?? arrived).writeRFC3339(into: &out.buffer)
        out.raw("\",\"type\":")
        out.text(event.type, text)
        out.member(",\"project\":", event.project, text)
        out.member(",\"resource\":", event.resource, text)
        out.member(",\"run\":", event.run, text)
        out.raw(",\"source\":")
        out.string("\(source):\(line)")
        out.raw(",\"event\":")
        out.event(text, range)
        out.raw("}\n")
        buffer = out.buffer
        nextSequence += 1
        if let fingerprint { appendFingerprint(fingerprint) }
        if buffer.count >= SegmentWriter.pieceSize { try flush() }
    }

    mutating func closeSource(_ source: SpoolSource) { sources.append(source) }

    private mutating func appendFingerprint(_ fingerprint: Fingerprint) {
        for word in [fingerprint.high, fingerprint.low] {
            for shift in stride(from: 56, through: 0, by: -8) {
                fingerprintBuffer.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
    }

    private mutating func flush() throws(SystemError) {
        if !buffer.isEmpty {
            sumUp()
            try lines.write(buffer)
            written += UInt64(buffer.count)
            buffer.removeAll(keepingCapacity: true)
            summed = 0
        }
        if !fingerprintBuffer.isEmpty {
            try fingerprints.write(fingerprintBuffer)
            fingerprintBytes += UInt64(fingerprintBuffer.count)
            fingerprintBuffer.removeAll(keepingCapacity: true)
        }
    }

    /// Makes the segment durable and visible, in this order: its fingerprints, then itself.
    mutating func commit(in folder: borrowing Folder) throws(SystemError) {
        let eventBytes = byteCount
        for source in sources {
            source.json.write(into: &buffer)
            buffer.append(UInt8(ascii: "\n"))
            if buffer.count >= SegmentWriter.pieceSize { try flush() }
        }
        try flush()
        let end = SegmentEnd(
            first: firstSequence,
            next: nextSequence,
            eventBytes: eventBytes,
            sources: sources.count,
            arrived: arrived,
            checksum: checksum.text
        )
        end.json.write(into: &buffer)
        buffer.append(UInt8(ascii: "\n"))
        try lines.write(buffer)
        try lines.sync()
        try fingerprints.sync()
        try folder.rename(
            SegmentName.asideFingerprints(number),
            to: SegmentName.fingerprints(number),
            in: folder
        )
        try folder.rename(SegmentName.asideName(number), to: SegmentName.segment(number), in: folder)
        try folder.sync()
    }

    /// Leaves nothing behind: the run found nothing to take in.
    consuming func discard(in folder: borrowing Folder) {
        try? folder.unlink(SegmentName.asideName(number))
        try? folder.unlink(SegmentName.asideFingerprints(number))
    }
}

/// Builds one line in a reused buffer.
private struct LineBuilder {
    var buffer: [UInt8]

    mutating func raw(_ text: StaticString) {
        unsafe buffer.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func number(_ value: UInt64) { buffer.append(contentsOf: String(value).utf8) }

    mutating func string(_ text: String) { JSON.writeString(text, into: &buffer) }

    mutating func text(_ found: SpooledEvent.Text, _ source: Span<UInt8>) {
        switch found {
        case .slice(let range):
            buffer.append(UInt8(ascii: "\""))
            copy(source, range)
            buffer.append(UInt8(ascii: "\""))
        case .made(let text): string(text)
        }
    }

    mutating func member(_ key: StaticString, _ found: SpooledEvent.Text?, _ source: Span<UInt8>) {
        guard let found else { return }
        raw(key)
        text(found, source)
    }

    /// Copies the event; line breaks between its tokens become spaces, since a line of the log is one event.
    mutating func event(_ source: Span<UInt8>, _ range: Range<Int>) {
        let start = buffer.count
        copy(source, range)
        guard source.holdsLineBreak(range) else { return }
        for index in start..<buffer.count where buffer[index] == 0x0A || buffer[index] == 0x0D { buffer[index] = 0x20 }
    }

    private mutating func copy(_ source: Span<UInt8>, _ range: Range<Int>) {
        let part = source.extracting(range)
        unsafe part.withUnsafeBufferPointer { unsafe buffer.append(contentsOf: $0) }
    }
}

extension Span<UInt8> {
    fileprivate func holdsLineBreak(_ range: Range<Int>) -> Bool {
        let part = extracting(range)
        return unsafe part.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return false }
            return unsafe memchr(base, 0x0A, bytes.count) != nil || memchr(base, 0x0D, bytes.count) != nil
        }
    }
}
