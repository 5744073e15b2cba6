import Testing
import Time

@Suite struct DurationTextTests {
    @Test(
        arguments: [
            ("0s", .zero), ("250ms", .milliseconds(250)), ("15s", .seconds(15)), ("5m", .seconds(300)),
            ("2h", .seconds(7200)),
            ("5d", .seconds(432_000)), ("007s", .seconds(7)), ("9223372036854775807ms", .milliseconds(Int64.max)),
        ] as [(String, Duration)]
    )
    func durationsAreRead(_ text: String, _ duration: Duration) {
        #expect(Duration(text: text) == duration)
    }

    @Test(arguments: [
        "", "5", "s", "ms", "m", "5 s", " 5s", "5s ", "+5s", "-5s", "-0s", "1.5h", "1m30s", "5S", "5min", "5w", "0x5s",
        "5µs",
        "５s", "١s", "9223372036854775808ms", "9223372036854775807s", "106751991168d", "ss", "s5", "1e3s", "5\u{0}s",
    ])
    func otherTextsAreNoDurations(_ text: String) {
        #expect(Duration(text: text) == nil)
    }

    @Test(arguments: [
        (0, "0s"), (1, "1ms"), (250, "250ms"), (1000, "1s"), (1500, "1500ms"), (60_000, "1m"), (90_000, "90s"),
        (3_600_000, "1h"), (5_400_000, "90m"), (86_400_000, "1d"), (90_000_000, "25h"),
    ])
    func theTextIsShortAndReadsBack(_ milliseconds: Int, _ text: String) {
        #expect(Duration.milliseconds(milliseconds).text == text)
        #expect(Duration(text: text) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        (0, "0 ms"), (340, "340 ms"), (999, "999 ms"), (1000, "1s"), (1999, "1s"), (65_000, "1m 5s"), (60_000, "1m"),
        (125_000, "2m 5s"), (3_605_000, "1h"), (3_660_000, "1h 1m"), (86_400_000, "1d"), (273_600_000, "3d 4h"),
        (86_460_000, "1d"), (8_640_000_000, "100d"),
    ])
    func peopleAreToldTheTwoLargestUnits(_ milliseconds: Int, _ spoken: String) {
        #expect(Duration.milliseconds(milliseconds).spoken == spoken)
    }
}

@Suite struct TimestampTests {
    @Test func aMomentMovesByADuration() {
        let time = Timestamp(seconds: 10)
        #expect(time + .milliseconds(250) == Timestamp(milliseconds: 10_250))
        #expect(time - .seconds(11) == Timestamp(seconds: -1))
        #expect(Timestamp(seconds: 3) - time == .seconds(-7))
        #expect(Timestamp(seconds: 3) < time)
    }

    @Test func sumsThatDoNotFitStopAtTheLastMoment() {
        let longest = Duration.milliseconds(Int64.max)
        let last = Timestamp(milliseconds: .max)
        let first = Timestamp(milliseconds: .min)
        #expect(Timestamp(seconds: 1) + longest == last)
        #expect(Timestamp(seconds: -2) - longest == first)
        #expect(last - .seconds(-1) == last)
        #expect(first + .seconds(-1) == first)
        #expect(last - first == longest)
        #expect(first - last == .milliseconds(Int64.min))
    }
}
