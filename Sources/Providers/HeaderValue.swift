/// Makes text of others fit for a header field: ids and types of events may hold anything.
///
/// Printable ASCII goes as it is; every other byte, and spaces at either end, as `%XX`. Longer values than servers take
/// are cut and end in `~` and a fingerprint of the whole, so that two of them stay two.
func headerSafe(_ text: String) -> String {
    /// Servers give all headers together about 8 KiB: https://httpd.apache.org/docs/2.4/mod/core.html#limitrequestfieldsize
    let longest = 1024
    let encoded = percentEncoded(text)
    guard encoded.utf8.count > longest else { return encoded }
    let kept = encoded.utf8.prefix(longest - 9)
    return String(decoding: kept, as: UTF8.self) + "~" + ShownFingerprint(text).description
}

/// The text with everything but printable ASCII, and spaces at either end, as `%XX`.
func percentEncoded(_ text: String) -> String {
    let space = UInt8(ascii: " ")
    guard !text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) || text.utf8.first == space || text.utf8.last == space
    else { return text }
    var encoded: [UInt8] = []
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() {
        let isInside = index > 0 && index < bytes.count - 1
        if (0x21...0x7E).contains(byte) || (byte == space && isInside) {
            encoded.append(byte)
        } else {
            encoded += percentEscape(byte)
        }
    }
    return String(decoding: encoded, as: UTF8.self)
}

/// `%XX`, RFC 3986 section 2.1.
func percentEscape(_ byte: UInt8) -> [UInt8] {
    let digits = String(byte, radix: 16, uppercase: true)
    return Array("%\(byte < 16 ? "0" : "")\(digits)".utf8)
}
