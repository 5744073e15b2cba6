import JSON

/// An address from an event, safe to stand in the markup of a link.
///
/// Only `http` and `https`, without a user name (which would dress up a foreign host). Everything that means something
/// to a provider's markup is percent-encoded, so that no escaping has to touch it.
struct Link: Equatable {
    let scheme: String
    /// From the two slashes on.
    let rest: String

    init?(_ text: String) {
        /// Slack and Discord take 2000 at least.
        let longestLink = 1900
        // Encoding makes nothing shorter: what is far too long is not even looked at.
        guard text.utf8.count <= longestLink + "https:".utf8.count,
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        scheme = text[..<colon].lowercased()
        let rest = text.utf8[text.utf8.index(after: colon)...]
        guard scheme == "https" || scheme == "http", rest.starts(with: "//".utf8) else { return nil }
        let host = rest.dropFirst(2).prefix { !"/?#".utf8.contains($0) }
        guard !host.isEmpty, host.allSatisfy(Link.isHostByte) else { return nil }
        self.rest = "//" + String(decoding: host, as: UTF8.self) + Link.encoded(rest[host.endIndex...])
        guard self.rest.utf8.count <= longestLink else { return nil }
    }

    var json: JSON {
        ["url": .string("\(scheme):\(rest)"), "scheme": .string(scheme), "rest": .string(rest)]
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || ".-:".utf8.contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static func encoded(_ path: Substring.UTF8View) -> String {
        var bytes: [UInt8] = []
        for byte in path {
            if isAlphanumeric(byte) || "/.-?=&%+,;#".utf8.contains(byte) {
                bytes.append(byte)
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                bytes.append(contentsOf: (byte < 0x10 ? "%0" : "%").utf8)
                bytes.append(contentsOf: hex.utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
