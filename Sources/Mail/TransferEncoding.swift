import Cryptography

/// Text as 7-bit lines of at most 76 characters (RFC 2045 section 6).
///
/// Nothing of the text's own line ends, dots or long lines is left for a mail system to stumble over.
enum TransferEncoding: String {
    case quotedPrintable = "quoted-printable"
    case base64

    /// The shorter of the two: quoted-printable for text that is mostly ASCII, which people can then read.
    static func encode(_ text: String) -> (encoding: TransferEncoding, bytes: [UInt8]) {
        let canonical = canonical(text)
        let quoted = QuotedPrintable.encode(text)
        guard quoted.count > wrappedLength(of: canonical.count) else { return (.quotedPrintable, quoted) }
        return (.base64, wrapped(Base64.encode(canonical)))
    }

    /// How long so many bytes become in lines of base64.
    private static func wrappedLength(of count: Int) -> Int {
        let length = (count + 2) / 3 * 4
        return length + (length + longestLine - 1) / longestLine * lineEnd.count
    }

    static let longestLine = 76
    static let lineEnd: [UInt8] = [0x0D, 0x0A]

    private static func wrapped(_ base64: [UInt8]) -> [UInt8] {
        stride(from: 0, to: base64.count, by: longestLine).flatMap { start in
            base64[start..<min(start + longestLine, base64.count)] + lineEnd
        }
    }

    /// Every line end of text is CR LF before it is encoded (RFC 2046 section 4.1.1); the last belongs to the boundary.
    private static func canonical(_ text: String) -> [UInt8] { Array(lines(of: text).joined(separator: lineEnd)) }

    /// The lines of a text, whatever ends them; an end of the last one is not a further line.
    static func lines(of text: String) -> [ArraySlice<UInt8>] {
        let bytes = Array(text.utf8)
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        var index = 0
        while index < bytes.count {
            guard bytes[index] == 0x0A || bytes[index] == 0x0D else {
                index += 1
                continue
            }
            lines.append(bytes[start..<index])
            index += bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
            start = index
        }
        return start < bytes.count ? lines + [bytes[start...]] : lines
    }
}
