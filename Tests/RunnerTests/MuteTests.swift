import Delivery
import JSON
import Receiver
import Reports
import Runner
import Testing
import Time

/// Quiet for a while, and nothing is lost unknown.
@Suite struct MuteTests {
    @Test func aMuteOfEverythingHoldsAndEndsByItself() throws {
        let station = try Station()
        station.integrate("one")
        station.integrate("sum", with: #""mode": "digest", "digest": {"immediate": ["build:failure"]}"#)
        try station.run()
        for id in ["one", "sum"] { try station.mute(id, for: .seconds(3600), reason: "moving") }
        try station.spool(ids: ["a", "b"])
        let muted = try station.run()
        for id in ["one", "sum"] {
            #expect(muted[id].status.state == .muted && muted[id].status.reason == "moving")
            #expect(muted[id].backlog.held == 2 && muted[id].mutes.count == 1)
            #expect(muted[id].hold == .muted(until: station.now + .seconds(3600)))
        }
        #expect(station.receiver.count == 0)
        station.wait(.seconds(3601))
        let after = try station.run()
        #expect(station.ids("one").sorted() == ["a", "b"])
        #expect(after["one"].status.state == .ok && after["one"].mutes.isEmpty)
        #expect(try station.standings("sum") == [.delivered: 2])
    }

    @Test func whatIsOwedWaitsToo() throws {
        let station = try Station(["/one": [.answer(status: 503), .noContent]])
        station.integrate("one", with: #""retry": {"schedule": ["1h", "1h"]}"#)
        try station.run()
        try station.spool(ids: ["a"])
        try station.run()
        #expect(station.ids("one").count == 1)
        let mute = try station.mute("one", for: .seconds(86_400))
        station.wait(.seconds(7200))
        try station.run { $0.ignoresDueTimes = true }
        #expect(station.ids("one").count == 1, "--force minds no due times, but people")
        try station.unmute(mute, of: "one")
        try station.run()
        #expect(station.ids("one").count == 2)
    }

    /// What counts is when an event was taken in: a digest of the morning has nothing of what was muted in the night.
    @Test func aMuteOfTypesPassesOverWhatArrivesMeanwhile() throws {
        let station = try Station()
        station.integrate("sum", with: #""mode": "digest", "digest": {"every": "1d"}"#)
        try station.spool(ids: ["first"])
        try station.run()
        station.wait(.seconds(1))
        try station.spool(ids: ["before"])
        try station.run()
        station.wait(.seconds(1))
        try station.mute("sum", for: .seconds(3600), patterns: ["build:*"])
        station.wait(.seconds(60))
        try station.spool(ids: ["during"])
        try station.spool(ids: ["other"], type: "job-run:failure")
        let muted = try station.run()["sum"]
        #expect(muted.status.state == .ok && muted.mutes.map(\.patterns) == [["build:*"]])
        station.wait(.seconds(2 * 86_400))
        try station.spool(ids: ["after"])
        let report = try station.run()["sum"]
        #expect(report.ever.leftOut.muted == 1)
        #expect(try station.standings("sum") == [.delivered: 4, .muted: 1])
        let last = try JSON.read(Array((station.bodies("sum").last ?? "").utf8))["data"]
        #expect(last?["mutedCount"]?.int == 1)
        #expect(last?["totals"]?["events"]?.int == 3)
    }

    @Test func endingAMuteTwiceOrUnderAnotherNameChangesNothing() throws {
        let station = try Station()
        station.integrate("one")
        let mute = try station.mute("one", for: .seconds(3600), patterns: ["**"])
        try station.unmute("m999", of: "one")
        #expect(try station.ledger().integrations["one"]?.mutes.first?.isInForce(at: station.now) == true)
        station.wait(.seconds(10))
        try station.unmute(mute, of: "one")
        let end = station.now
        station.wait(.seconds(10))
        try station.unmute(mute, of: "one")
        #expect(try station.ledger().integrations["one"]?.mutes.map(\.end) == [end])
    }

    @Test func anIntegrationThatNoRunHasSeenCanBeMuted() throws {
        let station = try Station()
        station.integrate("one")
        try station.mute("one", for: .seconds(3600))
        try station.spool(ids: ["a"])
        #expect(try station.run()["one"].backlog.held == 1)
        station.wait(.seconds(3600))
        try station.run()
        #expect(station.ids("one") == ["a"])
    }
}
