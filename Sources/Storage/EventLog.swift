import Glibc
import JSON
package import Time

/// What makes this log this log: part of every id it gives, and the key of its fingerprints.
package struct LogIdentity: Sendable {
    /// Eight letters and digits.
    package let id: String
    let key: Fingerprint.Key

    /// 64 bits that tell one text from another, without telling the text.
    package func mark(of text: String) -> String { String(number(of: text), radix: 16) }

    /// The same as a number.
    package func number(of text: String) -> UInt64 { Fingerprint(of: Array(text.utf8).span, key: key).high }
}

/// `state/events`: accepted events in immutable numbered segments, in order.
package struct EventLog: ~Copyable {
    package let identity: LogIdentity
    let folder: Folder
    package var path: String { folder.path }
    /// Numbers of the segments that are there, ascending.
    package private(set) var segments: [UInt32]
    private var lastEnd: SegmentEnd?
    private let retention: Duration

    /// The first sequence number that no event has yet.
    package private(set) var nextSequence: UInt64

    /// Opens the log in `state`, making it where it is missing.
    package init(in state: borrowing Folder, retention: Duration) throws(SystemError) {
        let folder = try Folder(making: "events", in: state)
        try folder.keep()
        let identity = try EventLog.identity(in: folder)
        var segments: [UInt32] = []
        for name in try folder.names() {
            if let number = SegmentName.number(name, suffix: ".ndjson") { segments.append(number) }
        }
        segments.sort()
        let lastEnd = try segments.last.map { number throws(SystemError) in
            // Sequence numbers go on from here: guessing them could give one to two events, and lose one.
            guard let end = try EventLog.end(of: number, in: folder) else {
                throw SystemError("read last line", folder.pathOf(SegmentName.segment(number)), code: EBADMSG)
            }
            return end
        }
        self.folder = folder
        self.identity = identity
        self.segments = segments
        self.retention = retention
        self.lastEnd = lastEnd
        nextSequence = lastEnd?.next ?? 1
    }

    private static func identity(in folder: borrowing Folder) throws(SystemError) -> LogIdentity {
        if let known = try knownIdentity(in: folder) { return known }
        let random = try randomBytes(24)
        let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)
        let id = String(decoding: random[16..<24].map { alphabet[Int($0) % alphabet.count] }, as: UTF8.self)
        let key = random[0..<16].map { hex($0) }.joined()
        let json: JSON = ["version": 1, "id": .string(id), "key": .string(key)]
        try folder.replace(identityName, with: json.compact + [0x0A])
        guard let made = Fingerprint.Key(hex: key) else { preconditionFailure("a key of 16 bytes is no key") }
        return LogIdentity(id: id, key: made)
    }

    /// Whether a state folder has a log that a run has begun.
    package static func exists(in state: borrowing Folder) throws(SystemError) -> Bool {
        do throws(SystemError) {
            return try knownIdentity(in: Folder("events", in: state)) != nil
        } catch {
            guard error.isMissing else { throw error }
            return false
        }
    }

    private static let identityName: FileName = "identity.json"

    /// `nil` in a folder that no run has worked in yet.
    static func knownIdentity(in folder: borrowing Folder) throws(SystemError) -> LogIdentity? {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try folder.read(identityName, limit: 4096)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
        guard let json = try? JSON.read(bytes), let id = json["id"]?.string,
            let key = json["key"]?.string.flatMap(Fingerprint.Key.init(hex:))
        else { throw SystemError("read the log's identity", folder.pathOf(identityName), code: EBADMSG) }
        return LogIdentity(id: id, key: key)
    }

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    /// The last line of a segment, found from its end.
    static func end(of number: UInt32, in folder: borrowing Folder) throws(SystemError) -> SegmentEnd? {
        let file = try folder.open(SegmentName.segment(number))
        let size = try file.status().size
        let tailSize = min(size, 4096)
        let tail = try file.read(at: size - tailSize, count: Int(tailSize))
        let lines = tail.split(separator: UInt8(ascii: "\n"))
        guard let last = lines.last, let json = try? JSON.read(Array(last)) else { return nil }
        return SegmentEnd(json)
    }

    /// The spool files whose events the last segment holds.
    func lastSources() throws(SystemError) -> [SpoolSource] {
        guard let number = segments.last, let end = lastEnd else { return [] }
        var lines = try LineReader(try folder.open(SegmentName.segment(number)), from: end.eventBytes)
        var sources: [SpoolSource] = []
        while let line = try lines.next() {
            guard let json = try? JSON.read(Array(lines.buffer[line.range])), let source = SpoolSource(json) else {
                continue
            }
            sources.append(source)
        }
        return sources
    }

    func newSegment(at now: Timestamp) throws(SystemError) -> SegmentWriter {
        try SegmentWriter(
            number: (segments.last ?? 0) + 1,
            nextSequence: nextSequence,
            logID: identity.id,
            arrived: now,
            in: folder
        )
    }

    /// Makes a segment part of the log; an error leaves the log as it was.
    mutating func commit(_ segment: consuming SegmentWriter) throws(SystemError) {
        try segment.commit(in: folder)
        segments.append(segment.number)
        nextSequence = segment.nextSequence
        lastEnd = try EventLog.end(of: segment.number, in: folder)
    }

    /// Removes segments whose events are all done with and whose time is over; the last one stays.
    ///
    /// While somebody reads nothing goes: a later run removes it.
    package mutating func prune(upTo sequence: UInt64, olderThan time: Timestamp) throws(SystemError) {
        let old = try segmentsToPrune(upTo: sequence, olderThan: time)
        guard !old.isEmpty else { return }
        let isRemoved = try folder.removing { () throws(SystemError) in
            for number in old {
                try folder.unlink(SegmentName.segment(number))
                do throws(SystemError) { try folder.unlink(SegmentName.fingerprints(number)) } catch {
                    guard error.isMissing else { throw error }
                }
            }
            try folder.sync()
        }
        if isRemoved { segments.removeFirst(old.count) }
    }

    private func segmentsToPrune(upTo sequence: UInt64, olderThan time: Timestamp) throws(SystemError) -> [UInt32] {
        var old: [UInt32] = []
        for number in segments.dropLast() {
            let written = try folder.status(of: SegmentName.segment(number)).modified
            guard Timestamp(milliseconds: written / 1_000_000) < time,
                let end = try EventLog.end(of: number, in: folder), end.next <= sequence + 1
            else { break }
            old.append(number)
        }
        return old
    }

    func discard(_ segment: consuming SegmentWriter) { segment.discard(in: folder) }

    /// The fingerprints of what was accepted within the retention time, and of a segment that is being written.
    func knownFingerprints(since now: Timestamp) throws(SystemError) -> FingerprintSet {
        var known = FingerprintSet()
        for number in segments {
            do throws(SystemError) {
                let name = SegmentName.fingerprints(number)
                let age = now - Timestamp(milliseconds: try folder.status(of: name).modified / 1_000_000)
                guard age < retention else { continue }
                try EventLog.load(try folder.open(name), into: &known)
            } catch {
                // Derived data: without it an event may be told twice, never lost.
                guard error.isMissing else { throw error }
            }
        }
        return known
    }

    func knownFingerprints(
        since now: Timestamp,
        and segment: borrowing SegmentWriter
    ) throws(SystemError)
        -> FingerprintSet
    {
        var known = try knownFingerprints(since: now)
        try EventLog.load(try folder.open(SegmentName.asideFingerprints(segment.number)), into: &known)
        return known
    }

    private static func load(_ file: consuming Descriptor, into known: inout FingerprintSet) throws(SystemError) {
        var offset: UInt64 = 0
        while true {
            let piece = try file.read(at: offset, count: 1 << 18)
            guard !piece.isEmpty else { return }
            offset += UInt64(piece.count)
            var index = 0
            while index + 16 <= piece.count {
                var words: (UInt64, UInt64) = (0, 0)
                for byte in 0..<8 {
                    words.0 = words.0 << 8 | UInt64(piece[index + byte])
                    words.1 = words.1 << 8 | UInt64(piece[index + 8 + byte])
                }
                _ = known.insert(Fingerprint(high: words.0, low: words.1))
                index += 16
            }
        }
    }
}

extension Fingerprint.Key {
    fileprivate init?(hex: String) {
        var bytes: [UInt8] = []
        var rest = hex[...]
        while rest.count >= 2 {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        guard rest.isEmpty else { return nil }
        self.init(bytes: bytes)
    }
}
