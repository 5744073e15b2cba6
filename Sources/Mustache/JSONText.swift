/// Escapes for what stands between the quotes of a JSON string.
enum JSONText {
    static let specialBytes = Set("\"\\\n\t".utf8)

    /// Writes one byte that is not a control character other than tab and line feed.
    static func write(_ byte: UInt8, into out: inout [UInt8]) -> Int {
        switch byte {
        case UInt8(ascii: "\""): out.append(contentsOf: #"\""#.utf8)
        case UInt8(ascii: "\\"): out.append(contentsOf: #"\\"#.utf8)
        case UInt8(ascii: "\n"): out.append(contentsOf: #"\n"#.utf8)
        case UInt8(ascii: "\t"): out.append(contentsOf: #"\t"#.utf8)
        default: out.append(byte)
        }
        return 1
    }

    /// Writes one byte with a backslash that the reader of the string's content sees.
    static func writeWithBackslash(_ byte: UInt8, into out: inout [UInt8]) -> Int {
        out.append(contentsOf: #"\\"#.utf8)
        return write(byte, into: &out)
    }
}
