/// The grammar of RFC 8259, one function a production, over bytes.
struct JSONScanner {
    let dialect: JSONDialect
    var index: Int

    /// The byte at the index, or the error that the text ended.
    func peek(_ text: Span<UInt8>, expecting what: StaticString) throws(JSONError) -> UInt8 {
        guard index < text.count else {
            throw JSONError(
                offset: text.count,
                message: "the text ends where \(what) was expected",
                isIncomplete: true
            )
        }
        return text[index]
    }

    func unexpected(_ text: Span<UInt8>, expecting what: StaticString) -> JSONError {
        guard index < text.count else {
            return JSONError(
                offset: index,
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

    mutating func skipSpace(_ text: Span<UInt8>) throws(JSONError) {
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
    mutating func closes(_ text: Span<UInt8>, isObject: Bool) throws(JSONError) -> Bool {
        let bracket = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
        guard try peek(text, expecting: isObject ? "a member name or '}'" : "a value or ']'") == bracket else {
            return false
        }
        index += 1
        return true
    }

    /// Steps over a comma (true) or the closing bracket (false).
    mutating func separator(_ text: Span<UInt8>, isObject: Bool) throws(JSONError) -> Bool {
        let byte = try peek(text, expecting: isObject ? "',' or '}'" : "',' or ']'")
        if byte == UInt8(ascii: ",") {
            index += 1
            return true
        }
        guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
            throw unexpected(text, expecting: isObject ? "',' or '}'" : "',' or ']'")
        }
        index += 1
        return false
    }

    mutating func literal(_ word: StaticString, _ text: Span<UInt8>) throws(JSONError) {
        let start = index
        let matches = word.withUTF8Buffer { letters in
            for offset in 0..<letters.count {
                guard start + offset < text.count, unsafe letters[offset] == text[start + offset] else { return false }
            }
            return true
        }
        guard matches else {
            throw JSONError(
                offset: start,
                message: "unknown word, expected '\(word)'",
                isIncomplete: text.count - start < word.utf8CodeUnitCount
            )
        }
        index += word.utf8CodeUnitCount
    }

    /// RFC 8259 section 6: `-`? int frac? exp?
    mutating func number(_ text: Span<UInt8>) throws(JSONError) {
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

    /// Steps over a string and answers whether it holds escapes. Strict UTF-8, no lone surrogates.
    mutating func string(_ text: Span<UInt8>) throws(JSONError) -> Bool {
        let opening = index
        let count = text.count
        var hasEscapes = false
        var at = index + 1
        while at < count {
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
            } else if byte >= 0x20 {
                at += 1
            } else {
                let code = "U+00" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
                throw JSONError(offset: at, message: "a control character (\(code)) must be escaped in a string")
            }
        }
        throw JSONError(offset: opening, message: "a string is never closed", isIncomplete: true)
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
                isIncomplete: at + 6 > text.count
            )
        }
        guard (0xD800..<0xE000).contains(code) else { return at + 6 }
        guard code < 0xDC00, at + 7 < text.count, text[at + 6] == UInt8(ascii: "\\"), text[at + 7] == UInt8(ascii: "u"),
            let low = JSONScanner.hex4(text, at + 8), (0xDC00..<0xE000).contains(low)
        else {
            throw JSONError(offset: at, message: "half a surrogate pair in a string", isIncomplete: at + 12 > text.count)
        }
        return at + 12
    }

    static func hex4(_ text: Span<UInt8>, _ start: Int) -> UInt32? {
        guard start + 4 <= text.count else { return nil }
        var value: UInt32 = 0
        for index in start..<start + 4 {
            switch text[index] {
            case let digit where isDigit(digit): value = value << 4 | UInt32(digit - UInt8(ascii: "0"))
            case let letter where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(letter | 0x20):
                value = value << 4 | UInt32((letter | 0x20) - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
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
