import Testing

/// Which delivery goes next, with one lane and with several.
@Suite struct OrderTests {
    @Test func oneAtATimeKeepsTheOrderWhileTheFirstIsDeferred() throws {
        try expectScript(
            """
            lane a
            owe a 1…3
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
            a1 200
            > delivered
            go
            > send a2
            > await
            a2 200
            > delivered
            go
            > send a3
            > await
            a3 200
            > delivered
            go
            > idle
            """
        )
    }

    @Test func theOrderIsKeptPastManyDeliveries() throws {
        var text = "lane a\nowe a 1…200\n"
        for number in 1...200 {
            text +=
                "go\n> send a\(number)\n> await\na\(number) 500\n> deferred ~1, lane ~1, counts\ngo\n> wait ~1\ntick\n"
            text += "go\n> send a\(number) #2\n> await\na\(number) 200\n> delivered\n"
        }
        try expectScript(text + "go\n> idle")
    }

    @Test func whatIsPlannedLaterGoesLater() throws {
        try expectScript(
            """
            lane a
            owe a 1…2
            go
            > send a1
            > await
            owe a 3
            a1 500
            > deferred ~1, lane ~1, counts
            go
            > wait ~1
            tick
            go
            > send a1 #2
            > await
            a1 200
            > delivered
            go
            > send a2
            > await
            a2 200
            > delivered
            go
            > send a3
            > await
            """
        )
    }

    /// It may hang: more go at once only as answers come.
    @Test func anEndpointThatHasNotAnsweredYetGetsOneAtATime() throws {
        try expectScript(
            """
            lane a concurrency=3
            owe a 1…9
            go
            > send a1
            > await
            a1 200
            > delivered
            go
            > send a2
            > send a3
            > await
            a3 200
            > delivered
            go
            > send a4
            > send a5
            > await
            a2 200
            > delivered
            a4 200
            > delivered
            go
            > send a6
            > send a7
            > await
            """
        )
    }

    @Test func eightAtOnceAndNotNine() throws {
        try expectScript(
            """
            lane a concurrency=8 warm
            owe a 1…10
            go
            > send a1
            > send a2
            > send a3
            > send a4
            > send a5
            > send a6
            > send a7
            > send a8
            > await
            a5 200
            > delivered
            go
            > send a9
            > await
            a1 200
            > delivered
            a2 200
            > delivered
            go
            > send a10
            > await
            """
        )
    }

    @Test func aDelayedDeliveryStepsBackWhereOrderIsNotKept() throws {
        try expectScript(
            """
            lane a concurrency=2 warm schedule=30
            owe a 1…4
            go
            > send a1
            > send a2
            > await
            a1 429 pause=1
            > deferred ~30, lane 1
            a2 200
            > delivered
            go
            > wait 1
            tick
            go
            > send a3
            > send a4
            > await
            a3 200
            > delivered
            a4 200
            > delivered
            at 37
            go
            > send a1 #2
            > await
            """
        )
    }

    @Test func theRateHoldsOverEveryIntervalOfItsLength() throws {
        try expectScript(
            """
            lane a concurrency=8 rate=2/10
            owe a 1…5
            go
            > send a1
            > await
            a1 200
            > delivered
            go
            > send a2
            > wait 10
            at 3
            go
            > wait 7
            a2 200
            > delivered
            at 10
            go
            > send a3
            > send a4
            > wait 10
            at 20
            go
            > send a5
            > await
            """
        )
    }

    @Test func theRateLooksBackAtTheLastSendsAndNotAtFixedSlots() throws {
        try expectScript(
            """
            lane a concurrency=8 rate=2/10
            owe a 1
            go
            > send a1
            > await
            a1 200
            > delivered
            at 9
            owe a 2…4
            go
            > send a2
            > wait 1
            tick
            a2 200
            > delivered
            go
            > send a3
            > wait 9
            """
        )
    }

    @Test func theRateIsKeptOverManySends() throws {
        var text = "lane a concurrency=8 rate=1/10\nowe a 1…200\n"
        text += "go\n> send a1\n> await\na1 200\n> delivered\ngo\n> wait 10\ntick\n"
        for number in 2..<200 { text += "go\n> send a\(number)\n> wait 10\na\(number) 200\n> delivered\ntick\n" }
        try expectScript(text + "go\n> send a200\n> await")
    }

    @Test func lanesThatCanGoAtOnceTakeTurns() throws {
        try expectScript(
            """
            lane a concurrency=8 warm
            lane b concurrency=8 warm
            lane c concurrency=8 warm
            owe a 1…3
            owe b 1…2
            owe c 1
            go
            > send a1
            > send b1
            > send c1
            > send a2
            > send b2
            > send a3
            > await
            """
        )
    }

    /// The loop may stop asking when too much is in flight: then whoever waits longest is next, not the older backlog.
    @Test func anOldBacklogDoesNotGoBeforeOthersAgainAndAgain() throws {
        try expectScript(
            """
            lane a concurrency=2 warm
            lane b concurrency=2 warm
            owe a 1…5
            at 50
            owe b 1…2
            at 100
            one
            > send a1
            a1 200
            > delivered
            one
            > send b1
            b1 200
            > delivered
            one
            > send a2
            one
            > send b2
            """
        )
    }

    @Test func newWorkForALaneThatStandsInLineDoesNotSendItToTheEnd() throws {
        try expectScript(
            """
            lane a concurrency=8 warm
            lane b concurrency=8 warm
            owe a 1
            at 1
            owe b 1…3
            at 2
            owe a 2
            at 3
            one
            > send a1
            one
            > send b1
            at 4
            owe a 3
            one
            > send a2
            """
        )
    }

    @Test func aDeadLaneDelaysNobody() throws {
        try expectScript(
            """
            lane dead concurrency=2 warm
            lane b
            owe dead 1…4
            owe b 1…2
            go
            > send dead1
            > send b1
            > send dead2
            > await
            b1 200
            > delivered
            go
            > send b2
            > await
            at 15
            dead1 timeout
            > deferred ~1, lane ~1, counts
            b2 200
            > delivered
            owe b 3
            go
            > send b3
            > await
            dead2 timeout
            > deferred ~1, lane ~1, counts
            b3 200
            > delivered
            go
            > wait ~1
            """
        )
    }

    @Test func anEmptyQueueIsIdle() throws {
        try expectScript("go\n> idle\nlane a\ngo\n> idle\nend")
    }
}
