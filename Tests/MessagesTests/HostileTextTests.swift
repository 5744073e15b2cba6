import Events
import Foundation
import JSON
import Messages
import Providers
import Testing
import Time

@Suite struct HostileTextTests {
    /// Named by its first characters: some are very long.
    struct HostileText: CustomTestStringConvertible, ExpressibleByStringLiteral, Sendable {
        let text: String

        init(_ text: String) { self.text = text }
        init(stringLiteral value: String) { text = value }

        var testDescription: String {
            let start = String(text.unicodeScalars.prefix(24).map { Character($0) })
            return "'\(start)' of \(text.utf8.count) bytes"
        }
    }

    static let texts: [HostileText] = [
        HostileText(#"""}],"text":"x"# + "\""),
        "line\nbreak\r\n\ttab",
        "@everyone @here <@123> <@&1>",
        "<!channel> <!here> <@U012AB3CD> <#C1>",
        "<at>all</at>",
        "[click](https://evil.example) <https://evil.example|click>",
        "**bold** _it_ ~~x~~ `code` ||spoiler|| > quote\n# head\n-# sub\n- list\n1. list",
        "{{title}} {{{data}}} {{> footer}}",
        "nul \u{0} escape \u{1B}[31m bell \u{7}",
        "\u{202E}right to left\u{2066} \u{200F}שלום",
        "👩‍👩‍👧‍👦🏳️‍🌈 e\u{301}",
        HostileText("a" + String(repeating: "\u{301}", count: 5000)),
        HostileText(String(repeating: "x", count: 100_000)),
        HostileText(String(repeating: "\"\\\n", count: 30_000)),
        "\\", "\"", " ", "\n", "", "…",
    ]

    @Test(arguments: ProviderType.allCases, texts)
    func `T24: no text calls anybody or breaks a single event`(provider: ProviderType, text: HostileText) throws {
        let event = event(text.text)
        var composer = MessageComposer()
        let payload = composer.compose(event.summary, data: event.data.compact, for: Morning.integration(provider))
        #expect(payload.fallback == nil)
        try check(payload, provider)
    }

    @Test(arguments: ProviderType.allCases, texts)
    func `T25: no text dresses itself up or breaks a digest`(provider: ProviderType, text: HostileText) throws {
        let event = event(text.text)
        let events = Morning(events: [event])
        var composer = MessageComposer()
        let pages = events.pages(of: events.digest(), to: provider, by: &composer, over: Morning.window)
        #expect(pages.count == 1)
        #expect(pages[0].fallback == nil)
        try check(pages[0], provider)
    }

    @Test(arguments: ProviderType.allCases.filter { $0 != .rawWebhook })
    func `T05: a NUL is shown as a mark and cuts nothing`(provider: ProviderType) throws {
        for shown in try composed(event("before\u{0}after"), provider) { #expect(shown.contains("before␀after")) }
    }

    @Test(arguments: ProviderType.allCases.filter { $0 != .rawWebhook })
    func `T27: what looks like a template, a variable or a command is text`(provider: ProviderType) throws {
        let text = "{{secret}} {{{type}}} ${HOME} $(id) `id` %s %n {% raw %} <%= 7*7 %>"
        for shown in try composed(event(text), provider) {
            // What is put in against markup is nothing that a reader sees.
            let seen = shown.filter { !"\\\u{200B}\u{2060}\u{AD}".contains($0) }
            for piece in ["{{secret}}", "{{{type}}}", "${HOME}", "$(id)", "id", "%s %n", "{% raw %}"] {
                #expect(seen.contains(piece), "\(piece)")
            }
        }
    }

    /// All that the readers of one message and of a digest see of an event.
    private func composed(_ event: Morning.Event, _ provider: ProviderType) throws -> [String] {
        var composer = MessageComposer()
        let integration = Morning.integration(provider)
        let morning = Morning(events: [event])
        let single = composer.compose(event.summary, data: event.data.compact, for: integration)
        let digest = composer.compose(
            morning.digest(),
            window: Morning.window,
            at: Morning.window.upperBound,
            for: integration,
            data: morning.data
        )
        return try ([single] + digest).map { strings(try JSON.read($0.bytes)).joined(separator: "\n") }
    }

    @Test func `T08: a raw webhook gets the very bytes of the data`() {
        let data = Array(#"{"a" : 1.0, "b":[1e400,  "\u0041\/"], "c":18446744073709551616}"#.utf8)
        let summary = EventSummary(sequence: 1, id: "1", type: "x\"y", time: Timestamp(seconds: 0))
        var composer = MessageComposer()
        let payload = composer.compose(summary, data: data, for: Morning.integration(.rawWebhook))
        #expect(payload.bytes == Array(#"{"event":"x\"y","data":"#.utf8) + data + Array("}".utf8))
    }

    private func check(_ payload: Payload, _ provider: ProviderType) throws {
        let json = try JSON.read(payload.bytes)
        // A raw webhook gets its event whole, however long it is.
        guard provider != .rawWebhook else { return }
        #expect(provider.provider.violations(of: json).isEmpty)
        // Nothing is markup in a mail's plain text.
        let text = strings(json["html"] ?? json).joined(separator: "\n")
        for forbidden in HostileTextTests.forbidden(provider) {
            #expect(text.range(of: forbidden, options: .literal) == nil, "\(forbidden)")
        }
        #expect(json["text"]?.string != "x")
    }

    /// What would call somebody, hide or dress something up.
    private static func forbidden(_ provider: ProviderType) -> [String] {
        let always = ["\u{202E}", "\u{0}", "\u{1B}"]
        return switch provider {
        case .slack: always + ["<!", "<@", "<#", "<https://evil"]
        case .discord: always + ["@everyone", "@here", "<@1", "<@&", "](https://evil", "(https://evil"]
        case .teams, .teamsWorkflows: always + ["<at>", "</at>", "](https://evil"]
        case .rawWebhook: []
        case .email: always + ["<at>", "<!channel", "<script", "<img", "href=\"javascript", "<https://evil"]
        }
    }

    private func event(_ text: String) -> Morning.Event {
        let summary = EventSummary(
            sequence: 0,
            id: text,
            type: text,
            time: Morning.window.lowerBound,
            project: text,
            resource: text,
            run: text
        )
        let data: JSON = [
            "project": ["id": .string(text), "name": .string(text)],
            "service": ["id": .string(text), "name": .string(text)],
            "branch": .string(text), "message": .string(text), "url": .string("https://example.com/" + text),
            "user": ["id": .string(text)],
        ]
        return Morning.Event(summary: summary, data: data)
    }
}
