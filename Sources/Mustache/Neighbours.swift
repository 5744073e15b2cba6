/// What stands around a byte: whether a character is markup depends on it.
///
/// A value's first byte counts as the first of a line and its edges count as punctuation, since what the template says
/// beside the value is not known here.
extension Span<UInt8> {
    /// The byte at an index, `nil` outside.
    func byte(at index: Int) -> UInt8? {
        index >= 0 && index < count ? self[index] : nil
    }

    /// Whether only blanks stand between the line's start and `index`.
    func isLineStart(_ index: Int) -> Bool {
        var before = index - 1
        while let byte = byte(at: before), byte.isBlank { before -= 1 }
        return byte(at: before).map { $0 == UInt8(ascii: "\n") } ?? true
    }

    /// Whether a list number such as `12` fills the line up to `index`, and a space or the value's end follows.
    func endsListNumber(_ index: Int) -> Bool {
        /// CommonMark section 5.2: longer numbers start no list.
        let maximumDigits = 9
        var before = index - 1
        while let byte = byte(at: before), byte.isDigit, index - before <= maximumDigits { before -= 1 }
        return before < index - 1 && isLineStart(before + 1) && (byte(at: index + 1)?.isSpace ?? true)
    }

    /// Whether ASCII text stands at `index`, in small or capital letters.
    func hasPrefix(_ prefix: StaticString, at index: Int) -> Bool {
        guard index + prefix.utf8CodeUnitCount <= count else { return false }
        return prefix.withUTF8Buffer { expected in
            for offset in 0..<expected.count where unsafe self[index + offset].lowercased != expected[offset] {
                return false
            }
            return true
        }
    }
}

extension UInt8 {
    var isBlank: Bool { self == 0x20 || self == 0x09 }
    var isSpace: Bool { isBlank || self == 0x0A || self == 0x0D }
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    /// ASCII letters and digits: a byte of any other character may belong to a dash or a quotation mark.
    var isWord: Bool { isDigit || (lowercased >= 0x61 && lowercased <= 0x7A) }
    var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}
