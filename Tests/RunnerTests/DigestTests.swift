import Delivery
import JSON
import Providers
import Receiver
import Reports
import Runner
import Testing
import Time

@Suite struct DigestTests {
    @Test func aDigestTellsOfAllEventsOnce() throws {
        let station = try Station(fallback: .answer(body: "ok"))
        station.integrate("ops", .slack)
        try station.spool(ids: ["a", "b", "c"])
        let report = try station.run()
        #expect(report["ops"].thisRun == DeliveryCounts(planned: 1, delivered: 1))
        #expect(station.bodies("ops").count == 1)
        #expect(station.bodies("ops")[0].contains("×3"))
        station.wait(.seconds(60))
        try station.run()
        #expect(station.receiver.count == 1, "nothing to say, nothing sent")
    }

    @Test func itIsCutWhenItsTimeHasCome() throws {
        let station = try Station()
        station.integrate("sum", with: #""mode": "digest", "digest": {"every": "1h"}"#)
        try station.spool(ids: ["a", "b"])
        try station.run()
        #expect(try station.totals("sum") == [2], "the first one is due at once")

        try station.spool(ids: ["c"])
        station.wait(.seconds(1800))
        let early = try station.run()
        #expect(early["sum"].thisRun == DeliveryCounts())
        #expect(early["sum"].backlog.held == 1)
        #expect(early["sum"].nextDigest.map { $0 - station.now } ?? .zero <= .seconds(1801))
        #expect(early.verdict == .fine)

        try station.spool(ids: ["d", "e"])
        station.wait(.seconds(1805))
        let due = try station.run()
        #expect(try station.totals("sum") == [2, 3])
        #expect(due["sum"].backlog == Backlog())
    }

    @Test func forceCutsItNow() throws {
        let station = try Station()
        station.integrate("sum", with: #""mode": "digest", "digest": {"every": "1h"}"#)
        for id in ["a", "b"] {
            try station.spool(ids: [id])
            try station.run { $0.ignoresDueTimes = true }
            station.wait(.seconds(1))
        }
        #expect(try station.totals("sum") == [1, 1])
    }

    @Test func aClockThatWentBackSilencesNobody() throws {
        let station = try Station()
        station.integrate("sum", with: #""mode": "digest", "digest": {"every": "1d"}"#)
        try station.spool(ids: ["a"])
        try station.run()
        station.wait(.seconds(-7 * 86_400))
        try station.spool(ids: ["b"])
        try station.run()
        #expect(try station.totals("sum") == [1, 1])
    }

    @Test(arguments: ["individual", "digest"])
    func anEventIsAsPressingAsItsIntegrationSays(mode: String) throws {
        let station = try Station(fallback: .answer(body: "ok"))
        station.integrate("ops", .slack, with: #""mode": "\#(mode)", "severity": {"build:success": "critical"}"#)
        station.integrate("others", .slack, with: #""mode": "\#(mode)""#)
        try station.spool(ids: ["a"], type: "build:success")
        try station.run()
        #expect(station.bodies("ops").map { $0.contains("🔴") && !$0.contains("🟢") } == [true])
        #expect(station.bodies("others").map { $0.contains("🔴") } == [false])
    }

    @Test func whatIsImmediateDoesNotWaitForIt() throws {
        let station = try Station()
        station.integrate(
            "sum",
            with: #""mode": "digest", "digest": {"every": "1h", "immediate": ["*:failure"]}"#
        )
        try station.spool(ids: ["a"], type: "build:success")
        try station.run()
        station.wait(.seconds(60))
        try station.spool(ids: ["b"], type: "build:failure")
        try station.spool(ids: ["c"], type: "build:success")
        let early = try station.run()
        #expect(early["sum"].thisRun == DeliveryCounts(planned: 1, delivered: 1))
        #expect(early["sum"].backlog.held == 1)
        #expect(types(station, "sum") == ["digest", "build:failure"])
        station.wait(.seconds(3600))
        try station.run()
        #expect(types(station, "sum") == ["digest", "build:failure", "digest"])
        #expect(try station.totals("sum") == [1, 1], "the failure is told once")
    }

    @Test func itComparesItselfWithTheOneBeforeWhoeverCutThat() throws {
        let station = try Station(fallback: .answer(body: "ok"))
        station.integrate("ops", .slack)
        station.integrate("sum", with: #""mode": "digest""#)
        try station.spool(ids: ["a", "b", "c"])
        try station.run()
        station.wait(.seconds(3600))
        try station.spool(ids: ["d"])
        try station.spool(ids: ["e"], type: "job-run:failure")
        try station.run()
        let bodies = station.bodies("ops")
        try #require(bodies.count == 2)
        #expect(!bodies[0].contains("digest of") && !bodies[0].contains("🆕"))
        #expect(bodies[1].contains("1 fewer than in the digest of 06:00 (critical −1)"))
        #expect(bodies[1].contains("Job run failed 🆕") && !bodies[1].contains("Build failed 🆕"))
        let sums = try station.bodies("sum").map { try JSON.read(Array($0.utf8))["data"] }
        #expect(sums.map { $0?["previous"]?["events"]?.int } == [nil, 3])
        #expect(sums.map { $0?["events"]?.array?.map { $0["new"]?.bool } } == [[false], [false, true]])
    }

    @Test func aRunWhoseEndWentOutAtOnceIsNotSaidToGoOn() throws {
        let station = try Station(fallback: .answer(body: "ok"))
        station.integrate("ops", .slack, with: #""digest": {"every": "1h", "immediate": ["*:failure"]}"#)
        try station.spool(ids: ["a"], type: "job-run:success")
        try station.run()
        let event = { (type: String, run: String) in
            #"{"event": "\#(type)", "data": {"build": {"id": "\#(run)"}, "project": {"id": "blog"}}}"# + "\n"
        }
        station.wait(.seconds(60))
        try station.spool(event("build:start", "one") + event("build:start", "two") + event("build:failure", "one"))
        try station.run()
        #expect(station.bodies("ops").count == 2, "the failure went out at once")
        station.wait(.seconds(3600))
        try station.spool(event("build:failure", "two"))
        try station.run()
        // The last one went out in the same run in which the digest was cut.
        let digests = station.bodies("ops").filter { $0.contains("Build started") }
        #expect(digests.count == 1)
        #expect(digests.allSatisfy { $0.contains("Build started ×2") && !$0.contains("still running") })
    }

    @Test func duringAnOutageTheNextOneGrows() throws {
        let station = try Station(["/sum": [.answer(status: 503)]])
        station.integrate("sum", with: #""mode": "digest", "retry": {"schedule": ["5m", "5m", "5m", "5m"]}"#)
        for id in ["a", "b", "c"] {
            try station.spool(ids: [id])
            try station.run()
            station.wait(.seconds(600))
        }
        #expect(try station.totals("sum") == [1, 1, 1], "the same digest three times")
        #expect(Set(keys(station, "sum")).count == 1)
        station.receiver.script("/sum", [])
        let report = try station.run()
        #expect(try station.totals("sum").suffix(2) == [1, 2])
        #expect(Set(keys(station, "sum")).count == 2)
        #expect(report["sum"].backlog == Backlog())
    }

    @Test func pagesTellTogetherOfEverything() throws {
        let station = try Station(fallback: .answer(body: "ok"))
        station.integrate("ops", .slack, with: #""digest": {"maxItems": 1000}"#)
        station.integrate("all", with: #""mode": "digest", "digest": {"maxItems": 1000}"#)
        let lines = (0..<120).map { number in
            """
            {"event": "build:failure", "id": "e\(number)", "createdAt": "2026-03-02T05:00:00Z", "data": \
            {"project": {"id": "p\(number)"}, "message": "\(String(repeating: "x", count: 300))"}}

            """
        }
        try station.spool(lines.joined())
        let report = try station.run()
        let pages = station.bodies("ops")
        #expect(pages.count > 1)
        #expect(report["ops"].thisRun == DeliveryCounts(planned: pages.count, delivered: pages.count))
        #expect(try station.totals("all").first == 120)
        for number in 0..<120 {
            #expect(pages.count { $0.contains("p\(number)*") || $0.contains("p\(number)_") } == 1, "p\(number)")
        }
    }

    // MARK: where an integration begins

    @Test func aNewOneBeginsWithTheRunThatFirstSeesIt() throws {
        let station = try Station()
        station.integrate("old")
        try station.spool(ids: ["a"])
        try station.run()
        station.integrate("new")
        station.integrate("all", with: #""from": "beginning""#)
        station.integrate("some", with: #""from": "2026-03-02T05:59:30Z""#)
        try station.spool(ids: ["b"])
        try station.spool(#"{"event": "build:start", "id": "c", "createdAt": "2026-03-02T05:59:40Z", "data": {}}"#)
        try station.run()
        #expect(station.ids("old").sorted() == ["a", "b", "c"])
        #expect(station.ids("new").sorted() == ["b", "c"])
        #expect(station.ids("all").sorted() == ["a", "b", "c"])
        #expect(station.ids("some") == ["c"])
    }

    @Test func eachGetsWhatItAskedFor() throws {
        let station = try Station()
        station.integrate("failures", events: #"["*:failure"]"#)
        station.integrate("builds", events: #"{"trigger:build:start": true, "trigger:build:failure": false}"#)
        station.integrate("shop", with: #""restricted": true, "projects": ["shop"]"#)
        station.integrate("none", events: "{}")
        try station.spool(ids: ["a"], type: "build:failure", project: "blog")
        try station.spool(ids: ["b"], type: "build:start", project: "shop")
        try station.spool(#"{"event": "billing:invoice-paid", "id": "c", "data": {}}"#)
        let report = try station.run()
        #expect(station.ids("failures") == ["a"])
        #expect(station.ids("builds") == ["b"])
        #expect(station.ids("shop") == ["b"], "an event without a project belongs to none")
        #expect(station.ids("none") == [])
        #expect(report.totals == DeliveryCounts(planned: 3, delivered: 3))
    }

    @Test func oneThatIsNotSelectedWaits() throws {
        let station = try Station()
        station.integrate("one")
        station.integrate("two")
        try station.spool(ids: ["a"])
        let first = try station.run { $0.integrations = ["two"] }
        #expect(first["one"].backlog.held == 1)
        #expect(first["two"].thisRun.delivered == 1)
        station.wait(.seconds(1))
        #expect(try station.run()["one"].thisRun == DeliveryCounts(planned: 1, delivered: 1))
        #expect(station.ids("one") == ["a"])
    }

    // MARK: -

    private func types(_ station: Station, _ id: String) -> [String?] {
        station.receiver.requests(on: "/" + id).map { $0.header("X-Northflank-Notification-Integration-Event-Type") }
    }

    private func keys(_ station: Station, _ id: String) -> [String?] {
        station.receiver.requests(on: "/" + id).map { $0.header("Idempotency-Key") }
    }
}
