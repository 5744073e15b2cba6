import Delivery
import JSON
import Reports
import Runner
import Testing
import Time

/// One alert for each type and thing in a window, whatever happens in it.
@Suite struct AlertWindowTests {
    private static let window = #""alertWindows": {"infrastructure:**": "30m"}"#

    /// Three containers crash every five minutes; cron is late by some seconds, now more and now less.
    @Test(arguments: [("30m", 3), ("10m", 9), ("5m", 18)], [[0], [4, 0, 9, 1], [14, 0]])
    func threeContainersThatCrashEveryFiveMinutesAreToldOnceAWindow(
        _ expected: (window: String, alerts: Int),
        lateness: [Int]
    ) throws {
        let station = try Station()
        station.integrate("ops", with: #""alertWindows": {"infrastructure:**": "\#(expected.window)"}"#)
        try station.run()
        for half in 1...2 {
            for round in 0..<6 {
                let late = Duration.seconds(lateness[round % lateness.count])
                for container in ["a", "b", "c"] { try station.crash(container) }
                station.wait(late)
                try station.run()
                station.wait(.seconds(300) - late)
            }
            #expect(station.ids("ops").count == expected.alerts * half)
        }
        let report = try station.run()["ops"]
        #expect(report.ever.leftOut.suppressed == 36 - 2 * expected.alerts)
        #expect(
            try station.standings("ops").filter { $0.value > 0 }
                == [.delivered: 2 * expected.alerts, .suppressed: 36 - 2 * expected.alerts].filter { $0.value > 0 }
        )
    }

    @Test func aRunWithManyOfThemTellsTheFirst() throws {
        let station = try Station()
        station.integrate("ops", with: Self.window)
        try station.run()
        for _ in 0..<5 { try station.crash("a") }
        try station.crash("a", type: "infrastructure:service:container-eviction")
        try station.crash("b")
        try station.spool(ids: ["x", "y"])
        try station.run()
        #expect(station.ids("ops").count == 5, "a crash of a, its eviction, a crash of b, and both failures")
    }

    /// Whoever can write events can write any time into them.
    @Test(arguments: ["9999-12-31T00:00:00Z", "1970-01-01T00:00:00Z"])
    func `T21: the time that an event claims opens and closes nothing`(_ time: String) throws {
        let station = try Station()
        station.integrate("ops", with: Self.window)
        try station.run()
        for _ in 0..<3 {
            try station.crash("a", saying: time)
            try station.run()
            station.wait(.seconds(1000))
        }
        #expect(station.ids("ops").count == 2, "at the beginning, not after 17 minutes, and after 34")
    }

    @Test func aClockThatWentBackSilencesNobody() throws {
        let station = try Station()
        station.integrate("ops", with: Self.window)
        try station.run()
        station.wait(.seconds(40 * 86_400))
        try station.crash("a")
        try station.run()
        station.wait(.seconds(-40 * 86_400))
        try station.crash("a")
        try station.run()
        #expect(station.ids("ops").count == 2)
    }

    @Test func theFirstPatternThatMatchesCounts() throws {
        let station = try Station()
        station.integrate(
            "ops",
            with: #""alertWindows": {"infrastructure:service:container-crash": "5m", "infrastructure:**": "5h"}"#
        )
        try station.run()
        for _ in 0..<3 {
            try station.crash("a")
            try station.crash("a", type: "infrastructure:service:container-eviction")
            try station.run()
            station.wait(.seconds(600))
        }
        #expect(station.ids("ops").count == 4)
    }

    @Test func aDigestCountsWhatItLeavesOut() throws {
        let station = try Station()
        station.integrate("sum", with: #""mode": "digest", \#(Self.window)"#)
        try station.run()
        for _ in 0..<3 { try station.crash("a") }
        try station.crash("b")
        try station.run()
        try station.crash("a")
        try station.run()
        let bodies = try station.bodies("sum").map { try JSON.read(Array($0.utf8))["data"] ?? .null }
        #expect(bodies.count == 1, "a run that has only repeats has nothing to tell")
        #expect(bodies[0]["totals"]?["events"]?.int == 2)
        #expect(bodies[0]["suppressedCount"]?.int == 2)
        station.wait(.seconds(3600))
        try station.crash("a")
        try station.run()
        let last = try JSON.read(Array((station.bodies("sum").last ?? "").utf8))["data"]
        #expect(last?["suppressedCount"]?.int == 1, "since the last digest")
    }

    @Test func whatGoesPastADigestHasItsWindowToo() throws {
        let station = try Station()
        station.integrate(
            "sum",
            with: #""mode": "digest", "digest": {"every": "1d", "immediate": ["infrastructure:**"]}, \#(Self.window)"#
        )
        try station.spool(ids: ["first"])
        try station.run()
        for _ in 0..<4 {
            try station.crash("a")
            try station.run()
            station.wait(.seconds(60))
        }
        #expect(station.ids("sum").filter { $0.hasPrefix("evt-") }.count == 1)
        #expect(try station.standings("sum") == [.delivered: 2, .suppressed: 3])
    }

    @Test func aDigestThatIsNotCutOpensNoWindow() throws {
        let station = try Station()
        station.integrate(
            "sum",
            with: #""mode": "digest", "digest": {"minEvents": 2, "maxWait": "2d"}, \#(Self.window)"#
        )
        try station.crash("a")
        try station.run()
        #expect(try station.standings("sum") == [.held: 1])
        station.wait(.seconds(60))
        try station.crash("b")
        try station.run()
        #expect(try station.standings("sum") == [.delivered: 2])
    }
}
