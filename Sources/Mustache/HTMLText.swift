/// Escapes for text and quoted attributes of HTML.
enum HTMLText {
    static let specialBytes = Set("&<>\"'".utf8)

    static func write(_ byte: UInt8, into out: inout [UInt8]) -> Int {
        switch byte {
        case UInt8(ascii: "&"): out.append(contentsOf: "&amp;".utf8)
        case UInt8(ascii: "<"): out.append(contentsOf: "&lt;".utf8)
        case UInt8(ascii: ">"): out.append(contentsOf: "&gt;".utf8)
        case UInt8(ascii: "\""): out.append(contentsOf: "&quot;".utf8)
        case UInt8(ascii: "'"): out.append(contentsOf: "&#39;".utf8)
        default: out.append(byte)
        }
        return 1
    }
}
