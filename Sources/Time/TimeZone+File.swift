extension TimeZone {
    /// Reads a zone file, as `/usr/share/zoneinfo` has them (TZif, RFC 8536).
    ///
    /// `nil` for anything else, for a file that was cut short, and for one that counts leap seconds.
    package init?(name: String, file: [UInt8]) {
        var reader = ZoneFileReader(bytes: file)
        guard let first = reader.header(timeSize: 4) else { return nil }
        var block = first
        var rule: ZoneRule?
        if first.version >= UInt8(ascii: "2") {
            // Behind the block of 32-bit times comes the same again with 64.
            guard reader.skip(first.size), let second = reader.header(timeSize: 8) else { return nil }
            block = second
        }
        guard let (earliest, changes) = reader.changes(block) else { return nil }
        if first.version >= UInt8(ascii: "2") {
            guard let footer = reader.footer() else { return nil }
            rule = ZoneRule(posix: footer)
            guard rule != nil || footer.isEmpty else { return nil }
        }
        self.init(name: name, earliest: earliest, changes: changes, rule: rule)
    }
}

/// Reads a TZif file from its beginning; every step answers `nil` where the file ends or makes no sense.
private struct ZoneFileReader {
    let bytes: [UInt8]
    var index = 0

    /// What a block holds: RFC 8536 section 3.1.
    struct Header {
        let version: UInt8
        let timeSize: Int
        let isUTCount, isStandardCount, leapCount, timeCount, typeCount, characterCount: Int

        var size: Int {
            timeCount * (timeSize + 1) + typeCount * 6 + characterCount + leapCount * (timeSize + 4)
                + isStandardCount + isUTCount
        }
    }

    mutating func header(timeSize: Int) -> Header? {
        guard take(4).map({ $0.elementsEqual("TZif".utf8) }) == true, let version = take(1)?.first, skip(15) else {
            return nil
        }
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let count = number(4), count >= 0 else { return nil }
            counts.append(Int(count))
        }
        let header = Header(
            version: version,
            timeSize: timeSize,
            isUTCount: counts[0],
            isStandardCount: counts[1],
            leapCount: counts[2],
            timeCount: counts[3],
            typeCount: counts[4],
            characterCount: counts[5]
        )
        return header.leapCount == 0 && header.typeCount > 0 && index + header.size <= bytes.count ? header : nil
    }

    /// Reads a block, and stands behind it.
    mutating func changes(_ header: Header) -> (TimeZone.Offset, [TimeZone.Change])? {
        let end = index + header.size
        var starts: [Int64] = []
        for _ in 0..<header.timeCount {
            guard let start = number(header.timeSize) else { return nil }
            starts.append(start)
        }
        guard let indices = take(header.timeCount), let types = take(header.typeCount * 6),
            let names = take(header.characterCount)
        else { return nil }
        var offsets: [TimeZone.Offset] = []
        for type in 0..<header.typeCount {
            guard let offset = ZoneFileReader.offset(Array(types.dropFirst(type * 6).prefix(6)), Array(names)) else {
                return nil
            }
            offsets.append(offset)
        }
        guard indices.allSatisfy({ Int($0) < offsets.count }), zip(starts, starts.dropFirst()).allSatisfy(<) else {
            return nil
        }
        index = end
        return (offsets[0], zip(starts, indices).map { TimeZone.Change(start: $0, offset: offsets[Int($1)]) })
    }

    private static func offset(_ type: [UInt8], _ names: [UInt8]) -> TimeZone.Offset? {
        let seconds = type.prefix(4).reduce(Int32(0)) { $0 << 8 | Int32($1) }
        guard Int(type[5]) < names.count, abs(Int(seconds)) < 26 * 3600 else { return nil }
        let name = names[Int(type[5])...].prefix { $0 != 0 }
        return TimeZone.Offset(seconds: Int(seconds), abbreviation: String(decoding: name, as: UTF8.self))
    }

    /// The text between the last two line breaks.
    mutating func footer() -> String? {
        guard take(1)?.first == UInt8(ascii: "\n") else { return nil }
        let text = bytes[index...].prefix { $0 != UInt8(ascii: "\n") }
        guard index + text.count < bytes.count else { return nil }
        return String(decoding: text, as: UTF8.self)
    }

    mutating func skip(_ count: Int) -> Bool { take(count) != nil }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, index + count <= bytes.count else { return nil }
        defer { index += count }
        return bytes[index..<index + count]
    }

    /// Big-endian, with a sign.
    private mutating func number(_ size: Int) -> Int64? {
        guard let part = take(size) else { return nil }
        let value = part.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return size == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }
}
