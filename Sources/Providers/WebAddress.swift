/// The parts of an `http` or `https` URL (RFC 3986), as they were written.
package struct WebAddress: Sendable, Equatable {
    /// Lower case.
    package var scheme: String
    /// `user:password`, without the `@`.
    package var userInfo: String?
    /// Lower case; an IPv6 address keeps its brackets.
    package var host: String
    package var port: Int?
    /// Begins with `/`, or is empty.
    package var path: String
    /// Without the `?`.
    package var query: String?
    /// Without the `#`; never sent.
    package var fragment: String?

    /// `nil` for what is not an absolute `http` or `https` URL with a host.
    package init?(_ text: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        scheme = text[..<colon].lowercased()
        guard scheme == "http" || scheme == "https", text[colon...].hasPrefix("://") else { return nil }
        var rest = text[text.index(colon, offsetBy: 3)...]
        fragment = WebAddress.cut(&rest, from: "#")
        query = WebAddress.cut(&rest, from: "?")
        let pathStart = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        path = String(rest[pathStart...])
        var authority = rest[..<pathStart]
        if let at = authority.utf8.lastIndex(of: UInt8(ascii: "@")) {
            userInfo = String(authority[..<at])
            authority = authority[authority.utf8.index(after: at)...]
        }
        let bracket = authority.utf8.lastIndex(of: UInt8(ascii: "]")) ?? authority.startIndex
        if let colon = authority[bracket...].utf8.lastIndex(of: UInt8(ascii: ":")) {
            let digits = authority[authority.utf8.index(after: colon)...]
            guard digits.isEmpty || (digits.first != "+" && UInt16(digits) != nil) else { return nil }
            port = Int(digits)
            authority = authority[..<colon]
        }
        host = authority.lowercased()
        guard WebAddress.isHost(host) else { return nil }
    }

    /// Colons stand only within brackets, and brackets around the whole; else readers would not agree on the host.
    private static func isHost(_ text: String) -> Bool {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        let name = isBracketed ? text.dropFirst().dropLast() : text[...]
        return !name.isEmpty
            && name.utf8.allSatisfy { byte in
                !"[]".utf8.contains(byte) && (isBracketed || byte != UInt8(ascii: ":"))
            }
    }

    /// Cuts the text off at a mark, and answers what stood behind the mark.
    private static func cut(_ text: inout Substring, from mark: Unicode.Scalar) -> String? {
        guard let place = text.utf8.firstIndex(of: UInt8(ascii: mark)) else { return nil }
        let tail = text[text.utf8.index(after: place)...]
        text = text[..<place]
        return String(tail)
    }

    /// `scheme://host:port`: what may be shown of it.
    package var origin: String { "\(scheme)://\(authority)" }

    /// `host:port`, the port only where it was written.
    package var authority: String { port.map { "\(host):\($0)" } ?? host }

    /// The URL as it goes on the wire: without the fragment.
    package var text: String {
        let user = userInfo.map { "\($0)@" } ?? ""
        return "\(scheme)://\(user)\(authority)\(path)" + (query.map { "?\($0)" } ?? "")
    }
}
