import Events
import JSON
import Messages
import Providers
import TestSupport
import Testing
import Time

/// `RECORD=1 swift test` writes the payloads anew; the difference is then reviewed.
@Suite struct GoldenTests {
    @Test(arguments: ProviderType.allCases)
    func theDigestOfAMorningReadsAsReviewed(provider: ProviderType) throws {
        let morning = try Morning()
        var composer = MessageComposer()
        let digest = morning.digestBesideTheLast()
        let pages = morning.pages(of: digest, to: provider, by: &composer, over: Morning.window)
        #expect(pages.count == 1)
        #expect(pages[0].eventCount == morning.events.count)
        #expect(pages[0].fallback == nil)
        try expect(pages[0].bytes, golden: "\(provider.rawValue).digest.json")
    }

    @Test(arguments: ProviderType.allCases)
    func aSingleEventReadsAsReviewed(provider: ProviderType) throws {
        let event = try Morning().events[1]
        var composer = MessageComposer()
        let payload = composer.compose(event.summary, data: event.data.compact, for: Morning.integration(provider))
        #expect(payload.fallback == nil)
        try expect(payload.bytes, golden: "\(provider.rawValue).event.json")
    }

    @Test(arguments: ProviderType.allCases)
    func theTestMessageReadsAsReviewed(provider: ProviderType) throws {
        var composer = MessageComposer()
        let payload = composer.composeTest(for: Morning.integration(provider), at: Morning.window.upperBound)
        #expect(payload.fallback == nil)
        try expect(payload.bytes, golden: "\(provider.rawValue).test.json")
    }

    private func expect(_ bytes: [UInt8], golden name: String) throws {
        let pretty = try JSON.read(bytes).pretty + "\n"
        #expect(difference(of: pretty, fromGolden: "Tests/MessagesTests/Golden/\(name)") == nil)
    }
}
