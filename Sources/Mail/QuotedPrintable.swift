/// Mostly ASCII text that stays readable: `gr=C3=BCn` (RFC 2045 section 6.7).
enum QuotedPrintable {
    static func encode(_ text: String) -> [UInt8] {
        var out: [UInt8] = []
        for line in TransferEncoding.lines(of: text) { write(line, into: &out) }
        return out
    }

    private static func write(_ line: ArraySlice<UInt8>, into out: inout [UInt8]) {
        var column = 0
        // Mailboxes of the old form begin a message at such a line, and programs alter it.
        let looksLikeEnvelope = line.starts(with: "From ".utf8)
        for (index, byte) in zip(line.indices, line) {
            let isLast = index == line.endIndex - 1
            let isHidden = looksLikeEnvelope && index == line.startIndex
            let character = isHidden || !isPlain(byte, isLast) ? hexadecimal(byte) : [byte]
            // A soft line break takes a column; a character that continues one is not cut from it.
            let needed = isContinuation(byte) ? 0 : width(ofCharacterAt: index, in: line, character.count)
            if column + needed > TransferEncoding.longestLine - (isLast ? 0 : 1) {
                out.append(UInt8(ascii: "="))
                out += TransferEncoding.lineEnd
                column = 0
            }
            out += character
            column += character.count
        }
        out += TransferEncoding.lineEnd
    }

    /// A blank at the end of a line may be lost on the way.
    private static func isPlain(_ byte: UInt8, _ isLast: Bool) -> Bool {
        if byte == 0x20 || byte == 0x09 { return !isLast }
        return (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
    }

    /// Columns of all bytes of a character in UTF-8.
    private static func width(ofCharacterAt index: Int, in line: ArraySlice<UInt8>, _ first: Int) -> Int {
        first + 3 * line[(index + 1)...].prefix { isContinuation($0) }.prefix(3).count
    }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}

/// `=C3`, in upper case.
func hexadecimal(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
}
