import Delivery
import Reports
import Runner
import TestSupport
import Testing
import Time

/// Somebody changes what is wanted while events wait for their digest: each is told, and none twice.
@Suite struct SubscriptionChangeTests {
    /// What an integration wants: types, and those of them that do not wait.
    struct Wanted: CustomTestStringConvertible {
        var events = #"["**"]"#
        var mode = "digest"
        var immediate: [String] = []

        var testDescription: String { "\(mode) of \(events), at once \(immediate)" }

        func describe(to station: Station) {
            let every = mode == "digest" ? #""every": "1d""# : #""quiet": {"from": "00:00", "to": "00:01"}"#
            let digest = immediate.isEmpty ? every : #"\#(every), "immediate": \#(immediate)"#
            station.integrate("sum", events: events, with: #""mode": "\#(mode)", "digest": {\#(digest)}"#)
        }
    }

    private static let builds = Wanted(immediate: ["build:failure"])
    private static let failures = Wanted(immediate: ["build:failure", "job-run:failure"])
    private static let narrow = Wanted(events: #"["build:*"]"#, immediate: ["**:failure"])
    private static let wide = Wanted(immediate: ["**:failure"])

    /// A home whose first digest is out, so that the next waits a day.
    private func waiting(for wanted: Wanted) throws -> Station {
        let station = try Station()
        wanted.describe(to: station)
        try station.spool(ids: ["first"], type: "build:start")
        try station.run()
        return station
    }

    /// A minute later three events are taken in: a build and a job that failed, and a build that began.
    private func happen(_ number: Int, at station: Station) throws {
        station.wait(.seconds(60))
        for (id, type) in [("B", "build:failure"), ("J", "job-run:failure"), ("S", "build:start")] {
            try station.spool(ids: ["\(id)\(number)"], type: type, project: "\(id)\(number)")
        }
        try station.run()
    }

    /// How often each of them was told.
    private func told(_ station: Station, of numbers: ClosedRange<Int>) -> [String: Int] {
        let ids = numbers.flatMap { number in ["B", "J", "S"].map { "\($0)\(number)" } }
        let counts = ids.map { id in (id, station.bodies("sum").filter { $0.contains(#""\#(id)""#) }.count) }
        return Dictionary(uniqueKeysWithValues: counts)
    }

    @Test(
        arguments: [
            (builds, failures), (failures, builds), (builds, Wanted()), (Wanted(), failures), (failures, Wanted()),
            (narrow, wide), (builds, Wanted(mode: "individual", immediate: ["build:failure"])),
            (failures, Wanted(mode: "individual")),
        ] as [(Wanted, Wanted)]
    )
    func everyEventIsToldOnce(before: Wanted, after: Wanted) throws {
        let station = try waiting(for: before)
        try happen(1, at: station)
        after.describe(to: station)
        try happen(2, at: station)
        station.wait(.seconds(86_400))
        try station.run()
        #expect(Set(told(station, of: 1...2).values) == [1], "\(told(station, of: 1...2))")
        #expect(try station.standings("sum") == [.delivered: 7])
        #expect(try station.ledger().integrations["sum"]?.overtaken == [])
    }

    @Test func whatIsWantedNoMoreIsToldToNobodyButWasToldIfItDidNotWait() throws {
        let station = try waiting(for: Self.wide)
        try happen(1, at: station)
        Self.narrow.describe(to: station)
        try happen(2, at: station)
        station.wait(.seconds(86_400))
        try station.run()
        let expected = ["B1": 1, "J1": 1, "S1": 1, "B2": 1, "J2": 0, "S2": 1]
        #expect(told(station, of: 1...2) == expected)
    }

    @Test func changesFollowOneAnother() throws {
        let chain = [Self.builds, Self.failures, Wanted(), Self.wide, Self.narrow, Self.wide, Self.builds]
        let station = try waiting(for: chain[0])
        for (number, wanted) in chain.enumerated() {
            wanted.describe(to: station)
            try happen(number, at: station)
        }
        let known = try #require(try station.ledger().integrations["sum"])
        #expect(known.overtaken.map(\.subscription.immediate).count == 5, "one for each that sent anything at once")
        #expect(known.held.count == 10)
        station.wait(.seconds(86_400))
        try station.run()
        // What came while it was not wanted is wanted again: its digest was not cut yet.
        #expect(Set(told(station, of: 0...6).values) == [1], "\(told(station, of: 0...6))")
    }

    @Test func whatIsHeldIsCountedByWhatIsWantedNow() throws {
        let station = try waiting(for: Wanted(events: #"["build:start"]"#))
        try happen(1, at: station)
        #expect(try station.run()["sum"].backlog.held == 1)
        Wanted().describe(to: station)
        #expect(try station.run()["sum"].backlog.held == 3)
        Wanted(events: #"["job-run:*"]"#).describe(to: station)
        #expect(try station.run()["sum"].backlog.held == 1)
    }
}
