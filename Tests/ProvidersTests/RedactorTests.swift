import Delivery
import Foundation
import Providers
import Testing

/// Nothing that was named as a secret comes out, in whatever form it went in.
@Suite struct RedactorTests {
    private static let secret = #"s3cr/t "é&k<y=="#
    private static let slack = "https://hooks.slack.com/services/T0000/B0000/XXXXXXXXXXXXXXXXXXXXXXXX"

    @Test func `T50: a secret is hidden in every form in which it travels`() throws {
        let secret = RedactorTests.secret
        let redactor = Redactor(secrets: [Secret(secret)])
        let encoded = try #require(secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let forms = [
            secret, encoded, encoded.lowercased(), encoded.replacingOccurrences(of: "%20", with: "+"),
            #"s3cr/t \"é&k<y=="#, #"s3cr\/t \"é&k<y=="#, "s3cr/t &quot;é&amp;k&lt;y==",
        ]
        for form in forms {
            #expect(redactor.redacted("before \(form) after") == "before ••• after", "\(form)")
            #expect(redactor.redacted(form) == "•••", "\(form)")
        }
    }

    @Test(arguments: ["", "u", "us", "usr", "user:", "someone@example.com:"])
    func aSecretIsHiddenInsideBase64WhateverStandsBeforeIt(_ before: String) {
        let secret = "correct-horse-battery"
        let redactor = Redactor(secrets: [Secret(secret)])
        let encoded = Data((before + secret + "!").utf8).base64EncodedString()
        let clean = redactor.redacted("Basic \(encoded)")
        #expect(clean.contains("•••"))
        let left = clean.dropFirst("Basic ".count).replacingOccurrences(of: "•••", with: "")
        #expect(left.utf8.count <= (before.utf8.count + 2) / 3 * 4 + 8, "\(clean)")
    }

    @Test func `T53: an address shows its host and a fingerprint`() {
        #expect(Redactor.shown(Secret(RedactorTests.slack)) == "https://hooks.slack.com/…#d6cc3283")
        #expect(Redactor.shown(Secret("https://u:p@Example.com:8443/x?y#z")).hasPrefix("https://example.com:8443/…#"))
        #expect(Redactor.shown(Secret("not an address")).hasPrefix("•••#"))
        #expect(Redactor.shown(Secret("https://a/1")) != Redactor.shown(Secret("https://a/2")))
    }

    @Test func anAddressIsHiddenAsAWholeAndInItsTellingParts() {
        let address = RedactorTests.slack
        let redactor = Redactor(addresses: [Secret(address)])
        let shown = Redactor.shown(Secret(address))
        #expect(redactor.redacted("POST \(address) failed") == "POST \(shown) failed")
        #expect(redactor.redacted("no route for /services/T0000/B0000/XXXXXXXXXXXXXXXXXXXXXXXX") == "no route for •••")
        #expect(redactor.redacted("token XXXXXXXXXXXXXXXXXXXXXXXX is unknown") == "token ••• is unknown")
        #expect(redactor.redacted("see hooks.slack.com/services") == "see hooks.slack.com/services")
    }

    @Test func theAddressThatDiscordIsCalledByIsHiddenToo() {
        let address = "https://discord.com/api/webhooks/123456789012345678/aB3-xyz_aB3-xyz_aB3-xyz"
        let redactor = Redactor(addresses: [Secret(address)])
        let called = "https://discord.com/api/v10/webhooks/123456789012345678/aB3-xyz_aB3-xyz_aB3-xyz?wait=true"
        #expect(redactor.redacted(called) == "https://discord.com/api/v10/webhooks/•••/•••?wait=true")
    }

    @Test(arguments: ["https", "http", "socks5h"])
    func theLoginOfAnAddressIsHiddenAsItIsWrittenAndAsItIsSent(_ scheme: String) {
        let redactor = Redactor(addresses: [Secret("\(scheme)://operator:p%40ss%3Aword@example.com:3128")])
        #expect(redactor.redacted("p%40ss%3Aword or p@ss:word?") == "••• or •••?")
        let sent = Data("operator:p@ss:word".utf8).base64EncodedString()
        #expect(!redactor.redacted("Basic \(sent)").contains(sent.dropFirst(4).dropLast(4)))
    }

    @Test func theSignatureOfAWorkflowIsHidden() {
        let address = "https://x.api.powerplatform.com:443/workflows/22/invoke?api-version=1&sig=aBcDeFgHiJkLmNoPq1"
        let redactor = Redactor(addresses: [Secret(address)])
        #expect(redactor.redacted("bad sig aBcDeFgHiJkLmNoPq1!") == "bad sig •••!")
    }

    @Test func overlappingSecretsLeaveNothingBetweenThem() {
        let redactor = Redactor(secrets: ["abcdef", "defghi", "cdef", "aaaa"].map { Secret($0) })
        #expect(redactor.redacted("<abcdefghi>") == "<•••>")
        #expect(redactor.redacted("<abcdef>") == "<•••>")
        #expect(redactor.redacted("aaaaaaaaa") == "•••")
        #expect(redactor.redacted("abcde defgh") == "abcde defgh")
    }

    @Test func cleanBytesStayAsTheyAreEvenWhenTheyAreNoText() {
        let redactor = Redactor(secrets: [Secret("hunter22")], addresses: [Secret(RedactorTests.slack)])
        let bytes: [UInt8] = [0xFF, 0x00, 0xC3, 0x28] + Array("hunter2".utf8)
        #expect(redactor.redacted(bytes) == bytes)
        #expect(redactor.redacted([UInt8]()) == [])
        #expect(Redactor().redacted("anything") == "anything")
        #expect(redactor.redacted([0xFF] + Array("hunter22".utf8)) == [0xFF] + Array("•••".utf8))
    }

    @Test func aSecretTooShortToLookForIsHiddenByItsHeader() {
        let redactor = Redactor(secrets: [Secret("x")])
        #expect(redactor.redacted("extra") == "extra")
        let header = Header("X-Northflank-Notification-Integration-Token", "x")
        #expect(redactor.redacted(header).value == "•••")
    }

    @Test(arguments: ["Authorization", "set-cookie", "Cookie", "Proxy-Authorization", "X-Acme-TOKEN"])
    func headersThatCarrySecretsAreHiddenWhateverTheyHold(_ name: String) {
        #expect(Redactor().redacted(Header(name, "whatever")) == Header(name, "•••"))
    }

    @Test func thousandsOfSecretsAreFoundEach() {
        let secrets = (0..<3000).map { "token-\($0)-end" }
        let redactor = Redactor(secrets: secrets.map { Secret($0) })
        for secret in secrets { #expect(redactor.redacted("x\(secret)y") == "x•••y") }
        #expect(redactor.redacted("token-3000-end token-1-en") == "token-3000-end token-1-en")
    }
}
