import JSON
import Receiver
import TestSupport
import Testing

@Suite struct RunTests {
    private static let silence = Belfry.Ended(status: 0, output: "", errors: "")

    @Test func withoutATerminalItIsSilentWhenAllIsWell() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        #expect(try scene.belfry("run") == Self.silence)
        try scene.spool("a", "b")
        #expect(try scene.belfry("run") == Self.silence)
        #expect(scene.ids("blog").sorted() == ["a", "b"])
        #expect(try scene.belfry("run", at: "07:00:00") == Self.silence)
        #expect(scene.receiver.count == 2)
    }

    @Test func aDeferralIsNoReasonToWriteToAnybody() throws {
        let scene = try Scene(fallback: .answer(status: 500))
        try scene.integrate("blog", with: #""retry": {"schedule": ["1h"]}"#)
        try scene.spool("a")
        #expect(try scene.belfry("run") == Self.silence)
        #expect(try scene.belfry("run", "--fail-on", "deferred", at: "08:00:00").status == 1)
    }

    @Test func whatNeedsSomebodyIsToldOnStandardErrorAndByTheCode() throws {
        let scene = try Scene(["/ops": [.answer(status: 400, body: "invalid_payload")]])
        try scene.integrate("ops", "SLACK")
        try scene.spool("a")
        let ended = try scene.belfry("run")
        #expect(ended.status == 1)
        #expect(ended.output == "")
        #expect(ended.errors.contains("in this run: 1 rejected"))
        try scene.spool("b")
        #expect(try scene.belfry("run", "--fail-on", "never").status == 0)
    }

    @Test func badInputIsToldWithItsPlaceAndTheRestIsDelivered() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.spool("a")
        try scene.home.write("spool/new/bad.ndjson", "{\"event\": \"x\", \"data\": {}}\n{\"event\": }\n")
        let ended = try scene.belfry("run")
        #expect(ended.status == 1)
        #expect(ended.errors.hasPrefix("bad.ndjson:2:11: error: "))
        #expect(scene.receiver.count == 2)
        #expect(try scene.home.names(in: "spool/corrupt") == ["bad.ndjson", "bad.ndjson.reason.txt"])
        #expect(try scene.belfry("run") == Self.silence)
    }

    @Test func theReportOfTheRunIsPrintedAndWritten() throws {
        let scene = try Scene(["/bad": [.answer(status: 500)]])
        try scene.integrate("good")
        try scene.integrate("bad", with: #""retry": {"schedule": ["1h"]}"#)
        try scene.spool("a", "b")
        let ended = try scene.belfry("run", "--json")
        #expect(ended.status == 0 && ended.errors == "")
        #expect(ended.output == (try scene.home.text("reports/status.json")))
        let report = try JSON.read(Array(ended.output.utf8))
        #expect(report["verdict"] == "deferred")
        #expect(report["ending"] == "complete")
        #expect(report["intake"]?["accepted"] == 2)
        #expect(report["totals"]?["planned"] == 4)
        #expect(report["totals"]?["delivered"] == 2)
        #expect(report["totals"]?["outstanding"] == 2)
        #expect(report["integrations"]?.array?.map { $0["id"]?.string } == ["bad", "good"])
        #expect(report["integrations"]?.array?[0]["lastFailure"]?["class"] == "server")
        let metrics = try scene.home.text("reports/belfry.prom")
        #expect(metrics.contains("belfry_"))
        #expect(try scene.home.text("reports/status.txt").contains("bad (RAW_WEBHOOK) is failing"))
    }

    @Test func statusAndListTellTheSame() throws {
        let scene = try Scene(["/blog": [.answer(status: 503), .noContent]])
        try scene.integrate("blog", with: #""retry": {"schedule": ["1h"]}, "concurrency": 1"#)
        let before = try scene.json("status")
        #expect(before["integrations"]?.array?[0]["state"] == "ok")
        #expect(try scene.home.names(in: "state") == [], "to look changes nothing")
        try scene.spool("a", "b")
        _ = try scene.belfry("run")

        let failing = try scene.json("status", "blog", at: "06:01:00")["integrations"]?.array?[0]
        #expect(failing?["state"] == "failing")
        #expect(failing?["outstanding"] == 2)
        #expect(failing?["status"]?["numberOfFailedRequests"] == 1)
        #expect(failing?["status"]?["timeOfFirstFailedRequest"]?.string?.hasPrefix("2026-03-02T06:00:0") == true)
        #expect(failing?["command"] == "belfry test blog")
        let listed = try scene.json("list", "blog", at: "06:01:00")["data"]
        #expect(listed?["status"] == failing?["status"])
        #expect(listed?["webhook"]?.string?.contains("/blog") == false, "the address is redacted")
        #expect(try scene.belfry("status", at: "06:01:00").status == 0)

        _ = try scene.belfry("run", at: "08:00:00")
        let fine = try scene.json("list", at: "08:01:00")["data"]?.array?[0]
        #expect(fine?["status"] == ["disabled": false, "numberOfFailedRequests": 0])
        #expect(fine?["createdAt"]?.string?.hasPrefix("2026-03-02T06:00:0") == true)
        #expect(try scene.json("status")["totals"]?["outstanding"] == 0)
    }

    @Test func onlyTheNamedOnesRun() throws {
        let scene = try Scene()
        for id in ["one", "two", "three"] { try scene.integrate(id) }
        try scene.spool("a")
        #expect(try scene.belfry("run", "-i", "one", "--integration=two").status == 0)
        #expect(scene.ids("one") == ["a"] && scene.ids("two") == ["a"] && scene.ids("three") == [])
        let unknown = try scene.belfry("run", "-i", "thre")
        #expect(unknown.status == 3)
        #expect(unknown.errors.contains("did you mean 'three'?"))
        _ = try scene.belfry("run")
        #expect(scene.ids("three") == ["a"])
    }

    @Test func aDryRunSendsAndChangesNothing() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.spool("a")
        let dry = try scene.json("run", "--dry-run")
        #expect(dry["dryRun"] == true)
        #expect(dry["totals"]?["planned"] == 1)
        #expect(scene.receiver.count == 0)
        #expect(try scene.home.names(in: "spool/new") == ["a.ndjson"])
        #expect(try scene.home.names(in: "state") == [])
        _ = try scene.belfry("run")
        #expect(scene.ids("blog") == ["a"])
    }

    @Test func theTimeIsLimited() throws {
        let scene = try Scene(fallback: .noContent.delayed(by: .milliseconds(100)))
        try scene.integrate("blog", with: #""concurrency": 1"#)
        try scene.spool("a", "b", "c", "d", "e")
        let first = try scene.json("run", "--max-runtime", "150ms")
        #expect(first["ending"] == "out-of-time")
        let left = try #require(first["totals"]?["outstanding"]?.int)
        #expect((1..<5).contains(left))
        _ = try scene.belfry("run")
        #expect(scene.ids("blog") == ["a", "b", "c", "d", "e"])
    }

    // MARK: what becomes of held events

    @Test(
        arguments: [
            ("all", ["a", "a", "b", "c", "d"], ["build:failure"]), ("digest", ["a", "a", "digest", "d"], ["digest"]),
            ("none", ["a", "d"], []),
        ]
    )
    func `T56: enabling decides what becomes of held events`(replay: String, expected: [String], kinds: [String]) throws
    {
        let scene = try Scene(["/blog": [.answer(status: 410), .noContent]])
        try scene.integrate("blog", with: #""concurrency": 1"#)
        try scene.spool("a")
        #expect(try scene.belfry("run").status == 1)
        try scene.spool("b", "c")
        #expect(try scene.belfry("run", at: "06:10:00") == Self.silence)
        let disabled = try scene.json("list", "blog")["data"]?["status"]
        #expect(disabled?["disabled"] == true)
        #expect(disabled?["reason"] == "410 Gone")
        let status = try scene.belfry("status", at: "06:20:00")
        #expect(status.status == 1)
        #expect(status.output.contains("→ belfry enable blog --replay digest"))

        #expect(try scene.belfry("enable", "blog", "--replay", replay, at: "06:30:00").status == 0)
        #expect(try scene.belfry("run", at: "06:40:00") == Self.silence)
        try scene.spool("d")
        #expect(try scene.belfry("run", at: "06:50:00") == Self.silence)
        let requests = scene.receiver.requests(on: "/blog")
        let types = requests.map { $0.header("X-Northflank-Notification-Integration-Event-Type") ?? "" }
        #expect(zip(types, scene.ids("blog")).map { $0 == "digest" ? $0 : $1 } == expected)
        if replay == "digest" {
            let digest = try #require(requests.first { $0.text.contains(#""event":"digest""#) })
            #expect(try JSON.read(digest.body)["data"]?["totals"]?["events"] == 2)
        }
        let totals = try scene.json("status", at: "07:00:00")["totals"]
        #expect(totals?["outstanding"] == 0 && totals?["held"] == 0)
        #expect(try scene.json("list", "blog")["data"]?["status"]?["disabled"] == false)
    }

    @Test func whoIsSwitchedOffByHandKeepsItsEvents() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        _ = try scene.belfry("run")
        #expect(try scene.belfry("disable", "blog", "--reason", "moving", at: "06:01:00").status == 0)
        try scene.spool("a")
        #expect(try scene.belfry("run", at: "06:02:00") == Self.silence)
        #expect(scene.receiver.count == 0)
        let one = try scene.json("status", "blog", at: "06:03:00")["integrations"]?.array?[0]
        #expect(one?["held"] == 1 && one?["status"]?["reason"] == "moving")
        #expect(try scene.belfry("enable", "nobody").status == 3)
        #expect(try scene.belfry("enable", "blog", at: "06:04:00").status == 0)
        #expect(try scene.belfry("run", at: "06:05:00") == Self.silence)
        #expect(scene.ids("blog") == ["a"])
    }
}
