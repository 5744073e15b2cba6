/// What must be known of a webhook's address before anything is sent there.
struct WebhookAddress: Sendable, Equatable {
    /// Why a text is no address; never quotes the text, for it may be the password.
    struct Flaw: Error, Equatable {
        let message: String
    }

    let isEncrypted: Bool
    /// Lower case; an IPv6 address without its brackets.
    let host: String

    /// Reads an absolute `http` or `https` URL (RFC 3986 section 4.3), ASCII only.
    init(_ text: String) throws(Flaw) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            throw Flaw(message: "the address holds a space, a control character or one that a URL must escape")
        }
        let lowered = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lowered.hasPrefix($0) }) else {
            throw Flaw(message: "the address is not a whole URL that begins with 'https://'")
        }
        let authority = lowered.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard authority.allSatisfy({ $0 != "@" }) else {
            throw Flaw(message: "the address holds a user name or password")
        }
        isEncrypted = scheme == "https://"
        host = try WebhookAddress.hostAndPort(authority).host
    }

    /// Reads an address of the configuration; what is wrong with it is reported, with `note` where it is not encrypted
    /// and must be.
    static func checked(
        _ text: String,
        at offset: Int,
        allowsHTTP: Bool,
        note: String,
        _ problems: inout Problems
    ) -> WebhookAddress? {
        do throws(Flaw) {
            let address = try WebhookAddress(text)
            if address.isEncrypted || allowsHTTP { return address }
            problems.error("the address is not encrypted: 'http://'", at: offset, notes: [note])
        } catch {
            problems.error(error.message, at: offset)
        }
        return nil
    }

    /// Reads `example.com:8443`, `[::1]`: the host without its brackets.
    static func hostAndPort(_ authority: Substring) throws(Flaw) -> (host: String, port: Int?) {
        let isBracketed = authority.hasPrefix("[")
        let host: Substring
        var rest: Substring
        if isBracketed {
            guard let end = authority.firstIndex(of: "]") else { throw Flaw(message: "'[' without ']' in the address") }
            host = authority[authority.index(after: authority.startIndex)..<end]
            rest = authority[authority.index(after: end)...]
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority.dropFirst(host.count)
        }
        guard !host.isEmpty else { throw Flaw(message: "the address has no host") }
        let allowed: (Character) -> Bool = {
            isBracketed
                ? $0.isHexDigit || $0 == ":" || $0 == "."
                : $0.isLetter || $0.isNumber || "-._".utf8.contains($0.utf8.first ?? 0)
        }
        guard host.allSatisfy(allowed) else { throw Flaw(message: "the host of the address is not a host name") }
        if rest.hasPrefix(":") {
            rest.removeFirst()
            guard let port = UInt16(rest), port > 0, rest.first?.isNumber == true else {
                throw Flaw(message: "the port of the address is not a number from 1 to 65535")
            }
            return (String(host), Int(port))
        } else if !rest.isEmpty {
            throw Flaw(message: "the host of the address is not a host name")
        }
        return (String(host), nil)
    }
}
