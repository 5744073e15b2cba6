import JSON
import Receiver
import TestSupport
import Testing

/// A bad night, mended by somebody who types what the program says.
@Suite struct NightTests {
    private let scene: Scene

    /// An endpoint was down: something was given up, and something is held.
    init() throws {
        scene = try Scene(["/blog": [.answer(status: 503)]])
        try scene.integrate("blog", with: #""retry": {"schedule": ["5m"]}, "concurrency": 1"#)
        for (hour, id) in ["a", "b"].enumerated() {
            try scene.spool(id)
            for minute in ["00", "10"] { _ = try run("run", "--max-runtime", "1s", at: "0\(hour):\(minute):00") }
        }
        try scene.spool("c")
        _ = try run("run", "--max-runtime", "1s", at: "01:11:00")
        scene.receiver.script("/blog", [.noContent])
    }

    private func run(_ words: String..., at time: String) throws -> Belfry.Ended {
        try Belfry.run(words + ["--now", "2026-03-02T\(time)Z"], home: scene.home)
    }

    /// What a page says to type.
    private func hints(_ page: String) -> [[String]] {
        page.split(separator: "\n").compactMap { line in
            line.split(separator: "→ belfry ").count == 2
                ? line.split(separator: "→ belfry ")[1].split(separator: " ").map(String.init) : nil
        }
    }

    @Test func whatReconcileSaysBringsEverythingBack() throws {
        let account = try run("reconcile", "--since", "yesterday", at: "03:00:00")
        #expect(account.status == 1)
        let hint = try #require(hints(account.output).first)
        #expect(try Belfry.run(hint + ["--yes", "--now", "2026-03-02T03:01:00Z"], home: scene.home).status == 0)
        _ = try run("run", at: "03:02:00")
        #expect(Set(scene.ids("blog")) == ["a", "b", "c"])
        #expect(try run("reconcile", at: "03:03:00").output.contains("matched 3 = 3 delivered\n"))
    }

    @Test func theQueueSaysThatMoreIsHeld() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        _ = try scene.belfry("run")
        _ = try scene.belfry("disable", "blog")
        try scene.spool("a", "b")
        _ = try scene.belfry("run", at: "06:10:00")
        #expect(try scene.belfry("queue", at: "06:20:00").output == "no deliveries; 2 events are held: belfry status\n")
        #expect(try scene.belfry("queue", "--failed", at: "06:20:00").output == "no deliveries\n")
    }

    @Test func theReportSaysWhatBringsBackWhatWasGivenUp() throws {
        let page = try run("report", "--range", "7d", at: "03:00:00").output
        #expect(hints(page).contains(["resend", "--failed", "-i", "blog"]), "\(page)")
        #expect(
            try run("report", "--range", "7d", "--format", "html", at: "03:00:00").output.contains("resend --failed")
        )
    }

    @Test func statusSaysWhatWasGivenUpAndWhatSendsItAgain() throws {
        let page = try run("status", at: "03:00:00").output
        let hints = hints(page)
        #expect(hints == [["test", "blog"], ["resend", "--failed", "-i", "blog"]], "\(page)")
        for hint in hints {
            let yes = hint[0] == "resend" ? ["--yes"] : []
            #expect(try Belfry.run(hint + yes + ["--now", "2026-03-02T03:01:00Z"], home: scene.home).status == 0)
        }
        #expect(try run("status", at: "03:02:00").output.contains("Quiet:\n  blog"))
        #expect(Set(scene.ids("blog").filter { $0 != "none" }).isSuperset(of: ["a", "b", "c"]))
    }

    @Test func statusSaysWhenAFailingEndpointIsTriedAgainThoughNothingIsPlanned() throws {
        let json = try JSON.read(Array(try run("status", "--json", at: "01:12:00").output.utf8))
        let blog = json["integrations"]?.array?.first
        #expect(blog?["nextAttemptAt"]?.string.map { $0 > "2026-03-02T01:13" } == true, "\(json)")
    }
}
