import Delivery
import Providers
import Receiver
import Reports
import Runner
import Testing
import Time

@Suite struct HealthTests {
    @Test(
        arguments: [
            Farewell(.rawWebhook, .answer(status: 410), "410 Gone"),
            Farewell(.rawWebhook, .answer(status: 500, headers: [("webhook-delivery", "disable")]), "disable"),
            Farewell(.slack, .answer(status: 404, body: "no_service"), "no_service"),
            Farewell(.discord, .answer(status: 404, body: #"{"code": 10015, "message": "Unknown Webhook"}"#), "10015"),
            Farewell(.teams, .answer(status: 410), "410 Gone"),
        ]
    )
    func `T49: who is gone is disabled at once and nothing is lost`(farewell: Farewell) throws {
        let station = try Station(["/ops": [farewell.reply]])
        station.integrate("ops", farewell.provider, with: #""disable": false, "mode": "individual""#)
        try station.spool(ids: ["a"])
        let first = try station.run()
        #expect(first["ops"].status.state == .disabled)
        #expect(first["ops"].status.reason?.contains(farewell.reason) == true)
        #expect(first["ops"].wasDisabledNow)
        #expect(first.verdict == .attention)
        #expect(first["ops"].backlog.outstanding == 1)

        station.wait(.seconds(86_400))
        try station.spool(ids: ["b", "c"])
        let second = try station.run()
        #expect(station.receiver.count == 1)
        #expect(second["ops"].backlog.outstanding == 1)
        #expect(second["ops"].backlog.held == 2)
        #expect(second.verdict == .fine, "what was told once is not told each minute")
    }

    @Test func aDeliveryMayBeTakenWithTheWishForNoMore() throws {
        let station = try Station(["/blog": [.answer(headers: [("webhook-delivery", "disable")])]])
        station.integrate("blog", with: #""concurrency": 1"#)
        try station.spool(ids: ["a", "b"])
        let report = try station.run()
        #expect(report["blog"].thisRun.delivered == 1)
        #expect(report["blog"].status.isDisabled)
        #expect(report["blog"].backlog.outstanding == 1)
    }

    @Test func itIsDisabledWhenBothLimitsAreReachedAndNotBefore() throws {
        let station = try Station(fallback: .answer(status: 500))
        let schedule = Array(repeating: "\"1h\"", count: 20).joined(separator: ", ")
        station.integrate(
            "blog",
            with: #""retry": {"schedule": [\#(schedule)]}, "disable": {"failingFor": "5h", "failures": 3}"#
        )
        try station.spool(ids: ["a"])
        for failures in 1...4 {
            let report = try station.run()
            #expect(report["blog"].status.numberOfFailedRequests == failures)
            #expect(report["blog"].status.state == (failures < 4 ? .failing : .coolingDown))
            #expect(report["blog"].status.timeOfFirstFailedRequest.map { $0.milliseconds / 60_000 } == 29_540_520)
            station.wait(.seconds(72 * 60))
        }
        let last = try station.run { $0.ignoresDueTimes = true }
        #expect(last["blog"].status.isDisabled == false, "4 h 48 min are not 5 h")
        station.wait(.seconds(75 * 60))
        let over = try station.run()
        #expect(over["blog"].status.isDisabled)
        #expect(over["blog"].wasDisabledNow)
        #expect(over["blog"].status.reason?.hasPrefix("6 failed requests in a row since 2026-03-02T06:00:0") == true)
        #expect(over["blog"].backlog.outstanding == 1)
    }

    @Test func longEnoughIsNotOftenEnough() throws {
        let station = try Station(fallback: .answer(status: 500))
        station.integrate(
            "blog",
            with: #""retry": {"schedule": ["24h", "24h"]}, "disable": {"failingFor": "1h", "failures": 3}"#
        )
        try station.spool(ids: ["a"])
        for _ in 0..<2 {
            #expect(try station.run()["blog"].status.isDisabled == false)
            station.wait(.seconds(30 * 3600))
        }
        #expect(try station.run()["blog"].status.isDisabled)
    }

    @Test func oneSuccessClearsTheStreak() throws {
        let station = try Station(["/blog": [.answer(status: 500), .noContent, .answer(status: 500)]])
        station.integrate(
            "blog",
            with: #""retry": {"schedule": ["5m"]}, "disable": {"failingFor": "0s", "failures": 2}"#
        )
        for id in ["a", "b"] {
            try station.spool(ids: [id])
            let failed = try station.run()
            #expect(failed["blog"].status.numberOfFailedRequests == 1)
            station.wait(.seconds(3600))
            if id == "a" { #expect(try station.run()["blog"].status == IntegrationStatus()) }
            station.wait(.seconds(3600))
        }
        #expect(try station.run()["blog"].status.isDisabled)
    }

    @Test func falseNeverDisables() throws {
        let station = try Station(fallback: .answer(status: 500))
        station.integrate("blog", with: #""retry": {"schedule": ["1h", "1h", "1h"]}, "disable": false"#)
        try station.spool(ids: ["a"])
        for _ in 0..<5 {
            #expect(try station.run()["blog"].status.isDisabled == false)
            station.wait(.seconds(7 * 86_400))
        }
    }

    @Test func rawWebhooksCountEveryRefusal() throws {
        let station = try Station(fallback: .answer(status: 400))
        station.integrate(
            "blog",
            with: #""retry": {"schedule": ["5m"]}, "disable": {"failingFor": "0s", "failures": 1}"#
        )
        try station.spool(ids: ["a"])
        #expect(try station.run()["blog"].status.isDisabled)
    }

    @Test func anotherAddressKeepsWhatIsOwedAndForgetsTheFailures() throws {
        let station = try Station(["/old": [.answer(status: 500)]])
        let retry = #""retry": {"schedule": ["5m", "5m"]}"#
        station.integrate("blog", to: "/old", with: retry)
        try station.spool(ids: ["a"])
        let failed = try station.run()
        #expect(failed["blog"].status.state == .failing)
        let created = try station.ledger().integrations["blog"]?.created

        station.integrate("blog", to: "/new", with: retry)
        station.wait(.seconds(3600))
        let moved = try station.run()
        #expect(moved["blog"].thisRun == DeliveryCounts(delivered: 1))
        #expect(moved["blog"].status == IntegrationStatus())
        #expect(station.ids("new") == ["a"])
        #expect(try station.ledger().integrations["blog"]?.created == created)
    }

    @Test func anotherAddressDoesNotEnableByItself() throws {
        let station = try Station(["/old": [.answer(status: 410)]])
        station.integrate("blog", to: "/old")
        try station.spool(ids: ["a"])
        try station.run()
        station.integrate("blog", to: "/new")
        station.wait(.seconds(60))
        let report = try station.run()
        #expect(report["blog"].status.isDisabled)
        #expect(report["blog"].backlog.outstanding == 1)
        #expect(station.ids("new") == [])
    }

    @Test func `T52: when no name is found it is our own network, and nothing is lost`() throws {
        let station = try Station()
        let rule = #""retry": {"schedule": ["5m", "5m"]}, "disable": {"failingFor": "0s", "failures": 1}"#
        station.integrate("one", address: "http://one.invalid/", with: rule)
        station.integrate("two", address: "http://two.invalid/", with: rule)
        try station.spool(ids: ["a"])
        let report = try station.run()
        for id in ["one", "two"] {
            #expect(report[id].lastFailure?.failureClass == .dns)
            #expect(!report[id].status.isDisabled && report[id].status.numberOfFailedRequests == 0)
        }
        station.integrate("one")
        station.integrate("two")
        station.wait(.seconds(3600))
        try station.run()
        #expect(station.ids("one") == ["a"] && station.ids("two") == ["a"])
    }

    @Test func whenNobodyCanBeReachedItIsOurOwnNetwork() throws {
        let gone = [try Receiver(), try Receiver()]
        for receiver in gone { receiver.stop() }
        let station = try Station()
        let rule = #""retry": {"schedule": ["5m", "5m"]}, "disable": {"failingFor": "0s", "failures": 1}"#
        station.integrate("one", address: gone[0].url, with: rule)
        station.integrate("two", address: gone[1].url, with: rule)
        try station.spool(ids: ["a"])
        let down = try station.run()
        #expect(down["one"].status.isDisabled == false && down["two"].status.isDisabled == false)
        #expect(down["one"].status.numberOfFailedRequests == 0)

        // Somebody answers: now it is theirs.
        station.integrate("three", with: #""from": "beginning""#)
        station.wait(.seconds(3600))
        let up = try station.run()
        #expect(up["three"].thisRun.delivered == 1)
        #expect(up["one"].status.numberOfFailedRequests == 1)
        #expect(up["two"].status.numberOfFailedRequests == 1)
    }
}

/// An answer after which nobody is to call again.
struct Farewell: CustomTestStringConvertible, Sendable {
    let provider: ProviderType
    let reply: Reply
    let reason: String
    var testDescription: String { "\(provider.rawValue) \(reason)" }

    init(_ provider: ProviderType, _ reply: Reply, _ reason: String) {
        self.provider = provider
        self.reply = reply
        self.reason = reason
    }
}
