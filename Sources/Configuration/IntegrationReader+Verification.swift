import JSON
import Providers

/// How a raw webhook's receiver knows that a request is ours: what `secret` and `signing` say.
struct Verification: Sendable {
    var token: Secret?
    var signingKeys: [SigningKey] = []
    var signingFile: String?

    func apply(to integration: inout Integration) {
        integration.token = token
        integration.signingKeys = signingKeys
        integration.signingFile = signingFile
    }
}

extension IntegrationReader {
    /// Reads both keys, of which no provider but a raw webhook has any; no provider at all has been told of already.
    mutating func verification(_ object: ObjectReader, for providers: Set<ProviderType>) -> Verification {
        var verification = Verification()
        if let secret = object.located(IntegrationKeys.secret, &problems),
            isForRaw(IntegrationKeys.secret.name, at: secret.offset, providers)
        {
            verification.token = token(secret).map { Secret($0) }
        }
        if let signing = object.located(IntegrationKeys.signing, &problems),
            isForRaw(IntegrationKeys.signing.name, at: signing.offset, providers)
        {
            readKeys(signing.value, into: &verification)
        }
        return verification
    }

    private mutating func isForRaw(_ key: String, at offset: Int, _ providers: Set<ProviderType>) -> Bool {
        guard !providers.contains(.rawWebhook), let other = providers.first else { return true }
        problems.error("'\(key)' is for RAW_WEBHOOK only, not for \(other.rawValue)", at: offset)
        return false
    }

    private mutating func token(_ written: Located<WrittenSecret>) -> String? {
        guard let token = written.value.resolve(by: secrets, at: written.offset, &problems) else { return nil }
        guard let flaw = tokenFlaw(token) else { return token }
        problems.error(flaw, at: written.offset)
        return nil
    }

    /// The token travels as the value of a header (RFC 9110 section 5.5).
    private func tokenFlaw(_ token: String) -> String? {
        if token.isEmpty { return "the secret is empty" }
        guard token.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            return "the secret holds characters that a header can't carry: printable ASCII only"
        }
        return token.first == " " || token.last == " " ? "the secret begins or ends with a space" : nil
    }

    private mutating func readKeys(_ signing: ObjectReader, into verification: inout Verification) {
        let written = signing.value(SigningKeys.secret, &problems) ?? []
        for secret in written {
            guard let text = secret.value.resolve(by: secrets, at: secret.offset, &problems) else { continue }
            do throws(SigningKey.Flaw) {
                verification.signingKeys += try SigningKey.list(text)
            } catch {
                problems.error(error.message, at: secret.offset, notes: [error.note].compactMap { $0 })
            }
        }
        if case .kept(.file(let path))? = written.first?.value { verification.signingFile = path }
    }
}
