import Delivery
import Providers
import Receiver
import Reports
import Runner
import Testing
import Time

@Suite struct RateLimitTests {
    /// 429 in each form; every one of them asks for 90 s from 06:00:00 on.
    static let forms = [
        BadAnswer("seconds", .answer(status: 429, headers: [("Retry-After", "90")]), .rateLimited),
        BadAnswer("fraction", .answer(status: 429, headers: [("Retry-After", "89.5")]), .rateLimited),
        BadAnswer(
            "HTTP date",
            .answer(status: 429, headers: [("Retry-After", "Mon, 02 Mar 2026 06:01:30 GMT")]),
            .rateLimited
        ),
        BadAnswer(
            "unavailable",
            .answer(status: 503, headers: [("retry-after", "Mon, 02 Mar 2026 06:01:30 GMT")]),
            .server
        ),
    ]

    @Test(arguments: forms)
    func itHoldsTheWholeHostAcrossRuns(limit: BadAnswer) throws {
        let station = try Station(["/first": [limit.reply, .noContent]])
        for id in ["first", "second"] { station.integrate(id, with: #""retry": {"schedule": ["100ms"]}"#) }
        // The other one gets nothing before the limit is known.
        try station.spool(ids: ["a"])
        let first = try station.run { $0.integrations = ["first"] }
        #expect(first["first"].thisRun == DeliveryCounts(planned: 1, deferred: 1))
        #expect(first["first"].lastFailure?.failureClass == limit.failureClass)
        #expect(station.receiver.count == 1)

        station.wait(.seconds(60))
        let held = try station.run()
        #expect(held.totals.delivered == 0)
        #expect(held["second"].backlog.outstanding == 1)
        let next = try #require(held["second"].backlog.nextAttempt)
        #expect((.seconds(29)...(.seconds(32))).contains(next - station.now), "the report says until when")
        #expect(station.receiver.count == 1, "the host is left alone by all integrations")

        station.wait(.seconds(45))
        let released = try station.run()
        #expect(released["first"].thisRun.delivered == 1)
        #expect(released["second"].thisRun.delivered == 1)
        #expect(station.receiver.count == 3)
    }

    @Test func whoeverForcesARunIsNotHeldByIt() throws {
        let station = try Station(["/first": [.answer(status: 429, headers: [("Retry-After", "999999")]), .noContent]])
        for id in ["first", "second"] { station.integrate(id) }
        try station.spool(ids: ["a"])
        try station.run { $0.integrations = ["first"] }
        #expect(try station.run().totals.delivered == 0)
        let forced = try station.run { $0.ignoresDueTimes = true }
        #expect(forced["first"].thisRun.delivered == 1 && forced["second"].thisRun.delivered == 1)
    }

    @Test func discordSaysItInTheBody() throws {
        let body = #"{"message": "You are being rate limited.", "retry_after": 64.57, "global": true}"#
        let station = try Station([
            "/first": [.answer(status: 429, body: body), .answer(body: #"{"id": "1"}"#)],
            "/second": [.answer(body: #"{"id": "2"}"#)],
        ])
        for id in ["first", "second"] { station.integrate(id, .discord, with: #""retry": {"schedule": ["100ms"]}"#) }
        try station.spool(ids: ["a"])
        try station.run { $0.integrations = ["first"] }
        station.wait(.seconds(40))
        #expect(try station.run().totals.delivered == 0)
        station.wait(.seconds(25))
        #expect(try station.run().totals.delivered == 2)
        #expect(station.receiver.requests(on: "/first").allSatisfy { $0.path == "/first?wait=true" })
    }

    @Test func aBucketOfOneWebhookHoldsOnlyThatOne() throws {
        let body = #"{"message": "You are being rate limited.", "retry_after": 64.57, "global": false}"#
        let station = try Station([
            "/first": [.answer(status: 429, headers: [("X-RateLimit-Scope", "user")], body: body)],
            "/second": [.answer(body: #"{"id": "2"}"#)],
        ])
        for id in ["first", "second"] { station.integrate(id, .discord, with: #""retry": {"schedule": ["5m"]}"#) }
        try station.spool(ids: ["a"])
        try station.run { $0.integrations = ["first"] }
        #expect(try station.run()["second"].thisRun.delivered == 1)
    }

    @Test func aShortLimitIsWaitedForWithinTheRun() throws {
        let station = try Station(["/blog": [.answer(status: 429, headers: [("Retry-After", "0.2")]), .noContent]])
        station.integrate("blog", with: #""retry": {"schedule": ["100ms"]}"#)
        try station.spool(ids: ["a"])
        #expect(try station.run()["blog"].thisRun == DeliveryCounts(planned: 1, delivered: 1))
    }

    @Test func aRateLimitUsesUpNoEntryAndNeverExhausts() throws {
        let limit = Reply.answer(status: 429, headers: [("Retry-After", "60")])
        let station = try Station(["/ops": [limit]])
        station.integrate("ops", .slack, with: #""retry": {"schedule": ["1m"]}, "disable": {"failures": 1}"#)
        try station.spool(ids: ["a"])
        for _ in 0..<4 {
            let report = try station.run()
            #expect(report["ops"].thisRun.deferred == 1)
            #expect(report["ops"].status.numberOfFailedRequests == 0)
            station.wait(.seconds(120))
        }
        station.receiver.script("/ops", [.answer(body: "ok")])
        #expect(try station.run()["ops"].thisRun.delivered == 1)
    }

    @Test(arguments: ["", "soon", "-5", "0", "Mon, 02 Mar 2026 05:00:00 GMT"])
    func whatAsksForNothingLeavesTheScheduleToDecide(value: String) throws {
        let limit = Reply.answer(status: 429, headers: [("Retry-After", value)])
        let station = try Station(["/blog": [limit, .noContent]])
        station.integrate("blog", with: #""retry": {"schedule": ["100ms"]}"#)
        try station.spool(ids: ["a"])
        #expect(try station.run()["blog"].thisRun == DeliveryCounts(planned: 1, delivered: 1))
    }

    @Test func `T47: no answer holds anybody for more than a day`() throws {
        let limit = Reply.answer(status: 429, headers: [("Retry-After", "99999999999999999999")])
        let station = try Station(["/blog": [limit, .noContent]])
        station.integrate("blog")
        try station.spool(ids: ["a"])
        try station.run()
        station.wait(.seconds(86_400 - 60))
        #expect(try station.run().totals.delivered == 0)
        station.wait(.seconds(120))
        #expect(try station.run()["blog"].thisRun.delivered == 1)
    }
}
