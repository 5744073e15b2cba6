import Cryptography
package import Time

/// A secret that requests are signed with, as Standard Webhooks writes it: `whsec_` and base64.
package struct SigningKey: Sendable, Equatable {
    /// As it is written, for redaction; without the prefix, which is no secret.
    package let text: Secret
    /// A key that another has taken the place of signs beside it until then.
    package let end: Timestamp?
    let bytes: [UInt8]

    /// Why a text is no key; never quotes it.
    package struct Flaw: Error, Sendable, Equatable {
        package let message: String
        package let note: String?

        init(_ message: String, note: String? = nil) {
            self.message = message
            self.note = note
        }
    }

    package static let prefix = "whsec_"
    /// The specification asks for 24 to 64 random bytes.
    ///
    /// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
    package static let fewestBytes = 24

    /// Reads `whsec_…`, or the base64 alone, as the reference libraries do.
    package init(_ text: some StringProtocol, end: Timestamp? = nil) throws(Flaw) {
        guard !["whsk_", "whpk_"].contains(where: { text.hasPrefix($0) }) else {
            throw Flaw(
                "this is a key for 'v1a' signatures",
                note: "requests are signed with 'v1', whose secrets begin with 'whsec_'"
            )
        }
        let digits = text.hasPrefix(SigningKey.prefix) ? String(text.dropFirst(SigningKey.prefix.count)) : String(text)
        guard let bytes = Base64.decode(digits.utf8) else {
            throw Flaw("the signing secret is not base64", note: SigningKey.howToMakeOne)
        }
        guard bytes.count >= SigningKey.fewestBytes else {
            throw Flaw(
                "the signing secret has \(bytes.count) bytes, \(SigningKey.fewestBytes) are needed",
                note: SigningKey.howToMakeOne
            )
        }
        self.bytes = bytes
        self.text = Secret(digits)
        self.end = end
    }

    package func signs(at now: Timestamp) -> Bool { end.map { now < $0 } ?? true }

    private static let howToMakeOne = "'belfry secret generate --format whsec' makes one"
}

extension SigningKey {
    /// Reads what a source of signing secrets holds: one on each line, the newest first.
    ///
    /// A secret that another has taken the place of has a time behind it, `whsec_… until 2026-11-22T06:00:00Z`, and
    /// signs beside the new one until then: long enough for the receiver to learn the new one. Empty lines count for
    /// nothing.
    package static func list(_ text: String) throws(Flaw) -> [SigningKey] {
        var keys: [SigningKey] = []
        for line in text.split(whereSeparator: \.isNewline) where !String(line).trimmingSpace.isEmpty {
            keys.append(try SigningKey(line: String(line).trimmingSpace))
        }
        guard !keys.isEmpty else { throw Flaw("the signing secret is empty", note: howToMakeOne) }
        guard keys.contains(where: { $0.end == nil }) else {
            throw Flaw("every signing secret has an end", note: "a line without 'until' signs for good")
        }
        return keys
    }

    private init(line: String) throws(Flaw) {
        let words = line.split(separator: " ")
        guard words.count > 1 else {
            try self.init(line)
            return
        }
        guard words.count == 3, words[1] == "until", let end = Timestamp(rfc3339: String(words[2])) else {
            throw Flaw(
                "what stands behind the signing secret can't be read",
                note: "'until' and an RFC 3339 time, as in 'whsec_… until 2026-11-22T06:00:00Z'"
            )
        }
        try self.init(words[0], end: end)
    }

    fileprivate init(_ key: SigningKey, endingAt end: Timestamp) {
        bytes = key.bytes
        text = key.text
        self.end = key.end.map { min($0, end) } ?? end
    }

    /// The line that `list` reads this key from.
    package var line: String {
        SigningKey.prefix + text.revealed + (end.map { " until \($0.rfc3339)" } ?? "")
    }
}

extension [SigningKey] {
    /// A new key first, the others behind it to the end of the overlap, those that have ended left out.
    package func replaced(by key: SigningKey, at now: Timestamp, overlap: Duration) -> [SigningKey] {
        [key] + filter { $0.signs(at: now) }.map { SigningKey($0, endingAt: now + overlap) }
    }
}
