/// Strings: RFC 8259 section 7.
extension JSONScanner {
    /// Steps over a string and answers whether it holds escapes.
    ///
    /// Strict UTF-8, no lone surrogates.
    @inline(__always)
    mutating func string(_ text: Span<UInt8>) throws(JSONError) -> Bool {
        let end = text.nextSpecialByte(from: index + 1)
        if end < text.count, text[end] == UInt8(ascii: "\"") {
            index = end + 1
            return false
        }
        return try string(text, from: end)
    }

    /// Goes on in a string at a byte that is more than a plain ASCII character.
    @inline(never)
    private mutating func string(_ text: Span<UInt8>, from special: Int) throws(JSONError) -> Bool {
        var hasEscapes = false
        var at = special
        while at < text.count {
            let byte = text[at]
            if byte == UInt8(ascii: "\"") {
                index = at + 1
                return hasEscapes
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                at = try escape(text, at)
            } else if byte >= 0x80 {
                at = try multibyte(text, at)
            } else {
                let code = "U+00" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
                throw JSONError(offset: at, message: "a control character (\(code)) must be escaped in a string")
            }
            if at < text.count, text[at] < 0x80 { at = text.nextSpecialByte(from: at) }
        }
        throw JSONError(offset: index, message: "a string is never closed", isIncomplete: true)
    }

    private func escape(_ text: Span<UInt8>, _ at: Int) throws(JSONError) -> Int {
        guard at + 1 < text.count else {
            throw JSONError(offset: at, message: "the text ends within an escape", isIncomplete: true)
        }
        switch text[at + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return at + 2
        case UInt8(ascii: "u"): return try unicodeEscape(text, at)
        default: throw JSONError(offset: at, message: "unknown escape in a string")
        }
    }

    private func unicodeEscape(_ text: Span<UInt8>, _ at: Int) throws(JSONError) -> Int {
        guard let code = JSONScanner.hex4(text, at + 2) else {
            throw JSONError(
                offset: at,
                message: "'\\u' must be followed by four hexadecimal digits",
                isIncomplete: JSONScanner.mayBecomeHex4(text, at + 2)
            )
        }
        guard (0xD800..<0xE000).contains(code) else { return at + 6 }
        guard code < 0xDC00, at + 7 < text.count, text[at + 6] == UInt8(ascii: "\\"), text[at + 7] == UInt8(ascii: "u"),
            let low = JSONScanner.hex4(text, at + 8), (0xDC00..<0xE000).contains(low)
        else {
            throw JSONError(
                offset: at,
                message: "half a surrogate pair in a string",
                isIncomplete: code < 0xDC00 && lowHalfMayFollow(text, at + 6)
            )
        }
        return at + 12
    }

    /// Whether the text ends within what can still become `\uDC00` to `\uDFFF`.
    private func lowHalfMayFollow(_ text: Span<UInt8>, _ start: Int) -> Bool {
        if start < text.count, text[start] != UInt8(ascii: "\\") { return false }
        if start + 1 < text.count, text[start + 1] != UInt8(ascii: "u") { return false }
        return JSONScanner.mayBecomeHex4(text, start + 2)
    }

    private static func mayBecomeHex4(_ text: Span<UInt8>, _ start: Int) -> Bool {
        guard start + 4 > text.count else { return false }
        for index in min(start, text.count)..<text.count where hexDigit(text[index]) == nil { return false }
        return true
    }

    static func hex4(_ text: Span<UInt8>, _ start: Int) -> UInt32? {
        guard start + 4 <= text.count else { return nil }
        var value: UInt32 = 0
        for index in start..<start + 4 {
            guard let digit = hexDigit(text[index]) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// Well-formed UTF-8 by the table of Unicode 15 section 3.9 (table 3-7): no overlong forms, no surrogates.
    private func multibyte(_ text: Span<UInt8>, _ at: Int) throws(JSONError) -> Int {
        let first = text[at]
        let length: Int
        let second: ClosedRange<UInt8>
        switch first {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw invalidUTF8(at)
        }
        for offset in 1..<length {
            guard at + offset < text.count else {
                throw JSONError(offset: at, message: "the text ends within a character", isIncomplete: true)
            }
            guard (offset == 1 ? second : 0x80...0xBF).contains(text[at + offset]) else { throw invalidUTF8(at) }
        }
        return at + length
    }

    private func invalidUTF8(_ at: Int) -> JSONError { JSONError(offset: at, message: "invalid UTF-8") }
}
