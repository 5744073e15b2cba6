import Foundation
import JSON
import Receiver
import Testing

/// An integration whose file is renamed or deleted: what it owes and holds is told until somebody decides.
@Suite struct RemovedTests {
    let scene: Scene
    private let file: String
    private static let what = "blog is configured no longer, and what it has is not sent"

    /// `blog` fails: one delivery is deferred, and three events are held.
    init() throws {
        scene = try Scene(["/blog": [.answer(status: 503), .noContent], "/dead": [.answer(status: 503)]])
        file = scene.home.path + "/integrations/blog.json"
        try scene.integrate("blog", with: #""retry": {"schedule": ["1h"]}"#)
        #expect(try scene.belfry("run").status == 0)
        try scene.spool("e1")
        #expect(try scene.belfry("run", at: "06:01:00").status == 0)
        #expect(try scene.belfry("disable", "blog", at: "06:01:30").status == 0)
        try scene.spool("e2", "e3", "e4")
        #expect(try scene.belfry("run", at: "06:02:00").status == 0)
    }

    private func rename() throws {
        try FileManager.default.moveItem(atPath: file, toPath: file.replacing("blog.json", with: "alerts.json"))
    }

    @Test func aRunTellsItOnceAndStatusEachTime() throws {
        try rename()
        let first = try scene.belfry("run", at: "06:03:00")
        #expect(first.status == 1)
        #expect(first.errors.contains(Self.what), "\(first.errors)")
        #expect(first.errors.contains("→ belfry drop ALL -i blog"))
        let second = try scene.belfry("run", at: "06:04:00")
        #expect(second.status == 0 && second.errors == "")
        for _ in 1...2 {
            let status = try scene.belfry("status", at: "06:05:00")
            #expect(status.status == 1)
            #expect(
                status.output.contains("1 delivery outstanding, 3 events held, the oldest for "),
                "\(status.output)"
            )
        }
    }

    @Test func itIsToldBeforeARunHasLooked() throws {
        try rename()
        #expect(try scene.belfry("status", at: "06:03:00").output.contains(Self.what))
        #expect(try scene.belfry("status", "blog", at: "06:03:00").status == 1)
        let doctor = try scene.belfry("doctor", "--dry-run", at: "06:03:00")
        #expect(doctor.status == 1 && doctor.output.contains("blog is configured no longer and still has something"))
    }

    @Test(arguments: [false, true])
    func everyReportCountsIt(hasRun: Bool) throws {
        try rename()
        if hasRun { #expect(try scene.belfry("run", at: "06:03:00").status == 1) }
        let json = try scene.json("status", at: "06:04:00")["removed"]?.array?.first
        #expect(json?["id"] == "blog" && json?["outstanding"] == 1 && json?["held"] == 3)
        #expect(json?["command"] == "belfry drop ALL -i blog")
        #expect(try scene.belfry("status", "--ages", at: "06:04:00").output.contains(/blog \(removed\) +4\s/))
        #expect(
            try scene.belfry("status", "--max-age", "1m", at: "06:04:00").errors.contains("blog: the oldest has been")
        )
        let report = try scene.belfry("report", at: "06:04:00")
        #expect(report.status == 1)
        #expect(report.output.contains(Self.what))
        #expect(report.output.contains(/blog +removed +0 +0 +4\s/), "\(report.output)")
        guard hasRun else { return }
        let prom = try scene.home.text("reports/belfry.prom")
        #expect(prom.contains(#"belfry_outstanding_deliveries{integration="blog"} 1"#))
        #expect(prom.contains(#"belfry_held_events{integration="blog"} 3"#))
        #expect(prom.contains("belfry_removed_integrations 1\n"))
    }

