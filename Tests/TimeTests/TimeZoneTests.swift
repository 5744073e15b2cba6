import TestSupport
import Testing
import Time

/// Zones as the system's files tell them; where the system has none, these tests say so and leave themselves out.
@Suite(.enabled(if: ZoneFiles.arePresent, "no zone files here: install tzdata"))
struct TimeZoneTests {
    private func offset(_ zone: String, _ time: String) throws -> String {
        let moment = try #require(Timestamp(rfc3339: time))
        let offset = try ZoneFiles.zone(zone).offset(at: moment)
        return "\(offset.abbreviation) \(offset.seconds)"
    }

    @Test(
        arguments: [
            ("Europe/Paris", "2026-01-15T12:00:00Z", "CET 3600"), ("Europe/Paris", "2026-07-15T12:00:00Z", "CEST 7200"),
            ("Europe/Paris", "2026-03-29T00:59:59Z", "CET 3600"), ("Europe/Paris", "2026-03-29T01:00:00Z", "CEST 7200"),
            ("America/New_York", "2026-11-01T05:59:59Z", "EDT -14400"),
            ("America/New_York", "2026-11-01T06:00:00Z", "EST -18000"),
            ("Asia/Kathmandu", "2026-06-01T00:00:00Z", "+0545 20700"),
            ("Australia/Lord_Howe", "2026-01-01T00:00:00Z", "+11 39600"),
            ("Australia/Lord_Howe", "2026-07-01T00:00:00Z", "+1030 37800"),
            // Beyond the last change that the file lists.
            ("Europe/Paris", "2199-07-15T12:00:00Z", "CEST 7200"), ("UTC", "2026-07-15T12:00:00Z", "UTC 0"),
        ]
    )
    func anOffsetIsWhatTheClocksOfThePlaceShow(_ zone: String, _ time: String, _ expected: String) throws {
        #expect(try offset(zone, time) == expected)
    }

    /// date(1) reads the same files through glibc: both say the same of every zone over two hundred years.
    @Test func theSystemsOwnReadingAgrees() throws {
        let moments = Array(stride(from: Int64(-2_000_000_000), to: 5_000_000_000, by: 28_000_007))
        let names = ZoneFiles.names
        #expect(names.count > 300)
        let ours = try names.flatMap { name in
            let zone = try ZoneFiles.zone(name)
            return moments.map { "\(name) \(clocks(of: zone, at: Timestamp(seconds: $0)))" }
        }
        let directory = try TemporaryDirectory()
        try directory.write(moments.map { "@\($0)\n" }.joined(), to: "moments")
        try directory.write(names.map { $0 + "\n" }.joined(), to: "zones")
        let script = #"while read zone; do TZ=$zone date -f moments "+$zone %Z %Y-%m-%dT%H:%M"; done <zones >dates"#
        try runTool(["sh", "-c", script], in: directory.path)
        let theirs = try directory.read("dates").split(separator: "\n")
        #expect(theirs.count == ours.count)
        for (our, their) in zip(ours, theirs) where our != their { Issue.record("\(our), by date(1) \(their)") }
    }

    private func clocks(of zone: TimeZone, at time: Timestamp) -> String {
        let (date, minutes) = zone.local(time)
        let shown = Timestamp(seconds: Int64(date.daysSinceEpoch) * 86_400 + Int64(minutes) * 60)
        return "\(zone.offset(at: time).abbreviation) \(shown.rfc3339.prefix(16))"
    }

    @Test func everyPrefixOfAFileIsNoZone() throws {
        let file = try ZoneFiles.bytes("Europe/Paris")
        for length in 0..<file.count {
            #expect(TimeZone(name: "x", file: Array(file[..<length])) == nil, "the first \(length) bytes")
        }
    }

    @Test func damageIsToldOrHarmless() throws {
        let file = try ZoneFiles.bytes("Europe/Paris")
        for index in stride(from: 0, to: file.count, by: 3) {
            var damaged = file
            damaged[index] ^= 0xFF
            guard let zone = TimeZone(name: "x", file: damaged) else { continue }
            for seconds in [Int64.min / 1000, -1, 0, 1_800_000_000, 253_402_300_799] {
                #expect(abs(zone.offset(at: Timestamp(seconds: seconds)).seconds) < 26 * 3600)
            }
        }
    }

    // MARK: times of the day

    private func moment(_ zone: String, _ year: Int, _ month: Int, _ day: Int, _ time: String) throws -> String {
        let time = try #require(TimeOfDay(text: time))
        return try ZoneFiles.zone(zone).moment(CivilDate(year: year, month: month, day: day), time).rfc3339
    }

    @Test func aTimeOfTheDayIsOneMoment() throws {
        #expect(try moment("Europe/Paris", 2026, 1, 15, "09:00") == "2026-01-15T08:00:00.000Z")
        #expect(try moment("Europe/Paris", 2026, 7, 15, "09:00") == "2026-07-15T07:00:00.000Z")
        #expect(try moment("Asia/Kathmandu", 2026, 7, 15, "00:00") == "2026-07-14T18:15:00.000Z")
    }

    @Test func aTimeThatIsSkippedComesWhenItWouldHave() throws {
        // At 02:00 the clocks go to 03:00.
        #expect(try moment("Europe/Paris", 2026, 3, 29, "02:30") == "2026-03-29T01:30:00.000Z")
        #expect(try moment("Europe/Paris", 2026, 3, 29, "01:59") == "2026-03-29T00:59:00.000Z")
        #expect(try moment("Europe/Paris", 2026, 3, 29, "03:00") == "2026-03-29T01:00:00.000Z")
    }

    @Test func aTimeThatComesTwiceIsTheFirst() throws {
        // At 03:00 the clocks go back to 02:00.
        #expect(try moment("Europe/Paris", 2026, 10, 25, "02:30") == "2026-10-25T00:30:00.000Z")
        #expect(try moment("Europe/Paris", 2026, 10, 25, "03:00") == "2026-10-25T02:00:00.000Z")
    }
}

@Suite struct TimeOfDayTests {
    @Test(arguments: [("00:00", 0), ("09:05", 545), ("23:59", 1439)])
    func aTimeIsReadAndWritten(_ text: String, _ minutes: Int) {
        #expect(TimeOfDay(text: text)?.minutes == minutes)
        #expect(TimeOfDay(text: text)?.text == text)
    }

    @Test(arguments: [
        "", "9:00", "09:0", "24:00", "09:60", "09:00:00", "0900", "09.00", "+9:00", "ab:cd", " 09:00", "٠٩:٠٠",
    ])
    func whatIsNoTimeIsNone(_ text: String) {
        #expect(TimeOfDay(text: text) == nil)
    }

    @Test func daysHaveTheirNames() {
        #expect(CivilDate(year: 2026, month: 11, day: 25).weekday == .wed)
        #expect(CivilDate(year: 1970, month: 1, day: 1).weekday == .thu)
        #expect(CivilDate(year: 1969, month: 12, day: 28).weekday == .sun)
        #expect(CivilDate(year: 2024, month: 2, day: 28).adding(days: 2) == CivilDate(year: 2024, month: 3, day: 1))
    }
}
