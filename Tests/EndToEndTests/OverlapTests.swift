import Glibc
import JSON
import Receiver
import Testing

@Suite struct OverlapTests {
    /// A scene with a run that waits for an answer until the receiver is released.
    private func busyScene() throws -> (scene: Scene, run: Child) {
        let scene = try Scene(["/blog": [.noContent.heldBack, .noContent]])
        try scene.integrate("blog", with: #""concurrency": 1, "timeout": "50s""#)
        try scene.spool("a", "b")
        let run = try Child(["run"], home: scene.home)
        #expect(eventually { scene.receiver.count == 1 })
        return (scene, run)
    }

    @Test func aSecondRunLeavesAtOnce() throws {
        let (scene, first) = try busyScene()
        let second = try Belfry.run(["run"], home: scene.home)
        #expect(second.status == 75)
        #expect(second.errors.hasPrefix("belfry: error: another run is going on\n"))
        #expect(try Belfry.run(["enable", "blog"], home: scene.home).status == 75)
        #expect(try Belfry.run(["status"], home: scene.home).status == 0, "to look is always allowed")
        scene.receiver.release()
        #expect(first.wait() == .exited(0))
        #expect(scene.ids("blog") == ["a", "b"])
    }

    @Test func orItWaitsAndFindsNothingLeft() throws {
        let (scene, first) = try busyScene()
        let second = try Child(["run", "--wait"], home: scene.home)
        #expect(try eventually { try second.waitsForALock() })
        scene.receiver.release()
        #expect(second.wait() == .exited(0))
        #expect(first.wait() == .exited(0))
        #expect(try second.errors() == "", "the reports are written under the lock")
        #expect(scene.ids("blog") == ["a", "b"])
    }

    /// Both chose the same before either had the lock.
    @Test(arguments: [["resend", "--failed"], ["reconcile", "--apply", "--since", "beginning"]])
    func whatTwoWouldSendAgainGoesOnce(command: [String]) throws {
        let scene = try Scene(["/blog": [.answer(status: 503)], "/other": [.noContent.heldBack]])
        try scene.integrate("blog", with: #""retry": {"schedule": []}"#)
        try scene.spool("a", "b")
        #expect(try Belfry.run(["run"], home: scene.home).status == 1)
        scene.receiver.script("/blog", [.noContent])
        try scene.integrate("other", with: #""timeout": "50s""#)
        try scene.spool("c")
        let run = try Child(["run"], home: scene.home)
        #expect(eventually { scene.receiver.requests(on: "/other").count == 1 })
        let both = try (0..<2).map { _ in try Child(command + ["--yes", "--wait"], home: scene.home) }
        for child in both { #expect(try eventually { try child.waitsForALock() }) }
        scene.receiver.release()
        for child in both + [run] { #expect(child.wait() == .exited(0)) }
        #expect(scene.ids("blog").sorted() == ["a", "a", "b", "b", "c"])
        let told = try both.map { try $0.errors() }.filter { !$0.isEmpty }
        #expect(told == ["belfry: warning: 2 others were sent or changed meanwhile, and left alone\n"])
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func whoWaitsCanBeSentAway(signal: Int32) throws {
        let (scene, first) = try busyScene()
        let second = try Child(["run", "--wait"], home: scene.home)
        #expect(try eventually { try second.waitsForALock() })
        second.send(signal)
        #expect(eventually { second.hasEnded })
        #expect(!first.hasEnded)
        first.send(SIGKILL)
        #expect(second.wait() == .killed(signal: signal))
        _ = scene
    }

    @Test func whatDiesLeavesNoLock() throws {
        let (scene, first) = try busyScene()
        first.send(SIGKILL)
        #expect(first.wait() == .killed(signal: SIGKILL))
        #expect(try Belfry.run(["run"], home: scene.home).status == 0)
        #expect(scene.ids("blog") == ["a", "a", "b"], "only what was in flight is repeated")
        let keys = scene.receiver.requests.map { $0.header("Idempotency-Key") }
        #expect(keys[0] == keys[1])
    }
}

@Suite struct SignalTests {
    @Test(arguments: [(SIGTERM, 143, "SIGTERM"), (SIGINT, 130, "SIGINT")] as [(Int32, Int32, String)])
    func aStoppedRunHasRecordedEverything(signal: Int32, code: Int32, name: String) throws {
        let scene = try Scene(["/blog": [.noContent, .noContent.heldBack, .noContent]])
        try scene.integrate("blog", with: #""concurrency": 1, "timeout": "50s""#)
        try scene.spool("a", "b", "c", "d", "e", "f")
        let run = try Child(["run", "--json"], home: scene.home)
        #expect(eventually { scene.receiver.count == 2 })
        run.send(signal)
        scene.receiver.release()
        #expect(run.wait() == .exited(code))
        let report = try JSON.read(Array(try run.output().utf8))
        #expect(report["ending"] == .string(name))
        #expect(report["totals"]?["delivered"] == 2, "what was in flight was waited for")
        #expect(report["totals"]?["outstanding"] == 4)
        #expect(scene.receiver.count == 2, "and nothing was begun")

        #expect(try Belfry.run(["run"], home: scene.home) == Belfry.Ended(status: 0, output: "", errors: ""))
        #expect(scene.ids("blog") == ["a", "b", "c", "d", "e", "f"], "nothing twice")
    }

    @Test func aRunThatWaitsForARetryIsStoppedAtOnce() throws {
        let scene = try Scene(fallback: .answer(status: 500))
        try scene.integrate("blog", with: #""retry": {"schedule": ["50s"]}"#)
        try scene.spool("a")
        let run = try Child(["run"], home: scene.home)
        #expect(eventually { scene.receiver.count == 1 })
        run.send(SIGTERM)
        #expect(eventually { run.hasEnded })
        #expect(run.wait() == .exited(143))
        #expect(try scene.json("status")["totals"]?["outstanding"] == 1)
    }
}
