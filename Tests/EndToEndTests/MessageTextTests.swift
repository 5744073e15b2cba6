import JSON
import Providers
import Testing

@testable import belfry

@Suite struct MessageTextTests {
    @Test(arguments: [
        (ChatMarkup.slack, "*Build failed* · _Shop_", "Build failed · Shop"),
        (.slack, "snake_case and 2 * 3", "snake_case and 2 * 3"),
        (.slack, "&lt;b&gt; &amp;amp; &copy", "<b> &amp; &copy"),
        (.slack, "\u{200B}*\u{200B}not bold\u{200B}*\u{200B}", "*not bold*"),
        (.slack, "<https://example.com/a_b|open> it", "open ↗ it"),
        (.slack, "<never closed", " ↗"),
        (.discord, "-# **Shop** \\*\\*", "Shop **"),
        (.discord, "[open](https://example.com)", "open ↗"),
        (.discord, "[never closed", "never closed ↗"),
        (.discord, "C:\\temp\\", "C:\\temp\\"),
        (.teams, "**a** \\[1\\] _b_", "a [1] b"),
        (.teams, "", ""),
    ])
    func markupIsShownAndNotTold(markup: ChatMarkup, source: String, shown: String) {
        #expect(markup.plain(source) == shown)
    }

    @Test func aPayloadOfAnotherShapeShowsNothing() {
        for type in ProviderType.allCases where type != .rawWebhook {
            #expect(MessageText(["blocks": 1, "embeds": .null, "attachments": []], for: type).lines == [])
            #expect(MessageText("text", for: type).lines == [])
        }
    }

    @Test func aLongRawPayloadIsCutAndSaysSo() {
        let payload = JSON.array((0..<50).map { .number($0) })
        let lines = MessageText(payload, for: .rawWebhook).lines
        #expect(lines.last?.text == "… and 36 more lines")
    }

    @Test(arguments: [
        ("a b c", 3, ["a b", "  c"]),
        ("  one two", 6, ["  one", "    two"]),
        ("one · two", 5, ["one ·", "  two"]),
        ("took 3m · ✅ recovered", 12, ["took 3m ·", "  ✅ recovered"]),
        ("unbreakable", 4, ["unbreakable"]),
        ("", 4, [""]),
    ])
    func linesBreakWhereReadersExpectIt(text: String, width: Int, parts: [String]) {
        #expect(PageLine(text).wrapped(to: width).map { $0.text } == parts)
    }
}
