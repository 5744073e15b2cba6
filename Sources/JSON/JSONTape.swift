/// A JSON text read once, as a flat list of tokens that point into it: validation without building values.
///
/// A tape is used again for the next text, so that reading a million events allocates nothing.
package struct JSONTape: Sendable {
    package enum Kind: UInt8, Sendable {
        case null, `true`, `false`, number, string, array, object
    }

    package struct Token: Sendable {
        package let kind: Kind
        /// A string with at least one backslash.
        package let hasEscapes: Bool
        /// Byte range of the value in the text; a string's includes its quotes.
        package let start: UInt32
        package fileprivate(set) var end: UInt32
        /// Index of the token after this value and everything in it.
        package fileprivate(set) var next: UInt32
    }

    /// In the order of the text; an object's members are its key token, then the value's tokens.
    package private(set) var tokens: [Token] = []
    private var open: [Int] = []

    package init() {
        tokens.reserveCapacity(256)
        open.reserveCapacity(64)
    }

    /// Reads one value that starts at or after `start`, and answers where it ends.
    ///
    /// Offsets in tokens and errors count from the beginning of `text`. A text that ends too early gives an error whose
    /// `isIncomplete` is true.
    package mutating func scan(
        _ text: Span<UInt8>,
        from start: Int = 0,
        dialect: JSONDialect = .strict
    ) throws(JSONError) -> Int {
        tokens.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
        var scanner = JSONScanner(dialect: dialect, index: start)
        try scanner.skipSpace(text)
        while true {
            try value(text, &scanner)
            // A value is complete: close what ends here, then go on to the next member or element.
            while true {
                guard let container = open.last else { return scanner.index }
                try scanner.skipSpace(text)
                let isObject = tokens[container].kind == .object
                if try scanner.separator(text, isObject: isObject) {
                    try scanner.skipSpace(text)
                    if isObject { try key(text, &scanner) }
                    break
                }
                try close(text, container, end: scanner.index)
            }
        }
    }

    /// Reads one value, or opens containers down to their first value.
    private mutating func value(_ text: Span<UInt8>, _ scanner: inout JSONScanner) throws(JSONError) {
        while true {
            let start = scanner.index
            switch try scanner.peek(text, expecting: "a value") {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let isObject = text[start] == UInt8(ascii: "{")
                guard open.count < scanner.dialect.maximumDepth else {
                    throw JSONError(offset: start, message: "nested deeper than \(scanner.dialect.maximumDepth) levels")
                }
                scanner.index += 1
                open.append(tokens.count)
                append(isObject ? .object : .array, from: start, to: start)
                try scanner.skipSpace(text)
                if try scanner.closes(text, isObject: isObject) {
                    try close(text, tokens.count - 1, end: scanner.index)
                    return
                }
                if isObject { try key(text, &scanner) }
            case UInt8(ascii: "\""):
                let hasEscapes = try scanner.string(text)
                append(.string, hasEscapes: hasEscapes, from: start, to: scanner.index)
                return
            case UInt8(ascii: "t"):
                try scanner.literal("true", text)
                append(.true, from: start, to: scanner.index)
                return
            case UInt8(ascii: "f"):
                try scanner.literal("false", text)
                append(.false, from: start, to: scanner.index)
                return
            case UInt8(ascii: "n"):
                try scanner.literal("null", text)
                append(.null, from: start, to: scanner.index)
                return
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                try scanner.number(text)
                append(.number, from: start, to: scanner.index)
                return
            default: throw scanner.unexpected(text, expecting: "a value")
            }
        }
    }

    private mutating func key(_ text: Span<UInt8>, _ scanner: inout JSONScanner) throws(JSONError) {
        let start = scanner.index
        guard try scanner.peek(text, expecting: "a member name in double quotes") == UInt8(ascii: "\"") else {
            throw scanner.unexpected(text, expecting: "a member name in double quotes")
        }
        let hasEscapes = try scanner.string(text)
        append(.string, hasEscapes: hasEscapes, from: start, to: scanner.index)
        try scanner.skipSpace(text)
        guard try scanner.peek(text, expecting: "':'") == UInt8(ascii: ":") else {
            throw scanner.unexpected(text, expecting: "':' after the member name")
        }
        scanner.index += 1
        try scanner.skipSpace(text)
    }

    private mutating func append(_ kind: Kind, hasEscapes: Bool = false, from start: Int, to end: Int) {
        tokens.append(
            Token(
                kind: kind,
                hasEscapes: hasEscapes,
                start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: end),
                next: UInt32(truncatingIfNeeded: tokens.count + 1)
            )
        )
    }

    private mutating func close(_ text: Span<UInt8>, _ container: Int, end: Int) throws(JSONError) {
        open.removeLast()
        tokens[container].end = UInt32(truncatingIfNeeded: end)
        tokens[container].next = UInt32(truncatingIfNeeded: tokens.count)
        if tokens[container].kind == .object { try rejectDuplicateKeys(text, of: container) }
    }
}

// MARK: - Looking things up

extension JSONTape {
    /// The token index of an object's member, compared with the unescaped key; `nil` where there is none.
    package func member(_ key: StaticString, of object: Int = 0, in text: Span<UInt8>) -> Int? {
        guard tokens[object].kind == .object else { return nil }
        var index = object + 1
        let end = Int(tokens[object].next)
        while index < end {
            if isKey(tokens[index], key, text) { return index + 1 }
            index = Int(tokens[index + 1].next)
        }
        return nil
    }

