package import Delivery

/// Takes known secrets out of everything that is kept or shown.
///
/// Finds each secret as it is, and percent-encoded, as a JSON or HTML text would hold it, and inside base64 whatever
/// stands before it. A secret shorter than `shortestSecret` is not looked for in running text, where it would be found
/// in half of it; `redacted(_ header:)` hides it by the header's name.
package struct Redactor: Sendable {
    package static let shortestSecret = 4
    /// What stands in a secret's place.
    package static let mark = "•••"

    private var search = TextSearch()

    /// - Parameters:
    ///   - secrets: tokens and passwords; each becomes `•••`.
    ///   - addresses: webhook addresses; each becomes what `shown(_:)` makes of it, and its parts that could serve as a
    ///     password become `•••`.
    package init(secrets: [Secret] = [], addresses: [Secret] = []) {
        for secret in secrets { hide(secret.revealed) }
        for address in addresses {
            hide(address.revealed, as: Redactor.shown(address))
            for part in Redactor.tellingParts(of: address.revealed) { hide(part) }
        }
        search.build()
    }

    /// Hides what an integration's requests carry, or a proxy on their way is told, and answers may repeat.
    package init(for integration: Integration, proxy: Secret? = nil) {
        let secrets = [integration.token, integration.mail?.login?.password].compactMap { $0 }
        let addresses = [integration.mail == nil ? integration.webhook : nil, proxy].compactMap { $0 }
        self.init(secrets: integration.signingKeys.map { $0.text } + secrets, addresses: addresses)
    }

    /// The address without what makes it work: `https://hooks.slack.com/…#9f86d081`.
    ///
    /// The eight digits tell addresses on one host apart; they say nothing of the address itself.
    package static func shown(_ address: Secret) -> String {
        let fingerprint = ShownFingerprint(address.revealed)
        guard let parts = WebAddress(address.revealed) else { return "\(mark)#\(fingerprint)" }
        return "\(parts.origin)/…#\(fingerprint)"
    }

    /// The bytes themselves where nothing is hidden in them.
    package func redacted(_ bytes: [UInt8]) -> [UInt8] { search.replacing(in: bytes) }

    package func redacted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let clean = search.replacing(in: bytes)
        return clean == bytes ? text : String(decoding: clean, as: UTF8.self)
    }

    /// The header, without its value where the name says that it is a secret.
    package func redacted(_ header: Header) -> Header {
        let name = header.name.lowercased()
        let isSecret = name.hasSuffix("-token") || Redactor.secretHeaders.contains(name)
        return Header(header.name, isSecret ? Redactor.mark : redacted(header.value))
    }

    private static let secretHeaders: Set = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "www-authenticate", "webhook-signature",
    ]

    private mutating func hide(_ secret: String, as shown: String = Redactor.mark) {
        guard secret.utf8.count >= Redactor.shortestSecret else { return }
        for form in SecretForms.all(of: secret) where form.count >= Redactor.shortestSecret {
            search.add(form, replacement: Array(shown.utf8))
        }
    }

    /// The parts of an address that an answer may repeat and that may be the password in it: the path as a whole, and
    /// what looks like a token in path, query and user.
    private static func tellingParts(of address: String) -> [String] {
        guard let parts = WebAddress(address) else { return login(in: address) }
        let target = parts.path + (parts.query.map { "?\($0)" } ?? "")
        let segments = parts.path.split(separator: "/").map(String.init)
        let values = (parts.query ?? "").split(separator: "&").map { String($0.drop { $0 != "=" }.dropFirst()) }
        return [target].filter { $0.utf8.count >= shortestToken } + (segments + values).filter(isTokenLike)
            + login(in: address)
    }

    /// User and password of an address of any scheme, as they are written and as libcurl sends them.
    private static func login(in address: String) -> [String] {
        guard let authority = address.split(separator: "/").dropFirst().first, let at = authority.lastIndex(of: "@")
        else { return [] }
        let written = authority[..<at].split(separator: ":", maxSplits: 1).map(String.init)
        return written + written.map(percentDecoded)
    }

    private static func percentDecoded(_ text: String) -> String {
        var rest = Array(text.utf8)[...]
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let decoded = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(decoded)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let shortestToken = 8

    /// Long, or with a digit in it: `webhooks` and `IncomingWebhook` are no tokens.
    private static func isTokenLike(_ text: String) -> Bool {
        let longestWord = 15
        let hasDigit = text.utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return text.utf8.count > longestWord || (hasDigit && text.utf8.count >= shortestToken)
    }
}
