import JSON
import Receiver
import TestSupport
import Testing

/// What a user is promised about requests that fail, tried on the built program.
@Suite struct FailureStoryTests {
    /// One event for one integration that answers so.
    private func scene(_ replies: [Reply], _ more: String = #""retry": {"schedule": ["1h", "1h"]}"#) throws -> Scene {
        let scene = try Scene(["/blog": replies])
        try scene.integrate("blog", with: more)
        try scene.spool("a")
        _ = try scene.belfry("run", "--max-runtime", "1s")
        return scene
    }

    private func status(_ scene: Scene, at time: String = "06:00:00") throws -> JSON? {
        try scene.json("list", "blog", at: time)["data"]?["status"]
    }

    @Test(arguments: [200, 201, 202, 204, 299])
    func everySuccessOfHTTPIsOne(status code: Int) throws {
        let scene = try scene([.answer(status: code)])
        #expect(try scene.json("queue", "a")["state"] == "delivered")
    }

    @Test(arguments: [300, 301, 304, 400, 401, 404, 500, 503])
    func nothingElseIsASuccess(status code: Int) throws {
        let scene = try scene([.answer(status: code)])
        #expect(try scene.json("queue", "a")["state"] == "deferred")
        #expect(try scene.belfry("status").output.contains("blog (RAW_WEBHOOK) is failing"))
    }

    @Test func aSuccessClearsTheFailures() throws {
        let scene = try scene([.answer(status: 500), .noContent])
        let failing = try status(scene)
        #expect(failing?["numberOfFailedRequests"] == 1)
        #expect(failing?["timeOfFirstFailedRequest"]?.string?.hasPrefix("2026-03-02T06:00:0") == true)
        _ = try scene.belfry("run", at: "08:00:00")
        let cleared = try status(scene, at: "08:00:00")
        #expect(cleared?["numberOfFailedRequests"]?.int ?? 0 == 0 && cleared?["disabled"] == false)
        #expect(try scene.belfry("status", at: "08:00:00").status == 0)
    }

    @Test func aRequestIsSentAgainByItselfUntilTheLimitIsReached() throws {
        let scene = try scene([.answer(status: 500)])
        for hour in ["08", "10", "12", "14"] { _ = try scene.belfry("run", "--max-runtime", "1s", at: "\(hour):00:00") }
        #expect(scene.receiver.count == 3, "once, and twice more")
        #expect(try scene.json("queue", "a")["state"] == "exhausted")
        #expect(try scene.belfry("reconcile", at: "15:00:00").status == 1, "and it stays visible")
    }

    @Test func whatKeepsFailingIsDisabledWithAReasonAndNothingMoreIsSent() throws {
        let policy = #""retry": {"schedule": ["1h", "1h", "1h"]}, "disable": {"failingFor": "2h", "failures": 2}"#
        let scene = try scene([.answer(status: 500)], policy)
        for hour in ["08", "10", "12"] { _ = try scene.belfry("run", "--max-runtime", "1s", at: "\(hour):00:00") }
        let disabled = try status(scene, at: "12:00:00")
        #expect(disabled?["disabled"] == true)
        #expect(disabled?["reason"]?.string?.contains("failed requests in a row") == true)
        let sent = scene.receiver.count
        try scene.spool("b")
        _ = try scene.belfry("run", at: "13:00:00")
        #expect(scene.receiver.count == sent)
        scene.receiver.script("/blog", [.noContent])
        _ = try scene.belfry("enable", "blog", at: "14:00:00")
        _ = try scene.belfry("run", at: "14:01:00")
        #expect(Set(scene.ids("blog").suffix(2)) == ["a", "b"], "nothing was lost meanwhile")
    }

    @Test func allRequestsAreListedWithWhereTheyStand() throws {
        let scene = try scene([.answer(status: 500), .noContent], #""retry": {"schedule": []}"#)
        try scene.spool("b")
        _ = try scene.belfry("run", at: "08:00:00")
        let ended = try Belfry.run(["queue", "a", "b", "--json"], home: scene.home)
        let states = try ended.output.split(separator: "\n").map { try JSON.read(Array($0.utf8))["state"] }
        #expect(states == ["exhausted", "delivered"])
    }

    @Test func aResendByHandIsMarkedAndKeepsTheID() throws {
        let scene = try scene([.answer(status: 500), .noContent], #""retry": {"schedule": []}"#)
        #expect(try scene.belfry("resend", "a", at: "07:00:00").status == 0)
        let tries = try scene.json("show", "a", at: "07:10:00")["tries"]?.array ?? []
        #expect(tries.compactMap { $0["trigger"]?.string } == ["auto", "manual"])
        #expect(tries.compactMap { $0["status"]?.int } == [500, 204], "oldest first")
        #expect(Set(scene.ids("blog")) == ["a"])
    }
}
