import Testing

/// Nobody can be reached: it may be them, or our own network.
@Suite struct NetworkSuspicionTests {
    private let two =
        "lane a host=x schedule=5,5\nlane b host=y schedule=5,5\nowe a 1…2\nowe b 1…2\ngo\n> send a1\n> send b1\n> await\n"

    @Test func whenNobodyIsReachedNothingCounts() throws {
        try expectScript(
            two
                + """
                a1 dns
                > deferred ~5, lane ~5
                b1 connect
                > deferred ~5, lane ~5
                end
                health a
                > failing, 0 failures, 1 rounds
                health b
                > failing, 0 failures, 1 rounds
                """
        )
    }

    @Test(arguments: ["200", "500", "429 pause=5", "400", "tls", "timeout"])
    func onceSomebodyIsReachedWhatWasHeldBackCounts(_ answer: String) throws {
        let transcript = try Script.play(two + "a1 connect\nb1 \(answer)\nhealth a\nend")
        #expect(transcript.contains("a1 connect\n> deferred ~5, lane ~5\n"))
        #expect(transcript.contains("> counted a 1\n"))
        #expect(transcript.contains("health a\n> failing, 1 failures, 1 rounds"))
    }

    @Test(arguments: ["dns", "connect", "blocked", "unsendable"])
    func whatNeverReachedAnybodyProvesNothing(_ answer: String) throws {
        let transcript = try Script.play(two + "a1 connect\nb1 \(answer)\nhealth a\nend")
        #expect(!transcript.contains("counted"))
        #expect(transcript.contains("health a\n> failing, 0 failures, 1 rounds"))
    }

    @Test func afterAnAnswerFailuresCountAtOnce() throws {
        try expectScript(
            two
                + """
                b1 200
                > delivered
                a1 connect
                > deferred ~5, lane ~5, counts
                """
        )
    }

    @Test func aSingleHostHasNothingToCompareWithAndCountsAtTheEnd() throws {
        try expectScript(
            """
            lane a host=x schedule=5,5
            lane b host=x schedule=5,5
            lane idle host=z
            owe a 1
            owe b 1
            go
            > send a1
            > send b1
            > await
            a1 dns
            > deferred ~5, lane ~5
            b1 dns
            > deferred ~5, lane ~5
            at 7
            go
            > send b1 #2
            > send a1 #2
            > await
            a1 dns
            > deferred ~5, lane ~5
            end
            > counted a 2
            > counted b 1
            end
            """
        )
    }

    @Test func whatCountsOnlyAtTheEndDisablesAtTheEnd() throws {
        let transcript = try Script.play(
            """
            lane a schedule=5,5 disable=1/0
            owe a 1
            go
            a1 dns
            end
            """
        )
        #expect(transcript.contains("end\n> counted a 1\n> disabled a: 1 failed requests in a row"))
    }

    @Test func whatASuccessEndedIsNotCountedAfterIt() throws {
        try expectScript(
            """
            lane a concurrency=2
            owe a 1…3
            go
            > send a1
            > await
            a1 unsendable
            > rejected
            go
            > send a2
            > send a3
            > await
            a2 connect
            > deferred ~1, lane ~1
            a3 200
            > delivered
            health a
            > ok, 0 failures, 0 rounds
            """
        )
    }

    @Test func itsOwnAnswerReleasesWhatWasHeldBack() throws {
        try expectScript(
            """
            lane a concurrency=2 disable=2/0
            owe a 1…3
            go
            > send a1
            > await
            a1 unsendable
            > rejected
            go
            > send a2
            > send a3
            > await
            a2 connect
            > deferred ~1, lane ~1
            a3 500
            > deferred ~1, lane ~1, counts
            > counted a 1
            > disabled a: 2 failed requests in a row since 2027-01-15T08:00:00.000Z: 500
            """
        )
    }

    @Test func theFailuresThatWereMissingDisable() throws {
        try expectScript(
            """
            lane a schedule=5,5 disable=1/0
            lane b
            owe a 1
            owe b 1
            go
            > send a1
            > send b1
            > await
            a1 connect
            > deferred ~5, lane ~5
            b1 200
            > delivered
            > counted a 1
            > disabled a: 1 failed requests in a row since 2027-01-15T08:00:00.000Z: connect
            go
            > idle
            """
        )
    }
}
