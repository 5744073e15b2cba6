extension JSON {
    /// The value as compact JSON text, numbers as they were written.
    package var compact: [UInt8] {
        var bytes: [UInt8] = []
        write(into: &bytes)
        return bytes
    }

    /// The value as JSON text with two spaces of indentation, for people and for `jq`-less reading.
    package var pretty: String {
        var bytes: [UInt8] = []
        write(into: &bytes, indent: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    package func write(into out: inout [UInt8]) {
        switch content {
        case .null: out.append(contentsOf: "null".utf8)
        case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let text): out.append(contentsOf: text.utf8)
        case .string(let text): JSON.writeString(text, into: &out)
        case .array(let values):
            out.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                value.write(into: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                JSON.writeString(member.key, into: &out)
                out.append(UInt8(ascii: ":"))
                member.value.write(into: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    private func write(into out: inout [UInt8], indent: Int) {
        switch content {
        case .array(let values) where !values.isEmpty:
            JSON.writeBlock(values, between: "[]", indent: indent, into: &out) {
                $0.write(into: &$1, indent: indent + 1)
            }
        case .object(let members) where !members.isEmpty:
            JSON.writeBlock(members, between: "{}", indent: indent, into: &out) {
                JSON.writeString($0.key, into: &$1)
                $1.append(contentsOf: ": ".utf8)
                $0.value.write(into: &$1, indent: indent + 1)
            }
        default: write(into: &out)
        }
    }

    private static func writeBlock<Element>(
        _ elements: [Element],
        between brackets: String,
        indent: Int,
        into out: inout [UInt8],
        element write: (Element, inout [UInt8]) -> Void
    ) {
        let brackets = Array(brackets.utf8)
        out.append(brackets[0])
        for (index, element) in elements.enumerated() {
            out.append(contentsOf: (index > 0 ? ",\n" : "\n").utf8)
            out.append(contentsOf: String(repeating: "  ", count: indent + 1).utf8)
            write(element, &out)
        }
        out.append(UInt8(ascii: "\n"))
        out.append(contentsOf: String(repeating: "  ", count: indent).utf8)
        out.append(brackets[1])
    }

    /// Writes a quoted string, escaping only what RFC 8259 section 7 demands.
    package static func writeString(_ text: String, into out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        writeEscaped(text.utf8, into: &out)
        out.append(UInt8(ascii: "\""))
    }

    /// Writes what stands between the quotes of a JSON string.
    package static func writeEscaped(_ text: some Sequence<UInt8>, into out: inout [UInt8]) {
        for byte in text {
            // Most bytes stand for themselves.
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                out.append(byte)
                continue
            }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case UInt8(ascii: "\n"): out.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): out.append(contentsOf: "\\r".utf8)
            case UInt8(ascii: "\t"): out.append(contentsOf: "\\t".utf8)
            default:
                let digits = Array("0123456789abcdef".utf8)
                out.append(contentsOf: "\\u00".utf8)
                out.append(contentsOf: [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            }
        }
    }
}

extension JSON: CustomStringConvertible {
    /// The compact text.
    package var description: String { String(decoding: compact, as: UTF8.self) }
}
