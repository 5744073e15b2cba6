import Testing
import Time

@Suite struct SpokenTimeTests {
    private static let now = Timestamp(milliseconds: 1_795_249_354_673)

    @Test(
        arguments: [
            ("now", "2026-11-21T08:22:34.673Z"), ("today", "2026-11-21T00:00:00.000Z"),
            ("yesterday", "2026-11-20T00:00:00.000Z"), ("2h", "2026-11-21T06:22:34.673Z"),
            ("90m", "2026-11-21T06:52:34.673Z"), ("7d", "2026-11-14T08:22:34.673Z"),
            ("2026-03-02", "2026-03-02T00:00:00.000Z"), ("2026-03-02T06:00:00+01:00", "2026-03-02T05:00:00.000Z"),
        ]
    )
    func aMomentIsReadAsPeopleNameIt(text: String, time: String) {
        #expect(Timestamp(spoken: text, now: SpokenTimeTests.now)?.rfc3339 == time)
    }

    @Test(
        arguments: [
            "", "noon", "Today", "tomorrow", "2", "h", "-2h", "2 h", "2026-02-30", "2026-3-2", "2026-03-02T06:00",
            "1000000d", "99999999999999999d", "today 06:00",
        ]
    )
    func whatIsNoMomentIsNone(_ text: String) { #expect(Timestamp(spoken: text, now: SpokenTimeTests.now) == nil) }

    @Test func daysBeginAtMidnightAlsoBefore1970() {
        let before = Timestamp(milliseconds: -1)
        #expect(Timestamp(spoken: "today", now: before)?.rfc3339 == "1969-12-31T00:00:00.000Z")
    }
}
