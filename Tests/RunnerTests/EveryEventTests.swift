import Delivery
import JSON
import Runner
import TestSupport
import Testing
import Time

/// The promise, over two weeks of everything at once: each matched event is told, passed over or held, and only one of it.
@Suite(.enabled(if: ZoneFiles.arePresent, "no zone files here: install tzdata"))
struct EveryEventTests {
    private static let whens = [
        #""every": "6h""#, #""at": ["09:00"]"#, #""at": ["02:30", "17:00"], "days": ["mon", "wed", "sun"]"#,
        #""every": "1d", "minEvents": 8"#, #""minEvents": 5, "maxWait": "12h""#,
    ]
    private static let types = [
        "build:start", "build:failure", "build:success", "infrastructure:service:container-crash", "job-run:failure",
    ]

    private func configuration(_ dice: inout SplitMix) -> String {
        let mode = dice.pick(["individual", "digest"])
        var digest = [#""timeZone": "Europe/Paris""#]
        if mode == "digest" { digest.append(dice.pick(Self.whens)) }
        let isQuiet = dice.below(2) == 0
        if isQuiet { digest.append(#""quiet": {"from": "22:00", "to": "07:00"}"#) }
        if (mode == "digest" || isQuiet) && dice.below(2) == 0 {
            let immediate = dice.pick([#""*:failure", "infrastructure:**""#, #""build:*""#])
            digest.append(#""immediate": [\#(immediate)]"#)
        }
        let window = dice.pick(["", #", "alertWindows": {"infrastructure:**": "3h"}"#])
        return #""mode": "\#(mode)", "digest": {\#(digest.joined(separator: ", "))}\#(window)"#
    }

    /// Begins a week before the night in which the clocks go forward.
    @Test(arguments: 1...6)
    func eachOfThemIsToldPassedOverOrHeld(seed: Int) throws {
        var dice = SplitMix(seed: UInt64(seed))
        let start = try #require(Timestamp(rfc3339: "2026-03-22T11:00:00Z"))
        let station = try Station(startingAt: start)
        station.integrate("it", with: configuration(&dice))
        try station.run()
        var events = 0
        for _ in 0..<14 * 6 {
            for _ in 0..<dice.below(4) {
                events += 1
                let container = dice.pick(["a", "b"])
                try station.crash(container, type: dice.pick(Self.types))
            }
            if dice.below(20) == 0 {
                let patterns = dice.pick([[], ["build:*"], ["**"]])
                try station.mute("it", for: .seconds(3600 * dice.below(60) + 3600), patterns: patterns)
            }
            if dice.below(12) == 0 { station.integrate("it", with: configuration(&dice)) }
            try station.run()
            station.wait(.seconds(4 * 3600))
        }
        let standings = try station.standings("it")
        #expect(standings.values.reduce(0, +) == events)
        #expect(Set(standings.keys).isSubset(of: [.delivered, .suppressed, .muted, .held]))
        let known = try #require(try station.ledger().integrations["it"])
        #expect(known.totals.leftOut.suppressed == standings[.suppressed] ?? 0)
        #expect(known.totals.leftOut.muted == standings[.muted] ?? 0)
        #expect(known.held.count == standings[.held] ?? 0)
        #expect(try told(station) == standings[.delivered] ?? 0)
    }

    /// How many events arrived: one in a message, or as many as a digest says.
    private func told(_ station: Station) throws -> Int {
        try station.bodies("it").reduce(0) { sum, body in
            let json = try JSON.read(Array(body.utf8))
            return sum + (json["event"]?.string == "digest" ? json["data"]?["totals"]?["events"]?.int ?? 0 : 1)
        }
    }
}
