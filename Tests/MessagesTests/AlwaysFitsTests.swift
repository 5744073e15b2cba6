import Delivery
import Diagnostics
import Events
import JSON
import Messages
import Providers
import TestSupport
import Testing
import Time

/// Every shipped template with every type of event: few, many, hostile and bare ones.
@Suite struct AlwaysFitsTests {
    private static let types = EventCatalogue.names + ["com.example.disk.tidied"]

    /// One composer for a provider: its templates are compiled once.
    private struct Press {
        let provider: ProviderType
        private var composer = MessageComposer()

        init(_ provider: ProviderType) { self.provider = provider }

        /// Beside a digest of long ago and of very many events, which told of nothing that these do.
        mutating func pages(_ events: [Morning.Event], maximumItems: Int = 50) -> [Payload] {
            let morning = Morning(events: events)
            var digest = morning.digest(maximumItems: maximumItems)
            let previous = ToldDigest(events: 1_234_567, critical: 345_678, warning: 456_789, troubles: [])
            digest.compare(Comparison(previous, cut: digest.first - .seconds(400 * 86_400))) { _ in 1 }
            return morning.pages(of: digest, to: provider, by: &composer)
        }

        mutating func single(_ event: Morning.Event) -> Payload {
            composer.compose(event.summary, data: event.data.compact, for: Morning.integration(provider))
        }
    }

    private func expectGood(_ payload: Payload, _ provider: ProviderType, _ what: String) {
        #expect(breaches(of: payload.bytes, for: provider) == [], "\(what)")
        #expect(payload.fallback == nil, "\(what)")
    }

    @Test(arguments: ProviderType.allCases)
    func aSingleEventOfEveryTypeIsAGoodMessageWhateverIsMissing(_ provider: ProviderType) {
        var press = Press(provider)
        for type in Self.types {
            for event in Cases.variants(of: type) {
                expectGood(press.single(event), provider, type)
                for page in press.pages([event]) { expectGood(page, provider, type) }
            }
        }
    }

    @Test(arguments: ProviderType.allCases)
    func fiveHundredEventsOfEachTypeAreGoodPagesThatTellOfAll(_ provider: ProviderType) {
        var press = Press(provider)
        for (index, type) in Self.types.enumerated() {
            // The same thing five hundred times, or five hundred things.
            let events = Cases.many(type, areSame: index % 8 == 0)
            let pages = press.pages(events)
            for page in pages { expectGood(page, provider, type) }
            #expect(pages.reduce(0) { $0 + $1.eventCount } == 500, "\(type)")
        }
    }

    @Test(arguments: ProviderType.allCases)
    func allTypesTogetherAreGoodPages(_ provider: ProviderType) {
        var press = Press(provider)
        let events = (0..<500).map { Cases.event(Self.types[$0 % Self.types.count], number: $0) }
        let pages = press.pages(events, maximumItems: 500)
        for page in pages { expectGood(page, provider, "all") }
        #expect(pages.reduce(0) { $0 + $1.eventCount } == 500)
    }

    @Test(arguments: ProviderType.allCases)
    func textsOfEveryHostileKindAreGoodMessages(_ provider: ProviderType) {
        var press = Press(provider)
        var random = SeededTexts(seed: 20_261_121)
        let events = (0..<120).map { number in Cases.hostile(random.text(), number: number) }
        for event in events { expectGood(press.single(event), provider, event.summary.type) }
        let pages = press.pages(events, maximumItems: 200)
        for page in pages { expectGood(page, provider, "hostile") }
        #expect(pages.reduce(0) { $0 + $1.eventCount } == events.count)
    }

