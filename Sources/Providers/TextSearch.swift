/// Finds many texts in one pass and puts others in their place.
///
/// Every text is filed under its last four bytes, which differ where beginnings (`https://…`) do not. A bit map says of
/// most places that nothing ends there, so that clean text costs a multiplication and a look-up a byte.
struct TextSearch: Sendable {
    private struct Match {
        var range: Range<Int>
        var replacement: [UInt8]
    }

    private var replacements: [[UInt8]: [UInt8]] = [:]
    /// The lengths of the texts that end in these four bytes, longest first.
    private var lengths: [UInt32: [Int]] = [:]
    private var bits: [UInt64] = []
    /// How far a hash is shifted to be an index of a bit.
    private var shift: UInt32 = 32

    init() {}

    /// Takes texts of four bytes or more; the replacement given first stays.
    mutating func add(_ text: [UInt8], replacement: [UInt8]) {
        precondition(text.count >= 4, "a text to search for has \(text.count) bytes, 4 are needed")
        guard replacements[text] == nil else { return }
        replacements[text] = replacement
        let key = text.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
        var lengths = lengths[key] ?? []
        guard !lengths.contains(text.count) else { return }
        lengths.insert(text.count, at: lengths.firstIndex { $0 < text.count } ?? lengths.endIndex)
        self.lengths[key] = lengths
    }

    /// Makes the bit map, about 16 bits a text, once all texts are there.
    mutating func build() {
        guard !lengths.isEmpty else { return }
        let width = max(10, UInt32(Int.bitWidth - (lengths.count * 16).leadingZeroBitCount))
        shift = 32 - min(width, 24)
        bits = Array(repeating: 0, count: 1 << (32 - Int(shift) - 6))
        for key in lengths.keys {
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
        let bits = bits.span
        var key: UInt32 = 0
        for index in text.indices {
            key = key << 8 | UInt32(text[index])
            let bit = TextSearch.hash(key) >> shift
            guard bits[Int(bit >> 6)] & (1 << UInt64(bit & 63)) != 0, index >= 3 else { continue }
            if let match = longestMatch(endingAt: index + 1, of: bytes, key) { TextSearch.add(match, to: &matches) }
        }
        return matches
    }

    private func longestMatch(endingAt end: Int, of bytes: [UInt8], _ key: UInt32) -> Match? {
        for length in lengths[key] ?? [] where length <= end {
            if let replacement = replacements[Array(bytes[end - length..<end])] {
                return Match(range: end - length..<end, replacement: replacement)
            }
        }
        return nil
    }

    /// Overlapping matches become one, and the longest of them gives the replacement.
    private static func add(_ new: Match, to matches: inout [Match]) {
        var match = new
        while let last = matches.last, last.range.upperBound > match.range.lowerBound {
            if last.range.count > new.range.count { match.replacement = last.replacement }
            match.range = min(last.range.lowerBound, match.range.lowerBound)..<match.range.upperBound
            matches.removeLast()
        }
        matches.append(match)
    }
}