    /// A string's unescaped text, `nil` for other kinds.
    package func string(at index: Int, in text: Span<UInt8>) -> String? {
        let token = tokens[index]
        guard token.kind == .string else { return nil }
        return JSONTape.unescaped(token, text)
    }

    private func isKey(_ token: Token, _ key: StaticString, _ text: Span<UInt8>) -> Bool {
        guard !token.hasEscapes else { return JSONTape.unescaped(token, text) == key.description }
        let start = Int(token.start) + 1
        let count = Int(token.end) - 1 - start
        guard count == key.utf8CodeUnitCount else { return false }
        return key.withUTF8Buffer { expected in
            for offset in 0..<count where unsafe expected[offset] != text[start + offset] { return false }
            return true
        }
    }

    private func rejectDuplicateKeys(_ text: Span<UInt8>, of object: Int) throws(JSONError) {
        /// Up to here comparing every pair beats hashing.
        let fewKeys = 12
        var keys: [Int] = []
        var index = object + 1
        let end = tokens.count
        var count = 0
        while index < end {
            if count < fewKeys {
                var earlier = object + 1
                while earlier < index {
                    if sameKey(tokens[earlier], tokens[index], text) { throw duplicate(index, text) }
                    earlier = Int(tokens[earlier + 1].next)
                }
            }
            count += 1
            index = Int(tokens[index + 1].next)
        }
        guard count > fewKeys else { return }
        index = object + 1
        keys.reserveCapacity(count)
        var seen: Set<String> = []
        while index < end {
            guard seen.insert(JSONTape.unescaped(tokens[index], text)).inserted else { throw duplicate(index, text) }
            index = Int(tokens[index + 1].next)
        }
    }

    private func duplicate(_ index: Int, _ text: Span<UInt8>) -> JSONError {
        let key = JSONTape.unescaped(tokens[index], text)
        return JSONError(offset: Int(tokens[index].start), message: "duplicate member '\(key)' in one object")
    }

    private func sameKey(_ a: Token, _ b: Token, _ text: Span<UInt8>) -> Bool {
        guard !a.hasEscapes, !b.hasEscapes else {
            return JSONTape.unescaped(a, text) == JSONTape.unescaped(b, text)
        }
        let count = a.end - a.start
        guard count == b.end - b.start else { return false }
        for offset in 0..<count where text[Int(a.start + offset)] != text[Int(b.start + offset)] { return false }
        return true
    }

    /// The text of a string token that has passed the scanner: every escape in it is sound.
    fileprivate static func unescaped(_ token: Token, _ text: Span<UInt8>) -> String {
        let range = Int(token.start) + 1..<Int(token.end) - 1
        guard token.hasEscapes else { return String(copying: text, range) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = text[index]
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                index += 1
                continue
            }
            index = appendEscape(at: index, text, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends what the escape at `index` stands for and answers the index after it.
    private static func appendEscape(at index: Int, _ text: Span<UInt8>, to bytes: inout [UInt8]) -> Int {
        switch text[index + 1] {
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"):
            let high = JSONScanner.hex4(text, index + 2) ?? 0xFFFD
            let isPair = (0xD800..<0xDC00).contains(high)
            let low = isPair ? JSONScanner.hex4(text, index + 8) ?? 0xFFFD : 0
            let code = isPair ? 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00) : high
            bytes.append(contentsOf: String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
            return index + (isPair ? 12 : 6)
        case let byte: bytes.append(byte)
        }
        return index + 2
    }
}

// MARK: - Building values

extension JSONTape {
    /// Reads exactly one value and what RFC 8259 allows around it.
    mutating func read(_ bytes: [UInt8], dialect: JSONDialect) throws(JSONError) -> JSON {
        let text = bytes.span
        let end = try scan(text, dialect: dialect)
        var scanner = JSONScanner(dialect: dialect, index: end)
        try scanner.skipSpace(text)
        guard scanner.index == text.count else { throw scanner.unexpected(text, expecting: "the end of the text") }
        return value(at: 0, in: text)
    }

    /// The value of a token, built.
    package func value(at index: Int = 0, in text: Span<UInt8>) -> JSON {
        let token = tokens[index]
        let offset = Int(token.start)
        switch token.kind {
        case .null: return JSON(.null, offset: offset)
        case .true: return JSON(.bool(true), offset: offset)
        case .false: return JSON(.bool(false), offset: offset)
        case .number: return JSON(.number(String(copying: text, offset..<Int(token.end))), offset: offset)
        case .string: return JSON(.string(JSONTape.unescaped(token, text)), offset: offset)
        case .array:
            var values: [JSON] = []
            var element = index + 1
            while element < Int(token.next) {
                values.append(value(at: element, in: text))
                element = Int(tokens[element].next)
            }
            return JSON(.array(values), offset: offset)
        case .object:
            var members: [JSON.Member] = []
            var key = index + 1
            while key < Int(token.next) {
                let name = JSONTape.unescaped(tokens[key], text)
                members.append(JSON.Member(name, value(at: key + 1, in: text), keyOffset: Int(tokens[key].start)))
                key = Int(tokens[key + 1].next)
            }
            return JSON(.object(members), offset: offset)
        }
    }
}

extension String {
    /// Copies bytes that are known to be sound UTF-8.
    fileprivate init(copying text: Span<UInt8>, _ range: Range<Int>) {
        let part = text.extracting(range)
        self = unsafe part.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
