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

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
