import CCurl
import Delivery

/// The header lines of one request, as libcurl wants them (curl_slist_append(3)).
@safe
struct HeaderList: ~Copyable {
    private(set) var first: UnsafeMutablePointer<curl_slist>?
    /// One line, reused.
    private var line: [CChar] = []

    /// Refuses what would end the line early: libcurl does not look.
    init(_ headers: [Header]) throws(TransferError) {
        let refused = headers.first { !$0.isSound }
        unsafe first = nil
        if let refused {
            throw TransferError(.protocol, reason: "header '\(refused.name)' holds a line break or NUL", code: 0)
        }
        for header in headers { append(header) }
        // libcurl would ask for `100 Continue`, and wait a second for it, before a large body.
        unsafe first = curl_slist_append(first, "Expect:")
    }

    deinit { unsafe curl_slist_free_all(first) }

    private mutating func append(_ header: Header) {
        line.removeAll(keepingCapacity: true)
        header.name.utf8.forEach { line.append(CChar(bitPattern: $0)) }
        // CURLOPT_HTTPHEADER: a name with a semicolon is a header without a value; with a colon it removes the header.
        line.append(CChar(bitPattern: header.value.isEmpty ? UInt8(ascii: ";") : UInt8(ascii: ":")))
        if !header.value.isEmpty { line.append(CChar(bitPattern: UInt8(ascii: " "))) }
        header.value.utf8.forEach { line.append(CChar(bitPattern: $0)) }
        line.append(0)
        unsafe first = curl_slist_append(first, line)
    }
}

extension Header {
    /// RFC 9110, 5.1 and 5.5, as far as the framing of the message rests on it.
    fileprivate var isSound: Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
            && !name.utf8.contains(UInt8(ascii: ";"))
            && value.utf8.allSatisfy { $0 != 0x0D && $0 != 0x0A && $0 != 0 }
    }
}
