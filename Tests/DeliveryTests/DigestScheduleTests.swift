import Delivery
import TestSupport
import Testing
import Time

/// When a digest is due: a table of rules, last digests and times.
@Suite struct DigestScheduleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let rule: String
        var zone = "UTC"
        /// The last digest; `nil`: the integration was seen first at `created`.
        var cut: String?
        var created = "2026-03-02T12:00:00Z"
        let now: String
        let due: String

        var testDescription: String { "\(rule) in \(zone), last \(cut ?? "none"), at \(now)" }
    }

    static let cases: [Case] = [
        Case(rule: "", now: "2026-03-02T12:00:00Z", due: "now"),
        Case(rule: "every 1h", now: "2026-03-02T12:00:00Z", due: "now"),
        Case(rule: "every 1h", cut: "2026-03-02T12:00:00Z", now: "2026-03-02T12:59:59Z", due: "2026-03-02T13:00:00Z"),
        Case(rule: "every 1h", cut: "2026-03-02T12:00:00Z", now: "2026-03-02T13:00:00Z", due: "now"),
        // The clock went back.
        Case(rule: "every 1h", cut: "2026-03-02T12:00:00Z", now: "2026-03-02T11:59:59Z", due: "now"),

        // A new integration waits for its first time of the day.
        Case(rule: "at 09:00", now: "2026-03-02T12:00:00Z", due: "2026-03-03T09:00:00Z"),
        Case(rule: "at 09:00", now: "2026-03-03T09:00:00Z", due: "now for 2026-03-03T09:00:00Z"),
        Case(
            rule: "at 09:00",
            cut: "2026-03-03T09:00:01Z",
            now: "2026-03-03T23:00:00Z",
            due: "2026-03-04T09:00:00Z"
        ),
        // Three were missed: one is cut.
        Case(
            rule: "at 09:00",
            cut: "2026-03-03T09:00:01Z",
            now: "2026-03-06T17:00:00Z",
            due: "now for 2026-03-06T09:00:00Z"
        ),
        Case(
            rule: "at 06:00 18:00",
            cut: "2026-03-03T06:00:00Z",
            now: "2026-03-03T06:00:00Z",
            due: "2026-03-03T18:00:00Z"
        ),
        Case(
            rule: "at 09:00 on mon fri",
            cut: "2026-03-02T09:00:00Z",
            now: "2026-03-05T10:00:00Z",
            due: "2026-03-06T09:00:00Z"
        ),
        Case(
            rule: "at 09:00 on sun",
            cut: "2026-03-01T09:00:00Z",
            now: "2026-03-01T09:00:00Z",
            due: "2026-03-08T09:00:00Z"
        ),
        // A second or an hour back: the same digest is not cut again.
        Case(
            rule: "at 09:00",
            cut: "2026-03-03T09:00:00Z",
            now: "2026-03-03T08:59:59Z",
            due: "2026-03-04T09:00:00Z"
        ),
        // Years back: nobody is silenced.
        Case(
            rule: "at 09:00",
            cut: "2030-03-03T09:00:00Z",
            now: "2026-03-03T10:00:00Z",
            due: "now for 2026-03-03T09:00:00Z"
        ),
        // Whichever comes first.
        Case(
            rule: "every 4h at 09:00",
            cut: "2026-03-03T06:00:00Z",
            now: "2026-03-03T08:00:00Z",
            due: "2026-03-03T09:00:00Z"
        ),
        Case(
            rule: "every 4h at 09:00",
            cut: "2026-03-03T04:00:00Z",
            now: "2026-03-03T07:30:00Z",
            due: "2026-03-03T08:00:00Z"
        ),
        Case(rule: "every 4h at 09:00", cut: "2026-03-03T04:00:00Z", now: "2026-03-03T08:00:00Z", due: "now"),
    ]

    static let zoned: [Case] = [
        Case(
            rule: "at 09:00",
            zone: "Europe/Paris",
            cut: "2026-03-27T08:00:00Z",
            now: "2026-03-28T07:59:59Z",
            due: "2026-03-28T08:00:00Z"
        ),
        // The night in which the clocks go forward: 02:30 is at 03:30, once.
        Case(
            rule: "at 02:30",
            zone: "Europe/Paris",
            cut: "2026-03-28T01:30:00Z",
            now: "2026-03-29T01:00:00Z",
            due: "2026-03-29T01:30:00Z"
        ),
        Case(
            rule: "at 02:30",
            zone: "Europe/Paris",
            cut: "2026-03-29T01:30:00Z",
            now: "2026-03-29T01:30:00Z",
            due: "2026-03-30T00:30:00Z"
        ),
        // Both are the same moment: one digest.
        Case(
            rule: "at 02:30 03:30",
            zone: "Europe/Paris",
            cut: "2026-03-29T01:30:00Z",
            now: "2026-03-29T02:00:00Z",
            due: "2026-03-30T00:30:00Z"
        ),
        // The night in which they go back: 02:30 comes at 00:30 UTC and again at 01:30, one digest.
        Case(
            rule: "at 02:30",
            zone: "Europe/Paris",
            cut: "2026-10-24T00:30:00Z",
            now: "2026-10-25T00:30:00Z",
            due: "now for 2026-10-25T00:30:00Z"
        ),
        Case(
            rule: "at 02:30",
            zone: "Europe/Paris",
            cut: "2026-10-25T00:30:00Z",
            now: "2026-10-25T01:30:00Z",
            due: "2026-10-26T01:30:00Z"
        ),
        // Monday in Auckland is still Sunday in UTC.
        Case(
            rule: "at 09:00 on mon",
            zone: "Pacific/Auckland",
            cut: "2026-06-08T00:00:00Z",
            now: "2026-06-14T20:00:00Z",
            due: "2026-06-14T21:00:00Z"
        ),
    ]

    @Test(arguments: cases) func aDigestIsDueWhenItsTimeHasCome(_ item: Case) throws { try check(item, in: .utc) }

    @Test(.enabled(if: ZoneFiles.arePresent, "no zone files here: install tzdata"), arguments: zoned)
    func itsTimeIsThatOfItsPlace(_ item: Case) throws { try check(item, in: ZoneFiles.zone(item.zone)) }

    private func check(_ item: Case, in zone: TimeZone) throws {
        let due = try schedule(item.rule).due(
            after: item.cut.map(moment),
            created: moment(item.created),
            in: zone,
            at: moment(item.now)
        )
        let text =
            switch due {
            case .now(nil): "now"
            case .now(let slot?): "now for \(slot.rfc3339)"
            case .later(let time): time.rfc3339
            }
        #expect(text.replacing(".000Z", with: "Z") == item.due)
    }

    /// A run every ten minutes over the year: one digest a day, whatever the clocks do.
    @Test(
        .enabled(if: ZoneFiles.arePresent, "no zone files here: install tzdata"),
        arguments: ["00:00", "02:30", "09:00"]
    )
    func aYearHasAsManyDigestsAsDays(_ time: String) throws {
        let zone = try ZoneFiles.zone("Europe/Paris")
        let schedule = try schedule("at \(time)")
        var (now, cut) = (moment("2026-01-01T12:00:00Z"), moment("2026-01-01T12:00:00Z"))
        var days: Set<Int> = []
        var count = 0
        while now < moment("2027-01-01T12:00:00Z") {
            if case .now = schedule.due(after: cut, created: cut, in: zone, at: now) {
                count += 1
                days.insert(zone.local(now).date.daysSinceEpoch)
                cut = now
            }
            now = now + .seconds(600)
        }
        #expect(count == 365 && days.count == 365)
    }

    // MARK: small digests

    @Test(
        arguments: [
            (4, "2026-03-02T13:00:00Z", "2026-03-03T12:00:00Z" as String?), (5, "2026-03-02T13:00:00Z", nil),
            (1, "2026-03-03T12:00:00Z", nil),
            // The clock went back.
            (1, "2026-03-02T11:00:00Z", nil),
        ]
    )
    func aSmallDigestWaitsADayAtMost(_ count: Int, _ now: String, _ until: String?) throws {
        var schedule = DigestSchedule()
        schedule.minimumEvents = 5
        let cut = moment("2026-03-02T12:00:00Z")
        let wait = schedule.waitsForMore(than: count, after: cut, created: cut - .seconds(9999), at: moment(now))
        #expect(wait == until.map(moment))
    }

    // MARK: quiet hours

    @Test(
        arguments: [
            ("22:00", "07:00", "2026-03-02T21:59:59Z", nil as String?),
            ("22:00", "07:00", "2026-03-02T22:00:00Z", "2026-03-03T07:00:00Z"),
            ("22:00", "07:00", "2026-03-03T06:59:59Z", "2026-03-03T07:00:00Z"),
            ("22:00", "07:00", "2026-03-03T07:00:00Z", nil),
            ("12:00", "13:30", "2026-03-03T12:00:00Z", "2026-03-03T13:30:00Z"),
            ("12:00", "13:30", "2026-03-03T13:30:00Z", nil), ("12:00", "13:30", "2026-03-03T03:00:00Z", nil),
        ]
    )
    func quietHoursMayGoOverMidnight(_ from: String, _ to: String, _ now: String, _ end: String?) throws {
        #expect(try quiet(from, to).end(at: moment(now), in: .utc) == end.map(moment))
    }

    @Test(.enabled(if: ZoneFiles.arePresent, "no zone files here: install tzdata"))
    func quietHoursAreThoseOfTheirPlace() throws {
        let zone = try ZoneFiles.zone("Europe/Paris")
        let night = try quiet("22:00", "07:00")
        #expect(night.end(at: moment("2026-07-01T04:59:00Z"), in: zone) == moment("2026-07-01T05:00:00Z"))
        #expect(night.end(at: moment("2026-07-01T05:00:00Z"), in: zone) == nil)
        // The hour that comes twice is quiet once.
        let short = try quiet("22:00", "02:30")
        #expect(short.end(at: moment("2026-10-25T00:15:00Z"), in: zone) == moment("2026-10-25T00:30:00Z"))
        #expect(short.end(at: moment("2026-10-25T01:15:00Z"), in: zone) == nil)
    }

    @Test func quietHoursHaveTwoEnds() throws {
        let nine = try #require(TimeOfDay(text: "09:00"))
        #expect(QuietHours(from: nine, to: nine) == nil)
    }

    // MARK: -

    private func moment(_ text: String) -> Timestamp {
        guard let moment = Timestamp(rfc3339: text) else { preconditionFailure("'\(text)' is no time") }
        return moment
    }

    private func quiet(_ from: String, _ to: String) throws -> QuietHours {
        let ends = (try #require(TimeOfDay(text: from)), try #require(TimeOfDay(text: to)))
        return try #require(QuietHours(from: ends.0, to: ends.1))
    }

    /// Reads `every 4h at 06:00 18:00 on mon fri`.
    private func schedule(_ text: String) throws -> DigestSchedule {
        var schedule = DigestSchedule()
        var part = ""
        for word in text.split(separator: " ").map({ String($0) }) {
            switch (part, word) {
            case (_, "every"), (_, "at"): part = word
            case (_, "on"):
                part = word
                schedule.days = []
            case ("every", _): schedule.every = Duration(text: word)
            case ("at", _): schedule.at.append(try #require(TimeOfDay(text: word)))
            default: schedule.days.insert(try #require(Weekday(rawValue: word)))
            }
        }
        return schedule
    }
}
