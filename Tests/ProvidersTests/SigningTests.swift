import Delivery
import Events
import Providers
import Testing
import Time

@Suite struct SigningTests {
    /// 24 bytes, as the reference libraries' own tests have it.
    private static let secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let other = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

    private static let unsigned = Integration(
        id: "raw",
        name: "Raw",
        provider: .rawWebhook,
        webhook: Secret("https://example.com/x"),
        filter: Filter(patterns: [])
    )

    private func headers(
        _ secrets: String,
        id: String = "msg_1",
        body: String = "{}",
        at seconds: Int64
    ) throws -> [Header] {
        var integration = Self.unsigned
        integration.signingKeys = try SigningKey.list(secrets)
        let message = Message(deliveryID: id, eventType: "build:start", body: Array(body.utf8))
        return RawWebhook.request(message, to: integration, at: Timestamp(seconds: seconds)).headers
            .filter { $0.name.hasPrefix("webhook-") }
    }

    @Test(arguments: ["whsec_" + secret, secret, " whsec_\(secret)\r\n\n"])
    func theReferenceLibrariesSignatureIsOurs(_ written: String) throws {
        let headers = try headers(
            written,
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            body: #"{"test": 2432232314}"#,
            at: 1_614_265_330
        )
        #expect(
            headers == [
                Header("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), Header("webhook-timestamp", "1614265330"),
                Header("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            ]
        )
    }

    @Test func twoSecretsMakeTwoSignaturesTheNewestFirst() throws {
        let first = try headers("whsec_" + Self.secret, at: 1000)[2].value
        let second = try headers(Self.other, at: 1000)[2].value
        let both = try headers("\(Self.other)\nwhsec_\(Self.secret) until 1970-01-01T01:00:00Z", at: 1000)
        #expect(both[2].value == "\(second) \(first)")
        #expect(first != second)
    }

    @Test func aSecretSignsNoLongerThanToItsEnd() throws {
        let written = "\(Self.other)\nwhsec_\(Self.secret) until 1970-01-01T01:00:00Z"
        #expect(try headers(written, at: 3599)[2].value.split(separator: " ").count == 2)
        #expect(try headers(written, at: 3600)[2].value == headers(Self.other, at: 3600)[2].value)
    }

    @Test func anIDWithoutDotsAndTwoIDsStayTwo() throws {
        let ids = ["569tukfe-a.b-d4.1", "569tukfe-a-b-d4.1", "569tukfe-a.b-d4-1"]
        let signed = try ids.map { try headers(Self.other, id: $0, at: 0)[0].value }
        #expect(signed[0] == "569tukfe-a:b-d4:1")
        #expect(signed.allSatisfy { !$0.contains(".") })
        #expect(Set(signed).count == ids.count)
    }

    @Test func anotherAttemptHasAnotherTimeAndSignatureAndTheSameID() throws {
        let attempts = try [0, 1, 300].map { try headers(Self.other, at: $0) }
        #expect(Set(attempts.map { $0[0].value }).count == 1)
        #expect(attempts.map { $0[1].value } == ["0", "1", "300"])
        #expect(Set(attempts.map { $0[2].value }).count == 3)
    }

    @Test func withoutASecretNothingIsSigned() {
        let message = Message(deliveryID: "1", eventType: "x", body: [])
        let request = RawWebhook.request(message, to: Self.unsigned, at: Timestamp(seconds: 0))
        #expect(!request.headers.contains { $0.name.hasPrefix("webhook-") })
    }

    @Test func aLineIsReadAsItWasWritten() throws {
        let lines = [Self.other, Self.other + " until 2026-11-22T06:00:00.000Z"]
        let keys = try SigningKey.list(lines.joined(separator: "\n"))
        #expect(keys.map(\.line) == lines)
    }

    @Test(arguments: [
        ("", "is empty"), (" \n\r\n", "is empty"), ("whsec_", "0 bytes, 24 are needed"), ("whsec_AAAA", "3 bytes"),
        ("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRY=", "23 bytes"), ("whsec_not base64", "can't be read"),
        ("whsec_ö", "not base64"), ("WHSEC_\(secret)", "not base64"), ("whsec_\(secret)=", "not base64"),
        ("whsk_\(secret)", "'v1a'"), ("whpk_\(secret)", "'v1a'"), ("whsec_\(secret) until", "can't be read"),
        ("whsec_\(secret) until tomorrow", "can't be read"),
        ("whsec_\(secret) until 2026-11-22T06:00:00Z", "has an end"),
        ("\(other)\nwhsec_AAAA", "3 bytes"), ("correct-horse-battery-staple-and-more", "not base64"),
    ])
    func whatIsNoSigningSecretIsNamedAndNotQuoted(_ text: String, _ reason: String) throws {
        let flaw = #expect(throws: SigningKey.Flaw.self) { try SigningKey.list(text) }
        #expect(flaw?.message.contains(reason) == true, "\(flaw?.message ?? "")")
        for word in text.split(separator: " ") where word.count > 7 {
            #expect(flaw?.message.contains(word) == false && flaw?.note?.contains(word) != true)
        }
    }

    @Test func theSecretIsHiddenInWhateverRepeatsIt() throws {
        var integration = Self.unsigned
        integration.signingKeys = try SigningKey.list(Self.other + "\n" + Self.secret)
        let redactor = Redactor(for: integration)
        #expect(redactor.redacted("signed by \(Self.other)!") == "signed by whsec_•••!")
        #expect(redactor.redacted(Self.secret) == "•••")
        #expect("\(integration.signingKeys)".contains("MfKQ9r8") == false)
    }
}
