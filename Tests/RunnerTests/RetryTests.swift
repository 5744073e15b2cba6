import Delivery
import Providers
import Receiver
import Reports
import Runner
import Testing

@Suite struct RetryTests {
    @Test func whatIsDeliveredIsNotSentAgain() throws {
        let station = try Station()
        station.integrate("blog")
        try station.spool(ids: ["a", "b"])
        let first = try station.run()
        #expect(first.verdict == .fine)
        #expect(first["blog"].thisRun == DeliveryCounts(planned: 2, delivered: 2))
        for _ in 0..<2 {
            station.wait(.seconds(3600))
            let report = try station.run()
            #expect(report["blog"].thisRun == DeliveryCounts())
            #expect(report["blog"].backlog == Backlog())
        }
        #expect(Set(station.ids("blog")) == ["a", "b"])
        #expect(station.receiver.count == 2)
    }

    @Test func aShortWaitIsWaitedForWithinTheRun() throws {
        let station = try Station(["/blog": [.answer(status: 500), .answer(status: 503), .noContent]])
        station.integrate("blog", with: #""retry": {"schedule": ["100ms", "100ms"]}"#)
        try station.spool(ids: ["a"])
        let report = try station.run()
        #expect(report["blog"].thisRun == DeliveryCounts(planned: 1, delivered: 1))
        #expect(report["blog"].status == IntegrationStatus())
        #expect(station.ids("blog") == ["a", "a", "a"])
        #expect(report.verdict == .fine)
    }

    @Test func aLongWaitIsLeftToALaterRun() throws {
        let station = try Station(["/blog": [.answer(status: 500), .noContent]])
        station.integrate("blog", with: #""retry": {"schedule": ["5m", "30m"]}"#)
        try station.spool(ids: ["a"])
        let first = try station.run()
        #expect(first.ending == .complete)
        #expect(first.verdict == .deferred)
        #expect(first["blog"].thisRun == DeliveryCounts(planned: 1, deferred: 1))
        #expect(first["blog"].status.state == .failing)
        #expect(first["blog"].status.numberOfFailedRequests == 1)
        #expect(first["blog"].lastFailure?.failureClass == .server)

        // The jitter takes a fifth at most.
        station.wait(.seconds(3 * 60))
        let early = try station.run()
        #expect(early["blog"].thisRun == DeliveryCounts())
        #expect(early["blog"].backlog.outstanding == 1)
        #expect(early["blog"].status.state == .failing)
        #expect(station.receiver.count == 1)

        station.wait(.seconds(4 * 60))
        let late = try station.run()
        #expect(late["blog"].thisRun == DeliveryCounts(delivered: 1))
        #expect(late["blog"].status == IntegrationStatus())
        #expect(late["blog"].backlog == Backlog())
        #expect(station.ids("blog") == ["a", "a"])
    }

    @Test func theBytesOfARetryAreThoseOfTheFirstAttempt() throws {
        let station = try Station([
            "/ops": [.answer(status: 500), .answer(body: "ok")], "/blog": [.reset, .noContent],
        ])
        station.integrate("ops", .slack, with: #""retry": {"schedule": ["5m"]}"#)
        station.integrate("blog", with: #""retry": {"schedule": ["5m"]}"#)
        try station.spool(ids: ["a", "b"])
        try station.run { $0.integrations = ["ops"] }
        station.wait(.seconds(3600))
        try station.spool(ids: ["c"])
        let report = try station.run()
        let bodies = station.bodies("ops")
        try #require(bodies.count == 3, "\(report["ops"]) \(station.receiver.requests.map { $0.path })")
        #expect(bodies[0] == bodies[1], "what was planned is frozen, and what came later is another digest")
        #expect(bodies[2] != bodies[1])
    }

    @Test func afterTheLastEntryADeliveryIsExhausted() throws {
        let station = try Station(fallback: .answer(status: 500))
        station.integrate("blog", with: #""retry": {"schedule": ["5m", "5m"]}, "disable": false"#)
        try station.spool(ids: ["a"])
        for expected in [DeliveryCounts(planned: 1, deferred: 1), DeliveryCounts(deferred: 1)] {
            #expect(try station.run()["blog"].thisRun == expected)
            station.wait(.seconds(600))
        }
        let last = try station.run()
        #expect(last["blog"].thisRun == DeliveryCounts(exhausted: 1))
        #expect(last.verdict == .attention)
        #expect(last["blog"].backlog.outstanding == 0)
        station.wait(.seconds(86_400))
        #expect(try station.run()["blog"].thisRun == DeliveryCounts())
        #expect(station.receiver.count == 3)
        #expect(try station.ledger().integrations["blog"]?.totals.exhausted == 1)
    }

    @Test func aDeliveryThatIsTooOldIsExhausted() throws {
        let station = try Station(fallback: .answer(status: 500))
        station.integrate("blog", with: #""retry": {"schedule": ["5m", "5m"], "expireAfter": "1h"}"#)
        try station.spool(ids: ["a"])
        try station.run()
        station.wait(.seconds(3700))
        #expect(try station.run()["blog"].thisRun == DeliveryCounts(exhausted: 1))
    }

    @Test func aClockThatLeapsAheadGivesUpOnNothing() throws {
        let station = try Station(["/blog": [.answer(status: 500), .answer(status: 500), .noContent]])
        station.integrate("blog", with: #""retry": {"schedule": ["5m", "5m"]}, "disable": {"failures": 2}"#)
        try station.spool(ids: ["a"])
        try station.run()
        station.wait(.seconds(400 * 86_400))
        let leap = try station.run()
        #expect(leap["blog"].thisRun == DeliveryCounts(deferred: 1), "it is no five days old")
        #expect(leap["blog"].status.state == .failing, "nor has it been failing for so long")
        station.wait(.seconds(400 * 86_400))
        #expect(try station.run()["blog"].thisRun == DeliveryCounts(delivered: 1))
    }

    @Test func aSingleAttemptIsAScheduleWithoutEntries() throws {
        let station = try Station(fallback: .answer(status: 500))
        station.integrate("blog", with: #""retry": {"schedule": []}"#)
        try station.spool(ids: ["a"])
        #expect(try station.run()["blog"].thisRun == DeliveryCounts(planned: 1, exhausted: 1))
    }

    @Test func oneAtATimeKeepsTheOrderOverFailuresAndRuns() throws {
        let station = try Station(["/blog": [.noContent, .answer(status: 500), .noContent]])
        station.integrate("blog", with: #""concurrency": 1, "retry": {"schedule": ["5m"]}"#)
        try station.spool(ids: ["a", "b", "c"])
        try station.run()
        #expect(station.ids("blog") == ["a", "b"])
        station.wait(.seconds(600))
        try station.spool(ids: ["d"])
        try station.run()
        #expect(station.ids("blog") == ["a", "b", "b", "c", "d"])
    }

    @Test func whileItFailsOneProbeGoesFirst() throws {
        let station = try Station(["/blog": [.answer(status: 500)]])
        station.integrate("blog", with: #""concurrency": 1, "retry": {"schedule": ["5m"]}, "disable": false"#)
        try station.spool(ids: (0..<500).map { "\($0)" })
        let first = try station.run()
        #expect(station.receiver.count == 1)
        #expect(first["blog"].backlog.outstanding + first["blog"].backlog.held == 500)

        station.receiver.script("/blog", [])
        station.wait(.seconds(600))
        let second = try station.run()
        #expect(second["blog"].thisRun.delivered == 500)
        #expect(second["blog"].backlog == Backlog())
        #expect(Set(station.ids("blog")).count == 500)
        #expect(station.receiver.count == 501)
    }

    // MARK: the network

    @Test(
        arguments: [
            BadAnswer("hang", .hang, .timeout), BadAnswer("reset", .reset, .connect),
            BadAnswer("closed", .closeSilently, .connect), BadAnswer("garbage", .garbage, .protocol),
            BadAnswer("drip", .drip(body: "{}", every: .milliseconds(20)), .timeout),
            BadAnswer("unfinished", .unfinished("HTTP/1.1 20"), .timeout),
            BadAnswer("redirect", .answer(status: 302, headers: [("Location", "http://127.0.0.1:1/")]), .redirect),
        ]
    )
    func `T45: a bad answer delays nobody else`(bad: BadAnswer) throws {
        let station = try Station(["/bad": [bad.reply]])
        let retry = #""retry": {"schedule": ["5m"]}"#
        station.integrate("bad", with: #""timeout": "200ms", "# + retry)
        station.integrate("good", with: retry)
        try station.spool(ids: ["a", "b"])
        let report = try station.run()
        #expect(report["good"].thisRun.delivered == 2)
        #expect(report["bad"].thisRun.delivered == 0)
        #expect(report["bad"].thisRun.deferred > 0)
        #expect(report["bad"].backlog.outstanding == 2)
        #expect(report["bad"].lastFailure?.failureClass == bad.failureClass)
        #expect(report["bad"].status.state == .failing)

        station.receiver.script("/bad", [])
        station.wait(.seconds(600))
        #expect(try station.run()["bad"].backlog == Backlog())
        #expect(Set(station.ids("bad")) == ["a", "b"])
    }

    /// A whole status line is the answer, whatever becomes of the rest.
    @Test func `T46: a success that is cut off is a success`() throws {
        let station = try Station(["/blog": [.cutBody(body: "ok")]])
        station.integrate("blog")
        try station.spool(ids: ["a"])
        #expect(try station.run()["blog"].thisRun == DeliveryCounts(planned: 1, delivered: 1))
        #expect(station.receiver.count == 1)
    }

    @Test func whereNobodyListensNothingIsLost() throws {
        let station = try Station()
        let retry = #""retry": {"schedule": ["5m"]}"#
        let gone = try Receiver()
        gone.stop()
        station.integrate("blog", address: gone.url, with: retry)
        try station.spool(ids: ["a"])
        let report = try station.run()
        #expect(report["blog"].thisRun == DeliveryCounts(planned: 1, deferred: 1))
        #expect(report["blog"].lastFailure?.failureClass == .connect)

        // The same integration at another address: same id, nothing lost, the failures forgotten.
        station.integrate("blog", with: retry)
        station.wait(.seconds(1))
        let moved = try station.run { $0.ignoresDueTimes = true }
        #expect(moved["blog"].thisRun == DeliveryCounts(delivered: 1))
        #expect(station.ids("blog") == ["a"])
    }

    @Test func `T22: the time limit leaves the rest to the next run`() throws {
        let slow = Reply.noContent.delayed(by: .milliseconds(60))
        let station = try Station(["/blog": [slow]])
        station.integrate("blog", with: #""concurrency": 1"#)
        try station.spool(ids: (0..<6).map { "\($0)" })
        let first = try station.run { $0.maximumRuntime = .milliseconds(100) }
        #expect(first.ending == .outOfTime)
        let sent = first["blog"].thisRun.delivered
        #expect(sent > 0 && sent < 6)
        #expect(first["blog"].backlog.outstanding == 6 - sent)
        let second = try station.run()
        #expect(second["blog"].thisRun == DeliveryCounts(delivered: 6 - sent))
        #expect(station.ids("blog") == (0..<6).map { "\($0)" })
    }

    @Test func theRateHoldsWithinARun() throws {
        let station = try Station()
        station.integrate("blog", with: #""rate": "2/h""#)
        try station.spool(ids: ["a", "b", "c"])
        let first = try station.run()
        #expect(first["blog"].thisRun.delivered == 2)
        #expect(first["blog"].backlog.outstanding == 1)
        station.wait(.seconds(3700))
        #expect(try station.run()["blog"].thisRun.delivered == 1)
    }
}

/// Something that is no success, and what it is called.
struct BadAnswer: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let reply: Reply
    let failureClass: FailureClass

    init(_ name: String, _ reply: Reply, _ failureClass: FailureClass) {
        testDescription = name
        self.reply = reply
        self.failureClass = failureClass
    }
}
