import Cryptography
import Delivery
import Time

/// Signatures by which a receiver knows that a request is ours and fresh: Standard Webhooks 1.0.0, scheme `v1`.
///
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
enum StandardWebhooks {
    /// The three headers of an attempt that begins `now`; none where there is no key.
    ///
    /// Every key signs, so that a receiver which knows one of them is content. The id and the body are the same on every
    /// attempt, the time and the signatures are not: receivers refuse what is older than five minutes.
    static func headers(for message: Message, signedBy keys: [SigningKey], at now: Timestamp) -> [Header] {
        let keys = keys.filter { $0.signs(at: now) }
        guard !keys.isEmpty else { return [] }
        let id = headerSafe(id(of: message))
        let timestamp = String(now.milliseconds / 1000)
        let signatures = keys.map { signature(of: message.body, id, timestamp, by: $0) }
        return [
            Header("webhook-id", id), Header("webhook-timestamp", timestamp),
            Header("webhook-signature", signatures.joined(separator: " ")),
        ]
    }

    /// The delivery's id without dots, which part the signed text; a colon stands in no other id.
    private static func id(of message: Message) -> String {
        String(message.deliveryID.map { $0 == "." ? ":" : $0 })
    }

    private static func signature(
        of body: [UInt8],
        _ id: String,
        _ timestamp: String,
        by key: SigningKey
    ) -> String {
        var code = HMAC(key: key.bytes)
        code.update(Array("\(id).\(timestamp).".utf8))
        code.update(body)
        return "v1," + String(decoding: Base64.encode(code.finish()), as: UTF8.self)
    }
}
