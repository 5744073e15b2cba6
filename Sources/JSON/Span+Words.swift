/// Reading eight bytes at a time: the one place of this module that steps over Span's bounds checks.
extension Span<UInt8> {
    /// Index of the next byte in a JSON string that is more than a plain ASCII character, or the end of the text: a
    /// quote, a backslash, a control character, or a part of a longer character.
    @inline(__always)
    func nextSpecialByte(from start: Int) -> Int {
        precondition(start >= 0)
        var index = start
        while index + 8 <= count {
            let flags = Span.specialBytes(in: word(at: index))
            guard flags == 0 else { return index + flags.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < count, Span.specialBytes(in: UInt64(self[index]) | Span.plain) == 0 { index += 1 }
        return index
    }

    /// Whether two parts of the text hold the same bytes; they must lie within the text.
    func areEqual(_ first: Int, _ second: Int, count length: Int) -> Bool {
        precondition(first >= 0 && second >= 0 && length >= 0 && max(first, second) + length <= count)
        var offset = 0
        while offset + 8 <= length {
            guard word(at: first + offset) == word(at: second + offset) else { return false }
            offset += 8
        }
        while offset < length {
            guard self[first + offset] == self[second + offset] else { return false }
            offset += 1
        }
        return true
    }

    /// Eight spaces less the last: what fills up a single byte to a word without a special one.
    private static var plain: UInt64 { 0x2020_2020_2020_2000 }

    /// The highest bit of the first special byte is set, counted from the lowest; bits above it mean nothing.
    @inline(__always)
    private static func specialBytes(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let control = word &- ones &* 0x20
        let quote = (word ^ ones &* UInt64(UInt8(ascii: "\""))) &- ones
        let backslash = (word ^ ones &* UInt64(UInt8(ascii: "\\"))) &- ones
        return (control | quote | backslash | word) & 0x8080_8080_8080_8080
    }

    /// The eight bytes at an index, little-endian; the caller has checked that they are there.
    @inline(__always)
    private func word(at index: Int) -> UInt64 {
        unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self))
    }
}
