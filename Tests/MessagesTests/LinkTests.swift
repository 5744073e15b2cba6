import Events
import JSON
import Messages
import Providers
import Testing
import Time

@Suite struct LinkTests {
    @Test(arguments: [
        ("https://example.com/logs?a=1&b=2#end", "https://example.com/logs?a=1&b=2#end"),
        ("HTTPS://example.com:8443/x", "https://example.com:8443/x"),
        ("https://example.com/a_(b)*~`|<>\"", "https://example.com/a%5F%28b%29%2A%7E%60%7C%3C%3E%22"),
        ("https://example.com/é\n", "https://example.com/%C3%A9%0A"),
        ("javascript:alert(1)", nil),
        ("https://bank.example@evil.example/", nil),
        ("https:///no-host", nil),
        ("https://exa mple.com/", nil),
        ("//example.com/", nil),
        ("https://example.com/" + String(repeating: "x", count: 3000), nil),
    ])
    func `T25: only plain web addresses become links`(text: String, expected: String?) throws {
        let summary = EventSummary(sequence: 1, id: "1", type: "build:failure", time: Timestamp(seconds: 0))
        let data: JSON = ["logsUrl": .string(text)]
        var composer = MessageComposer()
        let payload = composer.compose(summary, data: data.compact, for: Morning.integration(.discord))
        #expect(try JSON.read(payload.bytes)["embeds"]?.array?.first?["url"]?.string == expected)
    }
}
