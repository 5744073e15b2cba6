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

    /// RFC 9110, 15.2: what begins with 1 only announces an answer.
    @Test func anAnnouncementIsNoSuccess() throws {
        let scene = try scene([.raw("HTTP/1.1 199 Nearly\r\n\r\n")])
        #expect(try scene.json("queue", "a")["state"] == "deferred")
        #expect(scene.receiver.count == 1)
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

    @Test func aRequestIsShownWithItsHeadersAndBodyAndEachAnswerWithItsOwn() throws {
        let answer = Reply.answer(status: 500, headers: [("X-Trace", "7f3a")], body: "out of disk")
        let scene = try scene([answer, .noContent], #""secret": "hush-hush", "retry": {"schedule": ["1h"]}"#)
        _ = try scene.belfry("run", at: "08:00:00")
        let shown = try scene.json("show", "a", at: "08:10:00")
        let request = try #require(shown["request"])
        #expect(request["body"]?.string?.hasPrefix(#"{"event":"build:failure","data":"#) == true)
        let headers = request["headers"]?.array?.compactMap { $0.array?.first?.string } ?? []
        #expect(headers.contains("X-Northflank-Notification-Integration-Token"))
        let tries = shown["tries"]?.array ?? []
        #expect(tries.compactMap { $0["status"]?.int } == [500, 204], "oldest first")
        #expect(tries.first?["body"] == "out of disk")
        #expect(tries.first?["headers"]?.array?.contains(["X-Trace", "7f3a"]) == true)
        #expect(tries.allSatisfy { $0["to"]?.string?.hasPrefix("http://127.0.0.1") == true }, "\(tries)")
        let plain = try scene.belfry("show", "a", at: "08:10:00").output
        #expect(plain.contains("out of disk") && plain.contains("X-Trace: 7f3a"))
        #expect(!plain.contains("hush-hush") && !plain.contains(scene.receiver.url + "/blog"))
        let revealed = try scene.belfry("show", "a", "--reveal", at: "08:10:00").output
        #expect(revealed.contains("hush-hush") && revealed.contains(scene.receiver.url + "/blog"))
    }

    @Test func whatWasDeliveredIsSentAgainByHandToo() throws {
        let scene = try scene([.noContent])
        #expect(try scene.belfry("resend", "a", at: "07:00:00").status == 0)
        #expect(scene.ids("blog") == ["a", "a"])
        #expect(try scene.json("queue", "a", at: "07:10:00")["state"] == "delivered")
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
