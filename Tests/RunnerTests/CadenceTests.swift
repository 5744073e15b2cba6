import Delivery
import Reports
import Runner
import TestSupport
import Testing
import Time

/// When digests come, run after run.
@Suite(.enabled(if: ZoneFiles.arePresent, "no zone files here: install tzdata"))
struct CadenceTests {
    /// A moment of 2026, by the clocks of Greenwich.
    private func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: "2026-\(text):00Z")) }

    /// Puts an event into the spool that happened at the station's time.
    private func spool(_ station: Station, _ id: String, type: String = "build:success") throws {
        try station.spool(
            #"{"event": "\#(type)", "id": "\#(id)", "createdAt": "\#(station.now.rfc3339)", "data": {"n": "\#(id)"}}"#
        )
    }

    /// Two weeks with a run every half hour and an event every two hours, over the night in which the clocks go forward.
    @Test func aFortnightHasADigestEachWorkingMorning() throws {
        let station = try Station(startingAt: try moment("03-20T12:00"))
        station.integrate(
            "sum",
            with: """
                "mode": "digest", "digest": {"at": ["09:00"], "days": ["mon", "tue", "wed", "thu", "fri"], \
                "timeZone": "Europe/Paris"}
                """
        )
        var cuts: [String] = []
        for step in 0..<14 * 48 {
            if step.isMultiple(of: 4) { try spool(station, "e\(step)") }
            if try station.run()["sum"].thisRun.planned > 0 { cuts.append(String(station.now.rfc3339.prefix(16))) }
            station.wait(.seconds(1800))
        }
        #expect(
            cuts == [
                "2026-03-23T08:00", "2026-03-24T08:00", "2026-03-25T08:00", "2026-03-26T08:00", "2026-03-27T08:00",
                // Summer time began on Sunday.
                "2026-03-30T07:00", "2026-03-31T07:00", "2026-04-01T07:00", "2026-04-02T07:00", "2026-04-03T07:00",
            ]
        )
        #expect(try station.totals("sum").reduce(0, +) + station.run()["sum"].backlog.held == 14 * 12)
    }

    @Test func whatWasMissedIsToldInOneDigest() throws {
        let station = try Station(startingAt: try moment("03-02T12:00"))
        station.integrate("sum", with: #""mode": "digest", "digest": {"at": ["06:00", "18:00"]}"#)
        for day in 0..<3 {
            try spool(station, "e\(day)")
            if day == 0 { try station.run() }
            station.wait(.seconds(86_400))
        }
        #expect(try station.run()["sum"].thisRun.planned == 1)
        #expect(try station.totals("sum") == [3])
        let next = try station.run()["sum"]
        #expect(next.thisRun.planned == 0)
        #expect(next.nextDigest == (try moment("03-05T18:00")))
    }

    /// A time of the day that had nothing to tell is over: what comes a minute later is for the next.
    @Test func anEmptyTimeOfTheDayIsOver() throws {
        let station = try Station(startingAt: try moment("03-02T08:00"))
        station.integrate("sum", with: #""mode": "digest", "digest": {"at": ["09:00"]}"#)
        try station.run()
        station.wait(.seconds(3600))
        try station.run()
        station.wait(.seconds(60))
        try spool(station, "late")
        for _ in 0..<3 {
            let report = try station.run()["sum"]
            #expect(report.thisRun.planned == 0 && report.backlog.held == 1)
            #expect(report.hold == .notDue(next: try moment("03-03T09:00")))
            #expect(report.nextDigest == (try moment("03-03T09:00")))
            station.wait(.seconds(600))
        }
        station.wait(.seconds(86_400 - 1860))
        #expect(try station.run()["sum"].thisRun.planned == 1)
    }

    @Test(arguments: ["9999-12-31T00:00:00Z", "0001-01-01T00:00:00Z"])
    func `T21: a time that nobody believes holds no digest back`(_ time: String) throws {
        let station = try Station(startingAt: try moment("03-02T08:00"))
        station.integrate("sum", with: #""mode": "digest", "digest": {"at": ["09:00"], "minEvents": 2}"#)
        try station.spool(#"{"event": "build:start", "id": "x", "createdAt": "\#(time)", "data": {}}"#)
        try station.run()
        station.wait(.seconds(2 * 86_400))
        #expect(try station.run()["sum"].thisRun.planned == 1)
    }

    // MARK: few events

    @Test func fewEventsWaitForMore() throws {
        let station = try Station(startingAt: try moment("03-02T08:00"))
        station.integrate("sum", with: #""mode": "digest", "digest": {"minEvents": 3, "maxWait": "2h"}"#)
        for id in ["a", "b"] {
            try spool(station, id)
            let report = try station.run()["sum"]
            #expect(report.thisRun.planned == 0)
            guard case .tooFew(minimum: 3, let until) = report.hold else {
                Issue.record("\(String(describing: report.hold))")
                continue
            }
            // The run's clock has gone on by then.
            let wait = until - (try moment("03-02T10:00"))
            #expect(wait >= .zero && wait < .seconds(60))
            station.wait(.seconds(60))
        }
        #expect(try station.run()["sum"].backlog.held == 2)
        try spool(station, "c")
        #expect(try station.run()["sum"].thisRun.planned == 1)
        try spool(station, "d")
        station.wait(.seconds(2 * 3600 + 60))
        #expect(try station.run()["sum"].thisRun.planned == 1, "the longest wait has passed")
        #expect(try station.totals("sum") == [3, 1])
    }

    // MARK: quiet hours

    private static let night = #""timeZone": "Europe/Paris", "quiet": {"from": "22:00", "to": "07:00"}"#

    @Test func inQuietHoursOnlyWhatIsImmediateGoesOut() throws {
        let station = try Station(startingAt: try moment("03-02T21:30"))
        let digest = #""digest": {\#(Self.night), "immediate": ["build:failure"]}"#
        station.integrate("sum", with: #""mode": "digest", \#(digest)"#)
        station.integrate("one", with: digest)
        try spool(station, "a")
        try spool(station, "b", type: "build:failure")
        try spool(station, "c")
        let report = try station.run()
        for id in ["sum", "one"] {
            #expect(station.ids(id) == ["b"])
            #expect(report[id].backlog.held == 2)
            #expect(report[id].hold == .quiet(until: try moment("03-03T06:00")))
        }
        station.wait(.seconds(8.5 * 3600))
        try station.run()
        #expect(station.ids("one").sorted() == ["a", "b", "c"], "each of them once")
        #expect(try station.totals("sum") == [2])
        #expect(try station.run()["one"].backlog == Backlog())
    }

    @Test func anIndividualOneKeepsQuietWithoutExceptions() throws {
        let station = try Station(startingAt: try moment("03-02T21:30"))
        station.integrate("one", with: #""digest": {\#(Self.night)}"#)
        try spool(station, "a")
        #expect(try station.run()["one"].backlog.held == 1)
        station.wait(.seconds(8.5 * 3600))
        #expect(try station.run()["one"].thisRun.delivered == 1)
    }

    @Test func aDigestOfTheNightComesInTheMorning() throws {
        let station = try Station(startingAt: try moment("03-02T20:00"))
        station.integrate("sum", with: #""mode": "digest", "digest": {"at": ["23:00"], \#(Self.night)}"#)
        try spool(station, "a")
        try station.run()
        station.wait(.seconds(3 * 3600))
        #expect(try station.run()["sum"].thisRun.planned == 0)
        station.wait(.seconds(7 * 3600 + 60))
        #expect(try station.run()["sum"].thisRun.planned == 1)
    }

    @Test func aDigestThatIsDueInQuietHoursIsAnnouncedForTheirEnd() throws {
        let station = try Station(startingAt: try moment("03-02T10:00"))
        station.integrate("sum", with: #""mode": "digest", "digest": {\#(Self.night), "at": ["23:00"]}"#)
        try spool(station, "a")
        let report = try station.run()["sum"]
        #expect(report.hold == .notDue(next: try moment("03-02T22:00")))
        #expect(report.nextDigest == (try moment("03-03T06:00")))
    }

    @Test func forceBreaksTheQuiet() throws {
        let station = try Station(startingAt: try moment("03-02T21:30"))
        station.integrate("sum", with: #""mode": "digest", "digest": {\#(Self.night), "minEvents": 5}"#)
        try spool(station, "a")
        #expect(try station.run { $0.ignoresDueTimes = true }["sum"].thisRun.planned == 1)
    }
}
