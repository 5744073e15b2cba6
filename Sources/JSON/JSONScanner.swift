/// The grammar of RFC 8259, one function a production, over bytes.
struct JSONScanner {
    let dialect: JSONDialect
    var index: Int

    /// The byte at the index, or the error that the text ended.
    @inline(__always)
    func peek(_ text: Span<UInt8>, expecting what: StaticString) throws(JSONError) -> UInt8 {
        guard index < text.count else { throw unexpected(text, expecting: what) }
        return text[index]
    }

    @inline(never)
    func unexpected(_ text: Span<UInt8>, expecting what: StaticString) -> JSONError {
        guard index < text.count else {
            return JSONError(
                offset: text.count,
                message: "the text ends where \(what) was expected",
                isIncomplete: true
            )
        }
        let byte = text[index]
        let shown =
            (0x21..<0x7F).contains(byte)
            ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x" + String(byte, radix: 16, uppercase: true)
        return JSONError(offset: index, message: "unexpected \(shown), expected \(what)")
    }

    @inline(__always)
    mutating func skipSpace(_ text: Span<UInt8>) {
        if index < text.count, text[index] > 0x20, text[index] != UInt8(ascii: "/") { return }
        skipMoreSpace(text)
    }

    @inline(never)
    private mutating func skipMoreSpace(_ text: Span<UInt8>) {
        while index < text.count {
            switch text[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            case UInt8(ascii: "/"):
                guard dialect.lineComments, index + 1 < text.count, text[index + 1] == UInt8(ascii: "/") else { return }
                while index < text.count, text[index] != 0x0A { index += 1 }
            default: return
            }
        }
    }

    /// Steps over a closing bracket that stands right here.
    @inline(__always)
    mutating func closes(_ text: Span<UInt8>, isObject: Bool) throws(JSONError) -> Bool {
        let bracket = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
        guard try peek(text, expecting: isObject ? "a member name or '}'" : "a value or ']'") == bracket else {
            return false
        }
        index += 1
        return true
    }

    /// Steps over a comma (true) or the closing bracket (false).
    @inline(__always)
    mutating func separator(_ text: Span<UInt8>, isObject: Bool) throws(JSONError) -> Bool {
        let byte = try peek(text, expecting: isObject ? "',' or '}'" : "',' or ']'")
        guard byte != UInt8(ascii: ",") else {
            index += 1
            return true
        }
        guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
            throw unexpected(text, expecting: isObject ? "',' or '}'" : "',' or ']'")
        }
        index += 1
        return false
    }

    /// Reads a value that is no string and no container.
    mutating func scalar(_ text: Span<UInt8>) throws(JSONError) -> JSONTape.Kind {
        switch text[index] {
        case UInt8(ascii: "t"):
            try literal("true", text)
            return .true
        case UInt8(ascii: "f"):
            try literal("false", text)
            return .false
        case UInt8(ascii: "n"):
            try literal("null", text)
            return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try number(text)
            return .number
        default: throw unexpected(text, expecting: "a value")
        }
    }

    private mutating func literal(_ word: StaticString, _ text: Span<UInt8>) throws(JSONError) {
        let left = text.count - index
        let fits = word.withUTF8Buffer { letters in
            for offset in 0..<min(letters.count, left) where unsafe letters[offset] != text[index + offset] {
                return false
            }
            return true
        }
        guard fits, word.utf8CodeUnitCount <= left else {
            throw JSONError(offset: index, message: "unknown word, expected '\(word)'", isIncomplete: fits)
        }
        index += word.utf8CodeUnitCount
    }

    /// Reads a number by RFC 8259 section 6: an optional minus, int, optional frac, optional exp.
    private mutating func number(_ text: Span<UInt8>) throws(JSONError) {
        let start = index
        if text[index] == UInt8(ascii: "-") { index += 1 }
        if try peek(text, expecting: "a digit") == UInt8(ascii: "0") {
            index += 1
            if index < text.count, JSONScanner.isDigit(text[index]) {
                throw JSONError(offset: start, message: "a number must not start with a zero")
            }
        } else {
            try digits(text)
        }
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            try digits(text)
        }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index += 1 }
            try digits(text)
        }
    }

    private mutating func digits(_ text: Span<UInt8>) throws(JSONError) {
        guard JSONScanner.isDigit(try peek(text, expecting: "a digit")) else {
            throw unexpected(text, expecting: "a digit")
        }
        while index < text.count, JSONScanner.isDigit(text[index]) { index += 1 }
    }

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

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

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