    /// Emoji families, both directions of writing, accents without end: none may be cut in two.
    @Test(arguments: ProviderType.allCases)
    func `T32: a mebibyte of text is cut between characters, and for programs not at all`(
        _ provider: ProviderType
    ) throws {
        var press = Press(provider)
        let unit = "👩‍👩‍👧‍👦 שלום \u{202E}abc\u{202C} e\u{301}\u{302}\u{303} 🏳️‍🌈 <!channel> @everyone ¶ 日本語 "
        let text = String(repeating: unit, count: (1 << 20) / unit.utf8.count + 1)
        let event = Cases.hostile(text, number: 0, type: "build:failure")
        // A raw webhook gets it whole, as it is: nothing is to be shown there.
        guard provider != .rawWebhook else {
            #expect(try JSON.read(press.single(event).bytes)["data"]?["message"]?.string == text)
            return
        }
        for payload in [press.single(event)] + press.pages([event]) {
            expectGood(payload, provider, "a mebibyte")
            let shown = try strings(JSON.read(payload.bytes)).filter { $0.contains("…") && $0.contains("👩‍👩‍👧‍👦") }
            #expect(!shown.isEmpty, "what was cut has a mark")
            for text in shown { #expect(!text.replacing("👩‍👩‍👧‍👦", with: "").contains("👩")) }
        }
    }
}

/// Events of the kinds that a template must stand.
enum Cases {
    /// As its platform tells it; with nothing but nulls, or but ids; with nothing; and hostile.
    static func variants(of type: String) -> [Morning.Event] {
        let data = SampleEvents.event(type: type)["data"] ?? .null
        let nulls = JSON.object((data.members ?? []).map { JSON.Member($0.key, .null) })
        let ids = JSON.object((data.members ?? []).map { JSON.Member($0.key, ["id": .string($0.key)]) })
        return [
            event(type, data: data), event(type, data: nulls), event(type, data: ids), event(type, data: [:]),
            bare(type, data: data), bare(type, data: [:]),
            hostile("<at> ](x) @here", number: 0, type: type),
        ]
    }

    static func many(_ type: String, areSame: Bool) -> [Morning.Event] {
        (0..<500).map { event(type, number: areSame ? 0 : $0, sequence: $0) }
    }

    static func event(_ type: String, number: Int = 0, sequence: Int? = nil, data: JSON? = nil) -> Morning.Event {
        let service: JSON = ["id": .string("s\(number)"), "name": .string("Service \(number)")]
        let own: JSON = ["service": service, "message": .string("it ended with \(number)"), "branch": "main"]
        return Morning.Event(
            summary: summary(type, sequence ?? number, project: "project-\(number % 9)", resource: "s\(number)"),
            data: data ?? own
        )
    }

    static func bare(_ type: String, data: JSON) -> Morning.Event {
        Morning.Event(summary: summary(type, 0, project: nil, resource: nil), data: data)
    }

    /// The same text wherever a text may stand.
    static func hostile(_ text: String, number: Int, type: String? = nil) -> Morning.Event {
        let data: JSON = [
            "project": ["id": .string(text), "name": .string(text)],
            "service": ["id": .string(text), "name": .string(text)], "branch": .string(text),
            "message": .string(text), "url": .string("https://example.com/" + text), "sha": .string(text),
            "container": .string(text), "note": .string(text), "user": ["name": .string(text)],
        ]
        let shown = String(text.prefix(200))
        return Morning.Event(
            summary: summary(type ?? shown, number, project: text + "\(number)", resource: text + "\(number)"),
            data: data
        )
    }

    private static func summary(_ type: String, _ number: Int, project: String?, resource: String?) -> EventSummary {
        EventSummary(
            sequence: UInt64(number),
            id: "e\(number)",
            type: type,
            time: Timestamp(seconds: 1_795_240_800 + Int64(number)),
            project: project,
            resource: resource,
            run: project == nil ? nil : "r\(number)"
        )
    }
}

/// Texts made of pieces that mean something somewhere, the same for the same seed.
struct SeededTexts {
    private var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    private static let pieces = [
        "@everyone", "@here", "<!channel>", "<!here|x>", "<@U012AB3CD>", "<@&123>", "<#C1>", "<at>all</at>", "</at>",
        "[click](https://evil.example)", "](https://evil.example)", "<https://evil.example|x>", "https://evil.example",
        "javascript:alert(1)", "**", "__", "~~", "`", "```\n", "||", "> ", "# ", "-# ", "\n- ", "\n1. ", "\\", "\\\\",
        "\"", "'", "{{title}}", "{{{data}}}", "{{> footer}}", "}}", "${HOME}", "$(id)", "%s", "&amp;", "&", "<", ">",
        "<script>", "\u{0}", "\u{1B}[31m", "\u{7}", "\r\n", "\t", "\u{2028}", "\u{202E}", "\u{2066}", "\u{200B}",
        "👩‍👩‍👧‍👦", "🏳️‍🌈", "e\u{301}", "שלום", "日本", "</b>", "<:emoji:1>", "<t:1:R>", "</cmd:1>", "word", " ", "x",
    ]

    mutating func text() -> String {
        (0..<random.below(14) + 1).map { _ in Self.pieces[random.below(Self.pieces.count)] }.joined()
    }
}
