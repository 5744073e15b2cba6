/// Finds many texts in one pass and puts others in their place.
///
/// Every text is filed under its last four bytes, which differ where beginnings (`https://…`) do not. A bit map says of
/// most places that nothing ends there, so that clean text costs a multiplication and a look-up a byte.
struct TextSearch: Sendable {
    private struct Entry: Sendable {
        let text: [UInt8]
        let replacement: [UInt8]
    }

    private struct Match {
        var range: Range<Int>
        var replacement: [UInt8]
    }

    private var entries: [UInt32: [Entry]] = [:]
    private var bits: [UInt64] = []
    /// How far a hash is shifted to be an index of a bit.
    private var shift: UInt32 = 32

    init() {}

    /// Takes texts of four bytes or more; the replacement given first stays.
    mutating func add(_ text: [UInt8], replacement: [UInt8]) {
        precondition(text.count >= 4, "a text to search for has \(text.count) bytes, 4 are needed")
        let key = text.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
        guard entries[key]?.contains(where: { $0.text == text }) != true else { return }
        entries[key, default: []].append(Entry(text: text, replacement: replacement))
    }

    /// Makes the bit map, about 16 bits a text, once all texts are there.
    mutating func build() {
        guard !entries.isEmpty else { return }
        let width = max(10, UInt32(Int.bitWidth - (entries.count * 16).leadingZeroBitCount))
        shift = 32 - min(width, 24)
        bits = Array(repeating: 0, count: 1 << (32 - Int(shift) - 6))
        for key in entries.keys {
            let bit = TextSearch.hash(key) >> shift
            bits[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
        }
    }

    /// Fibonacci hashing: the high bits are the well mixed ones.
    private static func hash(_ key: UInt32) -> UInt32 { key &* 0x9E37_79B1 }

    func replacing(in bytes: [UInt8]) -> [UInt8] {
        let matches = matches(in: bytes)
        guard !matches.isEmpty else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var copied = 0
        for match in matches {
            result += bytes[copied..<match.range.lowerBound]
            result += match.replacement
            copied = match.range.upperBound
        }
        return result + bytes[copied...]
    }

    /// In order, without overlaps.
    private func matches(in bytes: [UInt8]) -> [Match] {
        var matches: [Match] = []
        guard !bits.isEmpty else { return matches }
        let text = bytes.span
        var key: UInt32 = 0
        for index in text.indices {
            key = key << 8 | UInt32(text[index])
            let bit = TextSearch.hash(key) >> shift
            guard bits[Int(bit >> 6)] & (1 << UInt64(bit & 63)) != 0, index >= 3, let candidates = entries[key] else {
                continue
            }
            let ending = candidates.filter { bytes[...index].hasSuffix($0.text) }
            guard let longest = ending.max(by: { $0.text.count < $1.text.count }) else { continue }
            TextSearch.add(longest, endingAt: index + 1, to: &matches)
        }
        return matches
    }

    /// Overlapping matches become one, and the longest of them gives the replacement.
    private static func add(_ entry: Entry, endingAt end: Int, to matches: inout [Match]) {
        var match = Match(range: end - entry.text.count..<end, replacement: entry.replacement)
        while let last = matches.last, last.range.upperBound > match.range.lowerBound {
            if last.range.count > entry.text.count { match.replacement = last.replacement }
            match.range = min(last.range.lowerBound, match.range.lowerBound)..<end
            matches.removeLast()
        }
        matches.append(match)
    }
}

extension ArraySlice<UInt8> {
    fileprivate func hasSuffix(_ text: [UInt8]) -> Bool {
        count >= text.count && suffix(text.count).elementsEqual(text)
    }
}