    @Test(arguments: [false, true])
    func itIsAGap(hasRun: Bool) throws {
        try rename()
        if hasRun { #expect(try scene.belfry("run", at: "06:03:00").status == 1) }
        let account = try scene.belfry("reconcile", at: "06:04:00")
        #expect(account.status == 1)
        #expect(account.output.contains("gap: 4 events owed or held, and 'blog' is configured no longer\n"))
        let json = try scene.json("reconcile", "--since", "beginning", at: "06:04:00")
        #expect(json["total"]?["gap"] == 4)
        #expect(json["integrations"]?.array?.first { $0["id"] == "blog" }?["gap"] == 4)
        #expect(try scene.belfry("reconcile", "--apply", "--yes", at: "06:04:30").status == 1)
    }

    @Test func whatCameAfterItWasGoneIsNoneOfIts() throws {
        try rename()
        try scene.spool("e5")
        #expect(try scene.belfry("run", at: "06:03:00").status == 1)
        let rows = try scene.json("reconcile", at: "06:04:00")["integrations"]?.array
        #expect(rows?.first { $0["id"] == "blog" }?["matched"] == 4)
        #expect(rows?.first { $0["id"] == "alerts" }?["matched"] == 1)
        #expect(try scene.json("status", "--ages", at: "06:04:00")["removed"]?.array?.first?["held"] == 3)
    }

    @Test func backUnderItsNameItGoesOn() throws {
        let other = file.replacing("blog.json", with: "alerts.json")
        try rename()
        #expect(try scene.belfry("run", at: "06:03:00").status == 1)
        try FileManager.default.moveItem(atPath: other, toPath: file)
        #expect(try scene.belfry("enable", "blog", "--replay", "all", at: "06:04:00").status == 0)
        #expect(try scene.belfry("run", "--force", at: "06:05:00").status == 0)
        #expect(scene.ids("blog").sorted() == ["e1", "e1", "e2", "e3", "e4"])
        #expect(try scene.belfry("reconcile", at: "06:06:00").output.contains("no gap"))
    }

    @Test(arguments: [false, true])
    func onceItIsGivenUpAllIsQuiet(hasRun: Bool) throws {
        try FileManager.default.removeItem(atPath: file)
        if hasRun { #expect(try scene.belfry("run", at: "06:03:00").status == 1) }
        let trial = try scene.belfry("drop", "ALL", "-i", "blog", "--dry-run", at: "06:04:00")
        #expect(trial.output == "1 delivery and 3 held events would be dropped\n")
        #expect(try scene.belfry("drop", "ALL", "-i", "blog", at: "06:04:00").status == 64)
        let drop = try scene.belfry("drop", "ALL", "-i", "blog", "--yes", at: "06:04:00")
        #expect(drop.status == 0 && drop.output == "1 delivery dropped, 3 held events skipped\n", "\(drop)")
        try scene.spool("e5")
        let run = try scene.belfry("run", at: "06:05:00")
        #expect(run.status == 0 && run.errors == "")
        let status = try scene.belfry("status", at: "06:06:00")
        #expect(status.status == 0 && !status.output.contains("blog"))
        let account = try scene.belfry("reconcile", at: "06:06:00")
        #expect(account.status == 0)
        #expect(account.output.contains("matched 4 = 3 skipped + 1 dropped"), "\(account.output)")
        let again = try scene.belfry("drop", "ALL", "-i", "blog", "--yes", at: "06:07:00")
        #expect(again.status == 0 && again.output == "no deliveries\n")
    }

    @Test func oneThatHasNothingIsNotTold() throws {
        #expect(try scene.belfry("drop", "ALL", "--yes", at: "06:02:30").status == 0)
        #expect(try scene.belfry("enable", "blog", "--replay", "none", at: "06:02:30").status == 0)
        try rename()
        #expect(try scene.belfry("run", at: "06:03:00").status == 0)
        let status = try scene.belfry("status", at: "06:04:00")
        #expect(status.status == 0 && !status.output.contains("blog"))
        #expect(try scene.belfry("reconcile", at: "06:04:00").status == 0)
    }

    @Test func whatAKilledRunLeftIsCountedToo() throws {
        try scene.integrate("dead", with: #""retry": {"schedule": ["1h"]}"#)
        #expect(try scene.belfry("run", at: "06:02:30").status == 0)
        try scene.spool((1...200).map { "k\($0)" })
        let run = try Child(["run", "--now", "2026-03-02T06:03:00Z"], home: scene.home)
        #expect(eventually { !scene.receiver.requests(on: "/dead").isEmpty })
        run.send(SIGKILL)
        _ = run.wait()
        try FileManager.default.removeItem(atPath: scene.home.path + "/integrations/dead.json")
        for time in ["06:04:00", "06:06:00"] {
            let told = try scene.json("status", at: time)["removed"]?.array?.first
            #expect((told?["outstanding"]?.int ?? 0) + (told?["held"]?.int ?? 0) == 200)
            #expect(try scene.belfry("run", at: "06:05:00").status == (time == "06:04:00" ? 1 : 0))
        }
    }

    @Test func whatItHoldsIsNotPruned() throws {
        try FileManager.default.removeItem(atPath: file)
        #expect(try scene.belfry("run", at: "06:03:00").status == 1)
        let later = ["--now", "2026-06-02T06:00:00Z"]
        #expect(try Belfry.run(["prune", "--older-than", "1d"] + later, home: scene.home).status == 0)
        #expect(try Belfry.run(["run"] + later, home: scene.home).status == 0)
        try scene.integrate("blog")
        #expect(try Belfry.run(["enable", "blog", "--replay", "all"] + later, home: scene.home).status == 0)
        #expect(try Belfry.run(["run"] + later, home: scene.home).status == 0)
        #expect(scene.ids("blog").sorted() == ["e1", "e1", "e2", "e3", "e4"])
    }
}
