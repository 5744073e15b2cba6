import JSON
import Time

/// The names of a segment's files in `state/events`.
enum SegmentName {
    static func segment(_ number: UInt32) -> FileName { FileName(padded(number) + ".ndjson") }
    static func fingerprints(_ number: UInt32) -> FileName { FileName(padded(number) + ".ids") }
    static func asideName(_ number: UInt32) -> FileName { FileName(padded(number) + ".ndjson.tmp") }
    static func asideFingerprints(_ number: UInt32) -> FileName { FileName(padded(number) + ".ids.tmp") }
    static func snapshot(_ number: UInt32) -> FileName { FileName(padded(number) + ".snapshot.json") }

    /// Eight digits, so that `ls` shows them in order.
    private static func padded(_ number: UInt32) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    /// The number of a name like `00000042.ndjson`; `nil` for every other name.
    static func number(_ name: FileName, suffix: StaticString) -> UInt32? {
        let text = name.text
        guard name.hasSuffix(suffix) else { return nil }
        let stem = text.dropLast(suffix.utf8CodeUnitCount)
        guard stem.count == 8, stem.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return UInt32(stem)
    }
}

/// The last line of a segment.
struct SegmentEnd: Sendable, Equatable {
    /// Sequence number of its first event.
    let first: UInt64
    /// The first sequence number after it.
    let next: UInt64
    /// Where the event lines end and the sources begin.
    let eventBytes: UInt64
    let sources: Int
    /// When its events were taken in; `nil` in segments of versions that did not note it.
    let arrived: Timestamp?
    /// CRC-32C of everything before this line.
    let checksum: String

    var json: JSON {
        [
            "end": ["first": .number(first), "next": .number(next), "events": .number(next - first)],
            "bytes": .number(eventBytes), "sources": .number(sources), "at": .optional(arrived?.rfc3339),
            "crc32c": .string(checksum),
        ]
    }

    init(first: UInt64, next: UInt64, eventBytes: UInt64, sources: Int, arrived: Timestamp?, checksum: String) {
        self.first = first
        self.next = next
        self.eventBytes = eventBytes
        self.sources = sources
        self.arrived = arrived
        self.checksum = checksum
    }

    init?(_ json: JSON) {
        guard let first = json["end"]?["first"]?.int, let next = json["end"]?["next"]?.int,
            let bytes = json["bytes"]?.int, let sources = json["sources"]?.int,
            let checksum = json["crc32c"]?.string, first >= 0, next >= first, bytes >= 0
        else { return nil }
        self.init(
            first: UInt64(first),
            next: UInt64(next),
            eventBytes: UInt64(bytes),
            sources: sources,
            arrived: json["at"]?.string.flatMap { Timestamp(rfc3339: $0) },
            checksum: checksum
        )
    }
}
