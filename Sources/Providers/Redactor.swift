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

    /// Hides what an integration's requests carry and its answers may repeat.
    package init(for integration: Integration) {
        let secrets = [integration.token, integration.mail?.login?.password].compactMap { $0 }
        let addresses = integration.mail == nil ? [integration.webhook] : []
        self.init(secrets: integration.signingKeys.map { $0.text } + secrets, addresses: addresses)
    }

    /// The address without what makes it work: `https://hooks.slack.com/…#9f86d081`.
    ///
    /// The eight digits tell addresses on one host apart; they say nothing of the address itself.
    package static func shown(_ address: Secret) -> String {
        let fingerprint = Fingerprint(address.revealed)
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
        guard let parts = WebAddress(address) else { return [] }
        let target = parts.path + (parts.query.map { "?\($0)" } ?? "")
        let segments = parts.path.split(separator: "/").map(String.init)
        let values = (parts.query ?? "").split(separator: "&").map { String($0.drop { $0 != "=" }.dropFirst()) }
        let user = (parts.userInfo ?? "").split(separator: ":").map(String.init)
        return [target].filter { $0.utf8.count >= shortestToken } + (segments + values).filter(isTokenLike) + user
    }

    private static let shortestToken = 8

    /// Long, or with a digit in it: `webhooks` and `IncomingWebhook` are no tokens.
    private static func isTokenLike(_ text: String) -> Bool {
        let longestWord = 15
        let hasDigit = text.utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return text.utf8.count > longestWord || (hasDigit && text.utf8.count >= shortestToken)
    }
}
