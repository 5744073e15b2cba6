import Events
import JSON
import Messages
import Providers
import Testing

@Suite struct HeadingTests {
    @Test func severalProjectsAreHeadings() throws {
        #expect(try text(of: Morning().events).contains("_Shop_\n"))
    }

    @Test func aSingleProjectIsNamedByTheVerdictOnly() throws {
        let text = try text(of: Morning().events.filter { $0.summary.project == "shop" })
        #expect(text.contains(" · Shop, "))
        #expect(!text.contains("_Shop_"))
    }

    @Test func aSingleServiceIsAHeading() throws {
        let text = try text(of: Morning().events.filter { $0.summary.resource == "checkout" }, groupBy: [.service])
        #expect(text.contains("_Checkout_\n"))
    }

    private func text(
        of events: [Morning.Event],
        groupBy: [Integration.Digest.GroupKey] = [.project, .service]
    ) throws -> String {
        var builder = DigestBuilder(groupBy: groupBy, maximumItems: 50, filter: Filter(patterns: [.everything]))
        for event in events { builder.add(event.entry) }
        let all = try Morning()
        var composer = MessageComposer()
        let pages = composer.compose(
            builder.finish(),
            window: Morning.window,
            for: Morning.integration(.slack),
            data: all.data
        )
        return try pages.flatMap { strings(try JSON.read($0.bytes)) }.joined(separator: "\n")
    }
}
