import Delivery
import Testing
import Time

/// What the other side asks to wait, and how long that is remembered.
@Suite struct PauseTests {
    @Test func aRateLimitUsesUpNoEntryAndNeverExhausts() throws {
        var text = "lane a schedule=5 expire=60\nowe a 1\ngo\n> send a1\n"
        for attempt in 2...8 {
            text += "> await\na1 429 pause=60\n> deferred 60, lane 60\ngo\n> wait 60\ntick\ngo\n> send a1 #\(attempt)\n"
        }
        try expectScript(text + "> await\nhealth a\n> ok, 0 failures, 0 rounds\na1 200\n> delivered")
    }

    @Test func anEntryIsLeftAfterRateLimits() throws {
        try expectScript(
            """
            lane a schedule=5
            owe a 1
            go
            > send a1
            > await
            a1 429 pause=60
            > deferred 60, lane 60
            at 60
            go
            > send a1 #2
            > await
            a1 500
            > deferred ~5, lane ~5, counts
            at 70
            go
            > send a1 #3
            > await
            a1 500
            > exhausted, lane ~5, counts
            """
        )
    }

    @Test func aRateLimitWithoutATimeHoldsTheWholeLane() throws {
        try expectScript(
            """
            lane a concurrency=2 warm schedule=30
            owe a 1…3
            go
            > send a1
            > send a2
            > await
            a1 429
            > deferred ~30, lane ~30
            a2 200
            > delivered
            go
            > wait ~30
            tick
            go
            > send a3
            > send a1 #2
            > await
            """
        )
    }

    @Test func aRateLimitWithoutATimeOrAScheduleStillWaits() throws {
        try expectScript(
            "lane a schedule=\nowe a 1\ngo\n> send a1\n> await\na1 429\n> deferred 0.804, lane 0.804\ngo\n> wait 0.804"
        )
    }

    @Test func aRateLimitCountsForARawWebhookAndForNobodyElse() throws {
        try expectScript(
            """
            lane a raw
            owe a 1
            go
            > send a1
            > await
            a1 429 pause=60
            > deferred 60, lane 60, counts
            health a
            > failing, 1 failures, 1 rounds
            """
        )
    }

    @Test func aPauseLongerThanTheScheduleMovesTheTimeLater() throws {
        try expectScript(
            "lane a schedule=5\nowe a 1\ngo\n> send a1\n> await\na1 503 pause=100\n> deferred 100, lane 100, counts"
        )
    }

    @Test func aPauseShorterThanTheScheduleChangesNothing() throws {
        try expectScript(
            "lane a schedule=30\nowe a 1\ngo\n> send a1\n> await\na1 503 pause=2\n> deferred ~30, lane ~30, counts"
        )
    }

    @Test func theLastAttemptsPauseIsKeptToo() throws {
        try expectScript(
            "lane a schedule=5 expire=1\nowe a 1…2\nat 2\ngo\n> send a1\n> await\na1 503 pause=100\n"
                + "> exhausted, lane 100, counts\ngo\n> wait 100"
        )
    }

    @Test(arguments: ["pause", "hostpause"])
    func noPauseIsLongerThanADay(_ scope: String) throws {
        let paused = scope == "hostpause" ? "> paused a 86400\n" : ""
        try expectScript(
            "lane a\nowe a 1\ngo\n> send a1\n> await\na1 429 \(scope)=999999999\n> deferred 86400, lane 86400\n\(paused)"
                + "go\n> wait 86400"
        )
    }

    @Test func aPauseAfterASuccessHoldsTheNext() throws {
        try expectScript(
            """
            lane a
            owe a 1…2
            go
            > send a1
            > await
            a1 200 pause=7
            > delivered, lane 7
            go
            > wait 7
            tick
            go
            > send a2
            > await
            """
        )
    }

