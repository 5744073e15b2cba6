import JSON
import Providers
import Reports
import TestSupport
import Testing
import Time

@testable import belfry

@Suite struct DemoTests {
    @Test func itEndsWellAndShowsEveryProvidersMessages() throws {
        let ended = try Belfry.run(["demo"])
        #expect(ended.status == 0)
        #expect(ended.errors == "")
        for type in ProviderType.allCases { #expect(ended.output.contains("\n\(type.rawValue) to '")) }
        for part in ["put aside 1 broken line: jobs.ndjson:", "Container crashed ×5", "pager (RAW_WEBHOOK) is failing"]
        {
            #expect(ended.output.contains(part), "\(part)")
        }
    }

    @Test func itIsPlainTextOfEightyColumnsInAFile() throws {
        let lines = try Belfry.run(["demo"]).output.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines {
            // A file's name stays in one piece.
            #expect(line.columns <= 80 || line.contains(" '/"), "\(line)")
            #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control }, "\(line)")
            #expect(line.last != " ", "\(line)")
        }
    }

    @Test func itLeavesNothingBehindAndTouchesNoHome() throws {
        let temporary = try TemporaryDirectory()
        let home = try TemporaryHome()
        try home.write("belfry.json", "not JSON at all")
        let ended = try Belfry.run(["demo", "-q"], home: home, environment: ["TMPDIR": temporary.path])
        #expect(ended.status == 0)
        #expect(try temporary.names() == [])
        #expect(try home.names(in: "state") == [])
    }

    @Test func aKeptHomeIsOneToGoOnWith() throws {
        let temporary = try TemporaryDirectory()
        let ended = try Belfry.run(["demo", "--keep"], environment: ["TMPDIR": temporary.path])
        let name = try #require(try temporary.names().first)
        #expect(ended.output.contains("kept:\n  belfry --home"))
        #expect(try temporary.names(in: name + "/reports").contains("status.json"))
        #expect(try temporary.names(in: name + "/spool/corrupt").count == 2)
        let status = try Belfry.run(["--home", temporary.path(name), "status", "pager", "--json"])
        let pager = try JSON.read(Array(status.output.utf8))["integrations"]?.array?.first
        #expect(pager?["state"] == "failing")
        #expect(pager?["outstanding"] == 5)
    }

    @Test func withJSONItPrintsTheExactPayloads() throws {
        let document = try demonstration()
        let messages = try #require(document["messages"]?.array)
        let types = Set(messages.compactMap { $0["type"]?.string })
        #expect(types == Set(ProviderType.allCases.map { $0.rawValue }))
        for (type, member) in [
            ("SLACK", "blocks"), ("DISCORD", "embeds"), ("TEAMS", "attachments"), ("RAW_WEBHOOK", "data"),
            ("EMAIL", "html"),
        ] {
            let body = messages.first { $0["type"]?.string == type }?["body"]
            #expect(body?[member] != nil, "\(type)")
        }
        #expect(messages.count == document["status"]?["totals"]?["delivered"]?.int)
        #expect(document["events"] == document["status"]?["intake"]?["accepted"])
        #expect((document["events"]?.int ?? 0) > 100)
    }

    @Test func theSameMomentTellsTheSameStory() throws {
        #expect(try demonstration()["messages"] == demonstration()["messages"])
    }

    @Test func withoutAPlaceForTemporaryFilesItIsExit73() throws {
        let ended = try Belfry.run(["demo"], environment: ["TMPDIR": "/proc/none"])
        #expect(ended.status == 73)
        #expect(ended.output == "")
        #expect(ended.errors.contains("/proc/none"))
    }

    @Test(arguments: [
        (RunReport.Ending.outOfTime, "the run did not come to its end"),
        (.complete, "0 of 127 events were taken in"),
        (.complete, "0 broken lines were found where there was 1"),
        (.complete, "'pager' has nothing to wait for"),
        (.complete, "'billing' did not fail once and recover"),
    ])
    func whatGoesOtherwiseThanMeantIsTold(ending: RunReport.Ending, surprise: String) throws {
        let folder = try TemporaryHome()
        let home = Home(.flag, folder: folder.path)
        let now = Timestamp(seconds: 1_795_000_000)
        let report = DemoReport(
            home: home,
            spool: try DemoSpool(DemoStory(endingAt: now), in: home),
            address: "",
            refused: [],
            requests: [],
            mails: [],
            run: RunReport(startedAt: now, finishedAt: now, ending: ending)
        )
        #expect(report.surprises.contains(surprise))
    }

    private func demonstration() throws -> JSON {
        let ended = try Belfry.run(["demo", "--json", "--now", "2026-11-21T12:00:00Z"])
        return try JSON.read(Array(ended.output.utf8))
    }
}
