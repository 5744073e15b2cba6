import Events
import JSON
import Messages
import Providers
import Testing
import Time

@Suite struct HeadingTests {
    @Test func severalProjectsAreHeadings() throws {
        #expect(try text(of: Morning().events).contains("_Shop_\n"))
    }

    @Test func aSingleProjectIsNamedByTheVerdictOnly() throws {
        let text = try text(of: Morning().events.filter { $0.summary.project == "shop" })
        #expect(text.contains(" · Shop, "))
        #expect(!text.contains("_Shop_"))
    }

    /// Own events often have the id alone.
    @Test func whatSomeEventsNameIsCalledSoByAll() throws {
        let summary = EventSummary(
            sequence: 9999,
            id: "own",
            type: "job-run:failure",
            time: Morning.window.upperBound,
            project: "shop",
            resource: "checkout"
        )
        let text = try text(of: Morning().events + [Morning.Event(summary: summary, data: .null)])
        #expect(text.contains("Job run failed · *Checkout*"))
        #expect(!text.contains("shop,") && !text.contains("_shop_") && text.contains("_Shop_\n"))
    }

    @Test func aSingleServiceIsAHeading() throws {
        let text = try text(of: Morning().events.filter { $0.summary.resource == "checkout" }, groupBy: [.service])
        #expect(text.contains("_Checkout_\n"))
    }

    @Test func whoReadsItOnAnotherDayIsToldTheDay() throws {
        let crashes = try Morning().events.filter { $0.summary.resource == "checkout" }
        let today = try text(of: crashes)
        #expect(today.contains("06:00–12:00 UTC") && today.contains("· 08:10–08:31"))
        let tomorrow = try text(of: crashes, at: Morning.moment("2026-11-22T07:00:00Z"))
        #expect(tomorrow.contains("11-21 06:00–12:00 UTC") && tomorrow.contains("· 11-21 08:10–08:31"))
    }

    private func text(
        of events: [Morning.Event],
        groupBy: [Integration.Digest.GroupKey] = [.project, .service],
        at now: Timestamp = Morning.window.upperBound
    ) throws -> String {
        var builder = DigestBuilder(groupBy: groupBy, maximumItems: 50, filter: Filter(patterns: [.everything]))
        for event in events { builder.add(event.entry) }
        let all = try Morning()
        var composer = MessageComposer()
        let pages = composer.compose(
            builder.finish(),
            window: Morning.window,
            at: now,
            for: Morning.integration(.slack),
            data: all.data
        )
        return try pages.flatMap { strings(try JSON.read($0.bytes)) }.joined(separator: "\n")
    }
}
