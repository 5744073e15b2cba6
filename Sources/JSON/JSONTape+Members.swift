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
        guard !token.hasEscapes else { return JSONTape.unescaped(token, text).utf8.elementsEqual(key.description.utf8) }
        let start = Int(token.start) + 1
        let count = Int(token.end) - 1 - start
        guard count == key.utf8CodeUnitCount else { return false }
        return key.withUTF8Buffer { expected in
            for offset in 0..<count where unsafe expected[offset] != text[start + offset] { return false }
            return true
        }
    }

    /// The text of a string token that has passed the scanner: every escape in it is sound.
    static func unescaped(_ token: Token, _ text: Span<UInt8>) -> String {
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
