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
        var index = line.startIndex
        while index < line.endIndex {
            let byte = line[index]
            let isLast = index == line.endIndex - 1
            let isShown = isPlain(byte, isLast) && !(looksLikeEnvelope && index == line.startIndex)
            let needed = isShown ? 1 : 3 * bytes(ofCharacterAt: index, in: line)
            // A soft line break takes a column.
            if column + needed > TransferEncoding.longestLine - (isLast ? 0 : 1) {
                out.append(UInt8(ascii: "="))
                out += TransferEncoding.lineEnd
                column = 0
            }
            if isShown { out.append(byte) } else { out += hexadecimal(byte) }
            column += isShown ? 1 : 3
            index += 1
        }
        out += TransferEncoding.lineEnd
    }

    /// A blank at the end of a line may be lost on the way.
    private static func isPlain(_ byte: UInt8, _ isLast: Bool) -> Bool {
        if byte == 0x20 || byte == 0x09 { return !isLast }
        return byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "=")
    }

    /// How many bytes of UTF-8 follow together, at most four; none in the middle of a character, which is not cut.
    private static func bytes(ofCharacterAt index: Int, in line: ArraySlice<UInt8>) -> Int {
        guard !isContinuation(line[index]) else { return 0 }
        var count = 1
        while count < 4, index + count < line.endIndex, isContinuation(line[index + count]) { count += 1 }
        return count
    }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}

/// `=C3`, in upper case.
func hexadecimal(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
}
