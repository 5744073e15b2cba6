import Delivery
import Testing
import Time

/// Failing, probing, cooling down, disabled: the endpoint's side of the rule.
@Suite struct HealthTests {
    @Test func aFailingEndpointIsProbedAlone() throws {
        try expectScript(
            """
            lane a concurrency=8
            owe a 1
            go
            > send a1
            > await
            a1 500
            > deferred ~1, lane ~1, counts
            owe a 2…9
            go
            > wait ~1
            tick
            go
            > send a2
            > await
            a2 500
            > deferred ~1, lane ~5, counts
            health a
            > failing, 2 failures, 2 rounds
            go
            > wait ~5
            tick
            go
            > send a3
            > await
            a3 200
            > delivered
            health a
            > ok, 0 failures, 0 rounds
            go
            > send a4
            > send a5
            > send a6
            > send a7
            > await
            """
        )
    }

    @Test func severalInFlightThatFailTogetherAreOneRound() throws {
        try expectScript(
            """
            lane a concurrency=4 warm schedule=1,5,30
            owe a 1…4
            go
            > send a1
            > send a2
            > send a3
            > send a4
            > await
            a1 500
            > deferred ~1, lane ~1, counts
            a2 500
            > deferred ~1, lane ~1, counts
            a3 500
            > deferred ~1, lane ~1, counts
            at 0.5
            a4 500
            > deferred ~1, lane 0.7, counts
            health a
            > failing, 4 failures, 1 rounds
            """
        )
    }

    @Test func fourRoundsAreACoolingDown() throws {
        var text = "lane a schedule=5,5,5,5,5 raw\nowe a 1\n"
        for (round, state) in ["failing", "failing", "failing", "cooling-down"].enumerated() {
            text +=
                "go\n> send a1\(round == 0 ? "" : " #\(round + 1)")\n> await\na1 500\n> deferred ~5, lane ~5, counts\n"
            text += "health a\n> \(state), \(round + 1) failures, \(round + 1) rounds\ngo\n> wait ~5\ntick\n"
        }
        try expectScript(text + "go\n> send a1 #5\n> await\na1 200\n> delivered\nhealth a\n> ok, 0 failures, 0 rounds")
    }

    @Test func aPoisonousMessageHoldsUpNobodyWhereOrderIsNotKept() throws {
        try expectScript(
            """
            lane a raw concurrency=8 schedule=1,5,30
            owe a 1
            go
            > send a1
            > await
            a1 500
            > deferred ~1, lane ~1, counts
            owe a 2…3
            go
            > wait ~1
            tick
            go
            > send a2
            > await
            a2 200
            > delivered
            go
            > send a3
            > send a1 #2
            > await
            a1 500
            > deferred ~5, lane ~1, counts
            a3 200
            > delivered
            owe a 4…5
            go
            > send a4
            > send a5
            > wait ~5
            """
        )
    }

    /// A crash left it with an attempt and no answer: with others to try, it is not the probe.
    @Test func aMessageThatWasInFlightInACrashIsNoProbe() throws {
        var health = Health()
        health.failed(started: Script.start, at: Script.start, counts: true, reason: "500")
        var crashed = LedgerState.Outstanding(delivery: .sample("a1", 1))
        crashed.attempts = 3
        var queue = DeliveryQueue()
        queue.addLane(.sample(concurrency: 8), health: health)
        queue.add(crashed, at: Script.start)
        let fresh = LedgerState.Outstanding(delivery: .sample("a2", 2))
        queue.add(fresh, at: Script.start)
        guard case .send(let probe, 1) = queue.next(at: Script.start) else {
            Issue.record("nothing was sent")
            return
        }
        #expect(probe.delivery.id == "a2")
    }

    /// A rate limit of the last run left it due in an hour; what was never tried does not wait for it.
    @Test func aDelayedDeliveryDoesNotBlockTheOthersAfterARestart() throws {
        var delayed = LedgerState.Outstanding(delivery: .sample("a1", 1))
        delayed.attempts = 1
        delayed.due = Script.start + .seconds(3600)
        var queue = DeliveryQueue()
        queue.addLane(.sample(concurrency: 8), health: Health())
        queue.add(delayed, at: Script.start)
        queue.add(LedgerState.Outstanding(delivery: .sample("a2", 2)), at: Script.start)
        guard case .send(let first, 1) = queue.next(at: Script.start) else {
            Issue.record("nothing was sent")
            return
        }
        #expect(first.delivery.id == "a2")
        _ = queue.finish("a2", with: Judgement(.delivered), status: 200, at: Script.start)
        #expect(queue.next(at: Script.start) == .wait(until: delayed.due))
    }

    // MARK: disabling

