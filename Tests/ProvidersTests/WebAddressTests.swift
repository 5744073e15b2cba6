import Delivery
import Events
import Providers
import Testing
import Time

/// Addresses as they were written, and what Discord makes of them.
@Suite struct WebAddressTests {
    @Test func thePartsStandWhereTheyWereWritten() throws {
        let address = try #require(WebAddress("HTTPS://user:p%40ss@Example.COM:8443/a/b?c=d?e#f?g"))
        #expect(address.scheme == "https")
        #expect(address.userInfo == "user:p%40ss")
        #expect(address.host == "example.com")
        #expect(address.port == 8443)
        #expect(address.path == "/a/b")
        #expect(address.query == "c=d?e")
        #expect(address.fragment == "f?g")
        #expect(address.origin == "https://example.com:8443")
        #expect(address.text == "https://user:p%40ss@example.com:8443/a/b?c=d?e")
    }

    @Test(arguments: [
        ("http://[::1]:80/x", "[::1]", 80), ("http://[::1]", "[::1]", nil), ("https://a", "a", nil),
        ("https://a:", "a", nil), ("https://a?b", "a", nil), ("https://a#b", "a", nil), ("https://a:0/", "a", 0),
        ("https://good.example\\@evil.example/", "evil.example", nil), ("https://a@b@c/", "c", nil),
    ])
    func theHostIsTheOneThatWouldBeCalled(_ text: String, _ host: String, _ port: Int?) {
        #expect(WebAddress(text)?.host == host)
        #expect(WebAddress(text)?.port == port)
    }

    @Test(arguments: [
        "", ":", "https", "https:", "https:/", "https://", "https:///x", "https://?x", "https://:80/", "https://u@/",
        "https://a:99999/", "https://a:-1/", "https://a:x/", "https://a:+1/", "ftp://a/", "file:///etc/passwd",
        "javascript://a", " https://a", "//a/b", "a/b", "https//a",
        "https://[::1/", "https://[::1z:/x", "https://a:1:/", "https://[]/", "https://a[b]/", "https://::1/",
    ])
    func whatIsNoWebAddressIsRefused(_ text: String) { #expect(WebAddress(text) == nil) }

    @Test func everyPrefixIsReadOrRefused() {
        let text = "https://u:p@[::1]:8080/é/😀?x=y#z"
        for length in 0...text.count { _ = WebAddress(String(text.prefix(length))) }
    }

    @Test(arguments: [
        ("https://discord.com/api/webhooks/1/t", "https://discord.com/api/v10/webhooks/1/t?wait=true"),
        ("https://discord.com/api/v9/webhooks/1/t/", "https://discord.com/api/v10/webhooks/1/t?wait=true"),
        ("https://canary.discord.com/api/webhooks/1/t/github", "https://discord.com/api/v10/webhooks/1/t?wait=true"),
        ("https://discordapp.com/api/webhooks/1/t?wait", "https://discord.com/api/v10/webhooks/1/t?wait=true"),
        (
            "https://discord.com/api/webhooks/1/t?wait=false&thread_id=7&waiting=1&wait=true",
            "https://discord.com/api/v10/webhooks/1/t?wait=true&thread_id=7&waiting=1"
        ),
        ("https://discord.com/api/webhooks/1", "https://discord.com/api/webhooks/1?wait=true"),
        ("https://discord.com/else/webhooks/1/t", "https://discord.com/else/webhooks/1/t?wait=true"),
        ("https://notdiscord.com/api/webhooks/1/t", "https://notdiscord.com/api/webhooks/1/t?wait=true"),
        (
            "https://discord.com.evil.example/api/webhooks/1/t",
            "https://discord.com.evil.example/api/webhooks/1/t?wait=true"
        ),
        ("http://127.0.0.1:8080/d", "http://127.0.0.1:8080/d?wait=true"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080?wait=true"),
    ])
    func discordIsAskedForTheMessageAtVersionTen(_ webhook: String, _ url: String) {
        let integration = Integration(
            id: "d",
            name: "D",
            provider: .discord,
            webhook: Secret(webhook),
            filter: Filter(patterns: [])
        )
        let message = Message(deliveryID: "d-1", eventType: "digest", body: [])
        #expect(Discord.request(message, to: integration, at: Timestamp(seconds: 0)).url == url)
    }
}
