import TestSupport
import Testing
import Time

@Suite struct RFC3339Tests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1), ("1969-12-31T23:59:59.999Z", -1),
            ("2026-11-21T06:00:00Z", 1_795_240_800_000), ("2026-11-21t06:00:00z", 1_795_240_800_000),
            ("2026-11-21 06:00:00Z", 1_795_240_800_000), ("2026-11-21T06:00:00+00:00", 1_795_240_800_000),
            ("2026-11-21T06:00:00-00:00", 1_795_240_800_000), ("2026-11-21T07:30:00+01:30", 1_795_240_800_000),
            ("2026-11-20T22:00:00-08:00", 1_795_240_800_000), ("2026-11-22T05:59:00+23:59", 1_795_240_800_000),
            ("2026-11-21T06:00:00.1Z", 1_795_240_800_100), ("2026-11-21T06:00:00.12+00:00", 1_795_240_800_120),
            ("2026-11-21T06:00:00.123456789012345678901234567890Z", 1_795_240_800_123),
            ("2026-11-21T06:00:00.9999Z", 1_795_240_800_999), ("2016-12-31T23:59:60Z", 1_483_228_799_000),
            ("2000-02-29T00:00:00Z", 951_782_400_000), ("2024-02-29T12:00:00Z", 1_709_208_000_000),
            ("2000-03-01T00:00:00Z", 951_868_800_000), ("1900-03-01T00:00:00Z", -2_203_891_200_000),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] as [(String, Int64)]
    )
    func timesAreRead(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "yesterday", "2026-11-21", "06:00:00Z", "2026-11-21T06:00:00", "2026-11-21T06:00Z", "2026-11-21T06:00:00 Z",
        "2026-11-21T06:00:00ZZ", " 2026-11-21T06:00:00Z", "2026-11-21T06:00:00Z\n", "2026-11-21T06:00:00.Z",
        "2026-11-21T06:00:00,5Z", "2026-11-21T06:00:00+1:00", "2026-11-21T06:00:00+0100", "2026-11-21T06:00:00+24:00",
        "2026-11-21T06:00:00+01:60", "2026-11-21T06:00:00+", "2026-11-21T06:00:00\u{2212}01:00", "2026-00-21T06:00:00Z",
        "2026-13-21T06:00:00Z", "2026-11-00T06:00:00Z", "2026-11-31T06:00:00Z", "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-02-30T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-11-21T24:00:00Z", "2026-11-21T06:60:00Z", "2026-11-21T06:00:61Z", "26-11-21T06:00:00Z",
        "12026-11-21T06:00:00Z", "-026-11-21T06:00:00Z", "+026-11-21T06:00:00Z", "2026-1-21T06:00:00Z",
        "2026-11-21X06:00:00Z", "2026/11/21T06:00:00Z", "20261121T060000Z", "2026-11-21T06:00:00é",
        "２026-11-21T06:00:00Z",
        "2026-11-21T-6:00:00Z",
        // Nobody could write these two again in UTC.
        "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
    ])
    func otherTextsAreNoTimes(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func everyPrefixOfATimeIsNoTime() {
        let text = "2026-11-21T06:00:00.125+01:00"
        for count in 0..<text.count { #expect(Timestamp(rfc3339: String(text.prefix(count))) == nil) }
    }

    @Test func everyMomentThatIsWrittenIsReadAgain() {
        var numbers = SplitMix(seed: 3339)
        for _ in 0..<20_000 {
            let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999
            let time = Timestamp(milliseconds: Int64.random(in: range, using: &numbers))
            var written: [UInt8] = []
            time.writeRFC3339(into: &written)
            guard Timestamp(rfc3339: time.rfc3339) == time, time.rfc3339.utf8.count == 24,
                written == Array(time.rfc3339.utf8)
            else {
                Issue.record("\(time.milliseconds) is written as \(time.rfc3339)")
                return
            }
        }
    }

    @Test(arguments: [Int64.min, Int64.max, 253_402_300_800_000, -62_167_219_200_001])
    func aMomentWithoutAFourDigitYearHasNoText(_ milliseconds: Int64) {
        let time = Timestamp(milliseconds: milliseconds)
        #expect(!time.hasText)
        #expect(Timestamp(rfc3339: time.rfc3339) == nil)
    }

    @Test func everyDayOfFourHundredYearsFollowsTheDayBefore() {
        var expected = CivilDate(year: 1999, month: 12, day: 31)
        for day in CivilDate(year: 2000, month: 1, day: 1)
            .daysSinceEpoch..<CivilDate(year: 2400, month: 1, day: 1).daysSinceEpoch
        {
            let date = CivilDate(daysSinceEpoch: day)
            let next = [
                CivilDate(year: expected.year, month: expected.month, day: expected.day + 1),
                CivilDate(year: expected.year, month: expected.month + 1, day: 1),
                CivilDate(year: expected.year + 1, month: 1, day: 1),
            ]
            guard date.daysSinceEpoch == day, date == next.first(where: { $0.exists }) else {
                Issue.record("\(date) follows \(expected)")
                return
            }
            expected = date
        }
    }

    @Test func partsOfATextAreRead() {
        let bytes = Array("x2026-11-21T06:00:00Zy".utf8)
        #expect(Timestamp(rfc3339: bytes, 1..<bytes.count - 1) == Timestamp(seconds: 1_795_240_800))
        #expect(Timestamp(rfc3339: bytes, 1..<bytes.count) == nil)
        #expect(Timestamp(rfc3339: bytes, 0..<0) == nil)
    }
}