    @Test func bothThresholdsHaveToBeReached() throws {
        try expectScript(
            """
            lane a schedule=5,5,5,5,5,5 disable=3/20
            owe a 1
            go
            > send a1
            > await
            a1 500
            > deferred ~5, lane ~5, counts
            at 6
            go
            > send a1 #2
            > await
            a1 500
            > deferred ~5, lane ~5, counts
            at 12
            go
            > send a1 #3
            > await
            a1 500
            > deferred ~5, lane ~5, counts
            at 19.999
            go
            > send a1 #4
            > await
            a1 500
            > deferred ~5, lane ~5, counts
            health a
            > cooling-down, 4 failures, 4 rounds
            at 26
            go
            > send a1 #5
            > await
            a1 500
            > deferred ~5, lane ~5, counts
            > disabled a: 5 failed requests in a row since 2027-01-15T08:00:00.000Z: 500
            health a
            > disabled, 5 failures, 5 rounds
            at 1000
            go
            > idle
            """
        )
    }

    @Test func longFailingAloneDisablesNobody() throws {
        try expectScript(
            """
            lane a schedule=5,5,5 disable=3/20
            owe a 1
            go
            > send a1
            > await
            a1 500
            > deferred ~5, lane ~5, counts
            at 5000
            go
            > send a1 #2
            > await
            a1 500
            > deferred ~5, lane ~5, counts
            health a
            > failing, 2 failures, 2 rounds
            """
        )
    }

    @Test func oneSuccessBeginsTheCountAnew() throws {
        try expectScript(
            """
            lane a schedule=5,5 disable=2/10
            owe a 1…2
            go
            > send a1
            > await
            a1 500
            > deferred ~5, lane ~5, counts
            at 10
            go
            > send a1 #2
            > await
            a1 200
            > delivered
            go
            > send a2
            > await
            a2 500
            > deferred ~5, lane ~5, counts
            health a
            > failing, 1 failures, 1 rounds
            at 20
            go
            > send a2 #2
            > await
            a2 401
            > deferred ~5, lane ~5, counts
            > disabled a: 2 failed requests in a row since 2027-01-15T08:00:10.000Z: 401
            """
        )
    }

    @Test func withoutThresholdsNothingIsDisabled() throws {
        var text = "lane a schedule=5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5 expire=9999999\nowe a 1\n"
        for attempt in 1...20 {
            text += "at \(attempt * 1000)\ngo\n> send a1\(attempt == 1 ? "" : " #\(attempt)")\n> await\n"
            text += "a1 500\n> deferred ~5, lane ~5, counts\n"
        }
        try expectScript(text + "health a\n> cooling-down, 20 failures, 20 rounds")
    }

    @Test func anEndpointThatIsGoneIsDisabledAtOnceAndItsMessageIsKept() throws {
        try expectScript(
            """
            lane a
            lane b
            owe a 1…2
            owe b 1
            go
            > send a1
            > send b1
            > await
            a1 410
            > deferred 0, counts
            > disabled a: 410
            go
            > await
            b1 200
            > delivered
            go
            > idle
            """
        )
    }

    @Test func severalThatAreToldToStopDisableOnce() throws {
        try expectScript(
            """
            lane a concurrency=3 warm
            owe a 1…4
            go
            > send a1
            > send a2
            > send a3
            > await
            a1 410
            > deferred 0, counts
            > disabled a: 410
            a2 410
            > deferred 0, counts
            a3 200
            > delivered
            health a
            > disabled, 0 failures, 0 rounds
            go
            > idle
            """
        )
    }

    @Test func anAnswerMayTakeTheMessageAndAskToStop() throws {
        try expectScript(
            """
            lane a
            owe a 1…2
            go
            > send a1
            > await
            a1 200 stop
            > delivered
            > disabled a: the endpoint asked not to be called again
            go
            > idle
            """
        )
    }

    @Test func aDisabledLaneFromTheStartSendsNothing() {
        var health = Health()
        health.disabling = Health.Disabling(at: Script.start, reason: "410")
        var queue = DeliveryQueue()
        queue.addLane(.sample(), health: health)
        queue.add(LedgerState.Outstanding(delivery: .sample("a1")), at: Script.start)
        #expect(queue.next(at: Script.start + .seconds(9999)) == .idle)
        #expect(queue.owed(to: "a") == 1)
    }

    @Test(arguments: [
        (failures: 0, after: 0, percent: 0), (failures: 2, after: 25, percent: 25),
        (failures: 2, after: 90, percent: 50), (failures: 9, after: 99, percent: 99),
        (failures: 9, after: -5, percent: 0), (failures: 9, after: 900, percent: 100),
    ])
    func theWayToDisablingIsTheSmallerOfBothShares(failures: Int, after: Int, percent: Int) {
        let policy = DisablePolicy(failingFor: .seconds(100), failures: 4)
        let now = Script.start + .seconds(after)
        #expect(policy.percent(reachedBy: failures, since: Script.start, at: now) == percent)
    }

    @Test func aPolicyThatAsksForNoTimeGoesByTheFailuresAlone() {
        let policy = DisablePolicy(failingFor: .zero, failures: 4)
        #expect(policy.percent(reachedBy: 3, since: Script.start, at: Script.start) == 75)
    }
}
