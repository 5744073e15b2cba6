import Delivery
import Testing
import Time

/// When the next attempt of a delivery is due, and when there is none.
@Suite struct RetryTests {
    @Test func everyEntryOfTheScheduleIsUsedOnceAndThenItIsExhausted() throws {
        try expectScript(
            """
            lane a schedule=1,5,30
            owe a 1…2
            go
            > send a1
            > await
            a1 500
            > deferred ~1, lane ~1, counts
            go
            > wait ~1
            tick
            go
            > send a1 #2
            > await
            a1 500
            > deferred ~5, lane ~5, counts
            go
            > wait ~5
            tick
            go
            > send a1 #3
            > await
            a1 500
            > deferred ~30, lane ~30, counts
            go
            > wait ~30
            tick
            go
            > send a1 #4
            > await
            a1 500
            > exhausted, lane ~30, counts
            go
            > wait ~30
            tick
            go
            > send a2
            > await
            """
        )
    }

    @Test func aDeliveryOlderThanItsLifetimeIsExhausted() throws {
        try expectScript(
            """
            lane a schedule=5,30 expire=60
            owe a 1
            at 59
            go
            > send a1
            > await
            a1 500
            > deferred ~5, lane ~5, counts
            go
            > wait ~5
            tick
            go
            > send a1 #2
            > await
            a1 500
            > exhausted, lane ~30, counts
            go
            > idle
            """
        )
    }

    @Test func aSuccessPastTheLifetimeIsASuccess() throws {
        try expectScript("lane a expire=60\nowe a 1\nat 61\ngo\n> send a1\n> await\na1 200\n> delivered\ngo\n> idle")
    }

    @Test func theStandardScheduleIsTheDocumentedOne() {
        let schedule = RetrySchedule.standard
        let texts = ["1s", "5s", "30s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h"]
        #expect(schedule.waits.map(\.text) == texts.compactMap { Duration(text: $0)?.text })
        #expect(schedule.expireAfter == Duration(text: "5d"))
    }

    @Test func theJitterStaysWithinAFifthAndUsesIt() throws {
        let thousandths = try (1...1000).map { try wait(of: "log-blog-\($0)") }
        #expect(thousandths.allSatisfy { (800...1200).contains($0) })
        #expect(thousandths.contains { $0 < 850 } && thousandths.contains { $0 > 1150 })
        #expect(Set(thousandths).count > 300)
    }

    @Test(arguments: [("log-blog-7", 1187), ("log-blog-8", 1109), ("log-ops-7", 893)])
    func theSameDeliveryHasTheSameJitterInEveryRun(id: String, milliseconds: Int64) throws {
        #expect(try wait(of: id) == milliseconds)
    }

    /// The wait after one failure, with a schedule of one second, in milliseconds.
    private func wait(of id: String) throws -> Int64 {
        var queue = DeliveryQueue()
        let schedule = RetrySchedule(waits: [.seconds(1)], expireAfter: .seconds(60))
        queue.addLane(.sample(schedule: schedule), health: Health())
        queue.add(LedgerState.Outstanding(delivery: .sample(id)), at: Script.start)
        _ = queue.next(at: Script.start)
        let failure = Judgement(.failed(Failure(.server, scope: .transient, reason: "500")))
        let records = queue.finish(id, with: failure, status: 500, at: Script.start)
        guard case .attempted(let attempt) = records.first else { throw Unexpected(records: records) }
        return (try #require(attempt.due) - Script.start).milliseconds
    }

    private struct Unexpected: Error { let records: [LedgerRecord] }

    @Test func aRefusedMessageIsSettledAtOnceAndTheEndpointIsWell() throws {
        try expectScript(
            """
            lane a disable=1/0
            owe a 1…2
            go
            > send a1
            > await
            a1 400
            > rejected
            health a
            > ok, 0 failures, 0 rounds
            go
            > send a2
            > await
            """
        )
    }

    @Test func aRefusalCountsForARawWebhook() throws {
        try expectScript(
            """
            lane a raw disable=2/0 concurrency=2 warm
            owe a 1…3
            go
            > send a1
            > send a2
            > await
            a1 400
            > rejected, counts
            health a
            > failing, 1 failures, 1 rounds
            a2 400
            > rejected, counts
            > disabled a: 2 failed requests in a row since 2027-01-15T08:00:00.000Z: 400
            go
            > idle
            """
        )
    }

    @Test func aMessageThatCannotBeSentSaysNothingOfTheEndpoint() throws {
        try expectScript(
            """
            lane a raw disable=1/0
            owe a 1
            go
            > send a1
            > await
            a1 unsendable
            > rejected
            health a
            > ok, 0 failures, 0 rounds
            """
        )
    }

    @Test func withoutAScheduleAFailureIsTheEnd() throws {
        try expectScript(
            """
            lane a schedule=
            owe a 1…2
            go
            > send a1
            > await
            a1 500
            > exhausted, counts
            go
            > send a2
            > await
            """
        )
    }

    @Test func enablingGivesAnOldDeliveryItsWholeLifeAgain() throws {
        var state = LedgerState(logID: "log")
        state.apply(.seen(integration: "a", at: Script.start, cursor: 0))
        state.apply(.planned(.sample("a1")))
        state.apply(.commit(deliveries: 1, cursors: []))
        let later = Script.start + .seconds(6 * 86_400)
        state.apply(.disabled(integration: "a", at: Script.start, reason: "r"))
        state.apply(.enabled(integration: "a", at: later, replay: .all, through: 1))
        var queue = DeliveryQueue()
        queue.addLane(.sample(), health: Health())
        queue.add(try #require(state.integrations["a"]?.outstanding["a1"]), at: later)
        #expect(
            queue.next(at: later) == .send(try #require(state.integrations["a"]?.outstanding["a1"]?.tried), attempt: 1)
        )
        let failure = Judgement(.failed(Failure(.server, scope: .transient, reason: "500")))
        guard case .attempted(let attempt) = queue.finish("a1", with: failure, status: 500, at: later).first else {
            Issue.record("no attempt was recorded")
            return
        }
        #expect(attempt.result == .deferred)
    }
}

extension LedgerState.Outstanding {
    /// As the queue hands it out: with the attempt that begins counted.
    fileprivate var tried: Self {
        var tried = self
        tried.attempts += 1
        return tried
    }
}

extension LanePolicy {
    static func sample(
        _ integration: String = "a",
        host: String = "h",
        concurrency: Int = 1,
        schedule: RetrySchedule = .standard,
        disable: DisablePolicy? = .standard,
        countsEveryFailure: Bool = false
    ) -> LanePolicy {
        LanePolicy(
            integration: integration,
            host: host,
            concurrency: concurrency,
            rate: nil,
            schedule: schedule,
            disable: disable,
            countsEveryFailure: countsEveryFailure
        )
    }
}
