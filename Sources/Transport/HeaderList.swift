import CCurl
import Delivery

/// The header lines of one request, or a mail's recipient, as libcurl wants them (curl_slist_append(3)).
@safe
struct HeaderList: ~Copyable {
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    /// Refuses what would end a line early: libcurl does not look.
    init(_ headers: [Header]) throws(TransferError) {
        unsafe first = nil
        var line: [UInt8] = []
        for header in headers {
            guard write(header, to: &line) else {
                throw TransferError(.protocol, reason: "the header '\(header.name)' is malformed", code: 0)
            }
            append(line)
        }
        // libcurl would ask for `100 Continue`, and wait a second for it, before a large body.
        append(Array("Expect:\0".utf8))
    }

    /// The list with one line that has been checked: a mail's recipient.
    init(_ line: String) {
        unsafe first = nil
        append(Array(line.utf8) + [0])
    }

    deinit { unsafe curl_slist_free_all(first) }

    /// Copies a text that ends with NUL.
    private mutating func append(_ line: [UInt8]) {
        unsafe line.withUnsafeBytes { bytes in
            unsafe first = curl_slist_append(first, bytes.assumingMemoryBound(to: CChar.self).baseAddress)
        }
    }
}

/// Writes a line with its NUL; `false` when a name is no token or a value holds CR, LF or NUL (RFC 9110, 5.1 and 5.5).
private func write(_ header: Header, to line: inout [UInt8]) -> Bool {
    line.removeAll(keepingCapacity: true)
    line.append(contentsOf: header.name.utf8)
    let nameEnd = line.count
    for byte in line where byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ";") {
        return false
    }
    // CURLOPT_HTTPHEADER(3): a name with a semicolon is a header without a value; with a colon alone, no header.
    line.append(header.value.isEmpty ? UInt8(ascii: ";") : UInt8(ascii: ":"))
    if !header.value.isEmpty { line.append(UInt8(ascii: " ")) }
    line.append(contentsOf: header.value.utf8)
    for byte in line[nameEnd...] where byte == 0x0D || byte == 0x0A || byte == 0 { return false }
    line.append(0)
    return nameEnd > 0
}
