extension JSONTape {
    /// Reads exactly one value and what RFC 8259 allows around it.
    mutating func read(_ bytes: [UInt8], dialect: JSONDialect) throws(JSONError) -> JSON {
        let text = bytes.span
        let end = try scan(text, dialect: dialect)
        var scanner = JSONScanner(dialect: dialect, index: end)
        scanner.skipSpace(text)
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
    init(copying text: Span<UInt8>, _ range: Range<Int>) {
        let part = text.extracting(range)
        self = unsafe part.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
