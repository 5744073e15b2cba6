import Foundation
import JSON
import Receiver
import Testing

/// Health checks, and what nobody has counted yet.
@Suite struct StatusTests {
    @Test func aRunIsRememberedAndTellsHowLongItIsAgo() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        let before = try scene.belfry("status")
        #expect(before.output.contains("\nLast run: none is on record\n"))
        #expect(try scene.belfry("run").status == 0)
        let after = try scene.belfry("status", at: "06:10:00")
        // The run ended some milliseconds after six; so many pass until the status looks at its clock.
        #expect(after.output.contains(/\nLast run: (9m \d+s|10m) ago, fine\n/), "\(after.output)")
        let json = try scene.json("status")
        #expect(json["lastRun"]?["verdict"] == "fine")
        #expect(json["lastGoodRunAt"]?.string?.hasPrefix("2026-03-02T06:00:0") == true)
    }

    @Test func aRunThatNeedsSomebodyIsNotAGoodOne() throws {
        let scene = try Scene(["/blog": [.answer(status: 410)]])
        try scene.integrate("blog")
        #expect(try scene.belfry("run").status == 0)
        try scene.spool("e1")
        #expect(try scene.belfry("run", at: "06:30:00").status == 1)
        let status = try scene.belfry("status", at: "06:30:10").output
        #expect(status.contains(/\nLast run: \d+s ago, attention; the last good one: 2026-03-02T06:00:0/), "\(status)")
        let prom = try scene.home.text("reports/belfry.prom")
        let last = value("belfry_last_run_timestamp_seconds", prom)
        let good = value("belfry_last_success_timestamp_seconds", prom)
        #expect((1790...1820).contains(last - good))
    }

    @Test(arguments: [("10m", "06:09:00", Int32(0)), ("10m", "06:11:00", 1)])
    func aHealthCheckLooksAtTheAgeOfTheLastGoodRun(longest: String, time: String, status: Int32) throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.home.write("spool/new/.keep", "")
        #expect(try scene.belfry("run").status == 0)
        let check = try scene.belfry("status", "--max-age", longest, "--quiet", at: time)
        #expect(check.status == status)
        #expect(check.output == "")
        #expect(check.errors.isEmpty == (status == 0))
    }

    @Test func aHealthCheckOfAHomeThatNeverRanFails() throws {
        let scene = try Scene()
        let check = try scene.belfry("status", "--max-age", "30d")
        #expect(check.status == 1)
        #expect(check.errors == "no good run is on record\n")
    }

    @Test func filesInTheSpoolWaitForTheNextRun() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.spool("e1")
        let status = try Belfry.run(["status"], home: scene.home)
        #expect(status.output.contains("the spool: 1 file for the next run, the oldest for "))
        #expect(try scene.json("status")["spool"]?["files"] == 1)
    }

    @Test func whatAKilledRunLeftBehindTheCursorsIsCounted() throws {
        let scene = try Scene(["/blog": [.answer(status: 500)]], fallback: .answer(status: 500))
        try scene.integrate("blog", with: #""retry": {"schedule": ["1h"]}"#)
        try scene.spool((1...200).map { "e\($0)" })
        let run = try Child(["run", "--now", "2026-03-02T06:00:00Z"], home: scene.home)
        #expect(eventually { !scene.receiver.requests.isEmpty })
        run.send(SIGKILL)
        _ = run.wait()
        let integration = try #require(try scene.json("status")["integrations"]?.array?.first)
        let waiting = (integration["held"]?.int ?? 0) + (integration["outstanding"]?.int ?? 0)
        #expect(waiting == 200)
        #expect(integration["heldIsEstimate"] == false)
    }

    @Test func whatCouldNotBeReadIsToldUntilItIsGone() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.home.write("spool/new/a.json", "{")
        try scene.home.write("spool/new/it's.json", "[")
        #expect(try scene.belfry("run").status == 1)
        #expect(try scene.belfry("run", at: "06:01:00").status == 0)
        let status = try scene.belfry("status", at: "06:02:00")
        #expect(status.status == 1)
        #expect(status.output.contains("  2 files in spool/corrupt could not be read\n"), "\(status.output)")
        #expect(status.output.contains(/→ cat '.*\/spool\/corrupt\/(a|it'\\''s)\.json\.reason\.txt'\n/))
        #expect(try scene.json("status", at: "06:02:00")["refused"]?["files"] == 2)
        #expect(try scene.belfry("report", at: "06:02:00").output.contains("2 files in spool/corrupt"))
        #expect(try scene.home.text("reports/belfry.prom").contains("\nbelfry_refused_files 2\n"))
        try FileManager.default.removeItem(atPath: scene.home.path + "/spool/corrupt")
        #expect(try scene.belfry("status", at: "06:03:00").status == 0)
    }

    @Test func whatFailsAndIsTriedAgainNeedsNobodyYet() throws {
        let scene = try Scene(["/blog": [.answer(status: 503)]])
        try scene.integrate(
            "blog",
            with: #""retry": {"schedule": ["1h"]}, "disable": {"failingFor": "2m", "failures": 4}"#
        )
        #expect(try scene.belfry("run").status == 0)
        try scene.spool("e1")
        #expect(try scene.belfry("run", at: "06:01:00").status == 0)
        let status = try scene.belfry("status", at: "06:01:10")
        #expect(status.status == 0)
        #expect(status.output.contains("\nFailing:\n  blog (RAW_WEBHOOK) is failing since "), "\(status.output)")
        #expect(!status.output.contains("Needs you"))
        for minute in 2...3 { _ = try scene.belfry("run", "--force", at: "06:0\(minute):30") }
        let nearly = try scene.belfry("status", at: "06:04:00")
        #expect(nearly.status == 1)
        #expect(nearly.output.contains("\nNeeds you:\n  blog (RAW_WEBHOOK) is failing since "), "\(nearly.output)")
    }

    @Test func aMuteIsNamedOnceAndIsNoReasonForBeingDisabled() throws {
        let scene = try Scene(["/blog": [.answer(status: 503)]])
        try scene.integrate("blog", with: #""retry": {"schedule": ["1h"]}"#)
        #expect(try scene.belfry("run").status == 0)
        try scene.spool("e1")
        #expect(try scene.belfry("run", at: "06:01:00").status == 0)
        let mute = try scene.belfry("mute", "add", "blog", "--expires", "8h", "--reason", "deploy", at: "06:02:00")
        #expect(mute.status == 0)
        let line = try #require(
            try scene.belfry("status", at: "06:02:00").output.split(separator: "\n").first {
                $0.contains("outstanding")
            }
        )
        #expect(line.matches(of: /muted/).count == 1 && !line.contains("next attempt"), "\(line)")
        let object = try scene.json("list", "blog", at: "06:02:00")["data"]?["status"]
        #expect(object?["disabled"] == false && object?["reason"] == nil)
        #expect(try scene.belfry("disable", "blog", "--reason", "moving", at: "06:03:00").status == 0)
        #expect(try scene.json("list", "blog", at: "06:03:00")["data"]?["status"]?["reason"] == "moving")
    }

    @Test func theAgesOfTheBacklogAddUpToIt() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.integrate("ops", with: #""mode": "digest", "digest": {"every": "1d"}"#)
        #expect(try scene.belfry("disable", "blog").status == 0)
        try scene.spool("e0")
        #expect(try scene.belfry("run").status == 0)
        try scene.spool("e1", "e2")
        #expect(try scene.belfry("run", at: "06:01:00").status == 0)
        let ages = try scene.belfry("status", "--ages", at: "07:30:00").output
        #expect(
            ages == """
                       total  5m  1h  6h  1d  5d  older
                TOTAL      5   .   .   5   .   .      .
                blog       3   .   .   3   .   .      .
                ops        2   .   .   2   .   .      .

                """
        )
        let json = try scene.json("status", "--ages", at: "07:30:00")
        #expect(json["integrations"]?.array?[0]["ages"] == [0, 0, 3, 0, 0, 0])
    }

    private func value(_ metric: String, _ text: String) -> Double {
        text.split(separator: "\n").first { $0.hasPrefix(metric + " ") }.flatMap { Double($0.split(separator: " ")[1]) }
            ?? -1
    }
}