    @Test func aSuccessThatWasInFlightDoesNotEndAPause() throws {
        try expectScript(
            """
            lane a concurrency=2 warm schedule=1
            owe a 1…3
            go
            > send a1
            > send a2
            > await
            a1 429 pause=60
            > deferred 60, lane 60
            a2 200
            > delivered
            go
            > wait 60
            """
        )
    }

    @Test func aFailureThatWasInFlightDoesNotShortenAPause() throws {
        try expectScript(
            """
            lane a concurrency=2 warm schedule=1
            owe a 1…3
            go
            > send a1
            > send a2
            > await
            a1 200 pause=60
            > delivered, lane 60
            a2 500
            > deferred ~1, lane ~1, counts
            go
            > wait 60
            """
        )
    }

    @Test func aPauseOfTheHostHoldsEveryLaneOnItAndNoOther() throws {
        try expectScript(
            """
            lane a host=chat
            lane b host=chat
            lane c host=other
            owe a 1
            go
            > send a1
            > await
            a1 429 hostpause=20
            > deferred 20, lane 20
            > paused chat 20
            owe b 1
            owe c 1
            go
            > send c1
            > wait 20
            tick
            go
            > send a1 #2
            > send b1
            > await
            """
        )
    }

    @Test func aShorterPauseOfTheHostDoesNotShortenALongerOne() throws {
        try expectScript(
            """
            lane a host=chat
            lane b host=chat
            owe a 1
            owe b 1…2
            go
            > send a1
            > send b1
            > await
            a1 429 hostpause=50
            > deferred 50, lane 50
            > paused chat 50
            b1 200 hostpause=2
            > delivered, lane 2
            > paused chat 50
            go
            > wait 50
            """
        )
    }

    @Test func aPauseIsKeptAcrossRuns() throws {
        let until = Script.start + .seconds(600)
        var health = Health()
        health.notBefore = until
        var queue = DeliveryQueue(hostPauses: ["chat": until + .seconds(60)])
        queue.addLane(.sample("a", host: "a"), health: health)
        queue.addLane(.sample("b", host: "chat"), health: Health())
        queue.add(LedgerState.Outstanding(delivery: .sample("a1", to: "a")), at: Script.start)
        queue.add(LedgerState.Outstanding(delivery: .sample("b1", to: "b")), at: Script.start)
        #expect(queue.next(at: Script.start) == .wait(until: until))
        guard case .send(let outstanding, 1) = queue.next(at: until) else {
            Issue.record("nothing was sent when the pause was over")
            return
        }
        #expect(outstanding.delivery.id == "a1")
        #expect(queue.next(at: until) == .wait(until: until + .seconds(60)))
    }

    /// A year ahead is more than any wait: the clock was wrong when it was written, or is now.
    @Test func aClockThatWentBackParksNobody() throws {
        let year = Script.start + .seconds(365 * 86_400)
        var health = Health()
        health.failed(started: year, at: year, counts: true, reason: "500")
        health.notBefore = year
        health.pausedUntil = year
        var outstanding = LedgerState.Outstanding(delivery: .sample("a1", planned: year))
        outstanding.due = year
        outstanding.attempts = 1
        var queue = DeliveryQueue(hostPauses: ["h": year])
        queue.addLane(.sample(host: "h"), health: health)
        queue.add(outstanding, at: Script.start)
        guard case .send = queue.next(at: Script.start) else {
            Issue.record("nothing was sent")
            return
        }
        let failure = Judgement(
            .failed(Failure(.server, scope: .transient, reason: "500")),
            pause: Pause(.seconds(2), scope: .host)
        )
        let records = queue.finish("a1", with: failure, status: 500, at: Script.start)
        #expect(records.contains(.paused(host: "h", until: Script.start + .seconds(2))))
        guard case .wait(let until) = queue.next(at: Script.start) else {
            Issue.record("the back-off is not waited for")
            return
        }
        #expect(until <= Script.start + .seconds(10))
    }
}
