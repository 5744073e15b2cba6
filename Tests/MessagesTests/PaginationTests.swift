import Delivery
import Events
import JSON
import Messages
import Providers
import Testing
import Time

@Suite struct PaginationTests {
    @Test(arguments: ProviderType.allCases)
    func fourHundredLinesAreAllShownExactlyOnceOnPagesThatFit(provider: ProviderType) throws {
        let pages = try pages(of: lines(400), for: provider)
        let text = try pages.map { try strings(JSON.read($0.bytes)).joined(separator: "\n") }.joined(separator: "\n")
        for number in 0..<400 {
            let shown = text.split(separator: "Service \(number)e", omittingEmptySubsequences: false).count - 1
            #expect(shown == times(number, in: provider), "service \(number)")
        }
        #expect(pages.reduce(0) { $0 + $1.eventCount } == 400)
    }

    /// How often a line names its service.
    ///
    /// A raw webhook's does so in the resource and in the data; a mail's in both of its parts, and once more where what
    /// needs somebody is told beside the subject.
    private func times(_ number: Int, in provider: ProviderType) -> Int {
        switch provider {
        case .rawWebhook: 2
        case .email: number % types.count == 0 ? 3 : 2
        default: 1
        }
    }

    /// The first of them needs somebody.
    private let types = ["build:failure", "build:abort", "build:success", "job-run:start"]

    @Test(arguments: ProviderType.allCases)
    func pagesAreNumberedAndWithinTheLimits(provider: ProviderType) throws {
        let pages = try pages(of: lines(400), for: provider)
        #expect(pages.map { $0.page } == Array(1...pages.count))
        #expect(pages.allSatisfy { $0.pageCount == pages.count })
        for page in pages {
            #expect(provider.provider.violations(of: try JSON.read(page.bytes)).isEmpty)
            #expect(page.fallback == nil)
        }
        #expect(provider == .rawWebhook || pages.count > 1)
    }

    @Test(arguments: ProviderType.allCases)
    func theRemainderStandsOnTheLastPageAndCounts(provider: ProviderType) throws {
        let pages = try pages(of: lines(400), maximumItems: 120, for: provider)
        #expect(pages.reduce(0) { $0 + $1.eventCount } == 400)
        let last = try #require(pages.last)
        let text = try strings(JSON.read(last.bytes)).joined(separator: "\n")
        let truncated = try JSON.read(last.bytes)["data"]?["truncatedCount"]?.int
        #expect(text.contains("and 280 more events") || truncated == 280)
    }

    @Test(arguments: ProviderType.allCases, [1, 3, 40])
    func longTextsAreCutUntilTheyFit(provider: ProviderType, count: Int) throws {
        let text = String(repeating: "& < > \" \\ * _ ` 👩‍👩‍👧‍👦", count: 400)
        let events = (0..<count).map { number in
            event(number, project: "p\(number)\(text)", data: ["message": .string(text), "branch": .string(text)])
        }
        let pages = try pages(of: Morning(events: events), for: provider)
        for page in pages {
            #expect(provider.provider.violations(of: try JSON.read(page.bytes)).isEmpty)
            #expect(page.fallback == nil)
        }
        #expect(pages.reduce(0) { $0 + $1.eventCount } == count)
    }

    private func pages(of events: Morning, maximumItems: Int = 500, for provider: ProviderType) throws -> [Payload] {
        var composer = MessageComposer()
        return events.pages(of: events.digest(maximumItems: maximumItems), to: provider, by: &composer)
    }

    private func lines(_ count: Int) -> Morning {
        Morning(
            events: (0..<count).map { number in
                let service: JSON = ["id": .string("s\(number)"), "name": .string("Service \(number)e")]
                return event(
                    number,
                    project: "project-\(number % 20)",
                    data: ["service": service, "message": .string("exit status \(number)"), "branch": "main"]
                )
            }
        )
    }

    private func event(_ number: Int, project: String, data: JSON) -> Morning.Event {
        let summary = EventSummary(
            sequence: UInt64(number),
            id: "e\(number)",
            type: types[number % types.count],
            time: Timestamp(seconds: 1_795_240_800 + Int64(number)),
            project: project,
            resource: "s\(number)",
            run: "r\(number)"
        )
        return Morning.Event(summary: summary, data: data)
    }
}

/// All strings of a value, however deep, in order.
func strings(_ value: JSON) -> [String] {
    switch value.content {
    case .string(let text): [text]
    case .array(let values): values.flatMap { strings($0) }
    case .object(let members): members.flatMap { strings($0.value) }
    case .null, .bool, .number: []
    }
}
