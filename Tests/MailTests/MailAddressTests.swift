import Mail
import Testing

@Suite struct MailAddressTests {
    @Test(arguments: [
        "ops@example.com", "o.p+s@sub.example.com", "root@localhost", "o'neil@example.com", "a@xn--bcher-kva.example",
        "\(String(repeating: "x", count: 64))@example.com",
    ])
    func anAddressIsTaken(_ text: String) throws {
        #expect(try MailAddress(text).description == text)
    }

    @Test(arguments: [
        "", "@", "ops", "ops@", "@example.com", "a@b@example.com", "a b@example.com", ".a@example.com",
        "a.@example.com",
        "a..b@example.com", "-f@example.com", "a@-example.com", "a@example..com", "a@example.com.", "a@[127.0.0.1]",
        "\"a\"@example.com", "a@exa_mple.com", "a@bücher.example", "jörg@example.com", "<a@example.com>",
        "b@x>\r\nRSET\r\nMAIL FROM:<c@x", "a\r\n@example.com", "a@example.com\n", "a\u{0}@example.com",
        "a@example.com\u{0}",
        "a,b@example.com", "\(String(repeating: "x", count: 65))@example.com",
        "a@\(String(repeating: "x", count: 64)).com", "a@\(String(repeating: "xyz.", count: 64))com",
    ])
    func `T30: what could say more than an address is none`(_ text: String) {
        #expect(throws: MailAddress.Flaw.self) { try MailAddress(text) }
    }

    @Test func everyPrefixOfAnInjectionIsAnAddressOrAnError() {
        let text = "ops@example.com>\r\nDATA\r\n"
        for length in 0...text.utf8.count {
            let part = String(decoding: text.utf8.prefix(length), as: UTF8.self)
            if let address = try? MailAddress(part) { #expect(address.description == part) }
        }
    }

    @Test(
        arguments: [
            ("ops@example.com", nil), ("Ops <ops@example.com>", "Ops"), ("\"Ops, all\" <ops@example.com>", "Ops, all"),
            ("<ops@example.com>", nil), ("Jörg <ops@example.com>", "Jörg"),
        ] as [(String, String?)]
    )
    func aNameMayStandBefore(text: String, name: String?) throws {
        let mailbox = try Mailbox(text)
        #expect(mailbox.name == name)
        #expect(mailbox.address.description == "ops@example.com")
    }

    @Test(arguments: ["Ops\r\nBcc: x <ops@example.com>", "Ops ops@example.com", "Ops <ops>", "Ops <ops@example.com"])
    func aNameThatEndsALineIsRefused(_ text: String) {
        #expect(throws: MailAddress.Flaw.self) { try Mailbox(text) }
    }
}
