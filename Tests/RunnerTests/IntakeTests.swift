import Delivery
import Diagnostics
import Foundation
import Providers
import Receiver
import Reports
import Runner
import TestSupport
import Testing
import Time

@Suite struct IntakeTests {
    @Test func theSameEventIsAcceptedOnce() throws {
        let station = try Station()
        station.integrate("blog")
        try station.spool(ids: ["a", "b", "a"])
        let first = try station.run()
        #expect(first.intake == IntakeReport(files: 1, accepted: 2, duplicates: 1))
        station.wait(.seconds(3600))
        try station.spool(ids: ["b", "c"])
        let second = try station.run()
        #expect(second.intake == IntakeReport(files: 1, accepted: 1, duplicates: 1))
        #expect(station.ids("blog").sorted() == ["a", "b", "c"])
    }

    @Test func otherContentUnderTheSameIdIsAnotherEvent() throws {
        let station = try Station()
        station.integrate("blog")
        try station.spool(ids: ["a"], project: "one")
        try station.spool(ids: ["a"], project: "two")
        #expect(try station.run().intake.accepted == 2)
        #expect(station.ids("blog") == ["a", "a"])
        #expect(Set(station.receiver.requests.map { $0.header("Idempotency-Key") }).count == 2)
    }

    @Test func withoutAnIdTheSameBytesAreTwoEvents() throws {
        let station = try Station()
        station.integrate("blog")
        let event = #"{"event": "build:start", "data": {}}"#
        try station.spool("\(event)\n\(event)\n")
        #expect(try station.run().intake == IntakeReport(files: 1, accepted: 2))
        #expect(Set(station.ids("blog")).count == 2)
    }

    /// As `cp -p` leaves them, on a file system that gives a removed file's inode to the next.
    @Test func `T20: the same file again with the same time is another file`() throws {
        let station = try Station()
        for _ in 0..<8 {
            try station.spool(#"{"event": "build:start", "data": {}}"#, as: "hourly.json")
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000)],
                ofItemAtPath: station.folder.path("spool/new/hourly.json")
            )
            #expect(try station.run().intake.accepted == 1)
        }
    }

    @Test(
        arguments: [
            "{", "nonsense", "[1, 2]", #"{"event": 1, "data": {}}"#, #"{"event": "a", "data": {}"#, "null",
            #"{"event": "a", "data": {"x": 1, "x": 2}}"#, #"{"event": "a", "data": {"x": "\ud800"}}"#,
            #"{"event": "a", "data": {"x": NaN}}"#, #"{"specversion": "1.0", "type": "t"}"#,
        ]
    )
    func aBadLineLosesNoneOfItsNeighbours(bad: String) throws {
        let station = try Station()
        station.integrate("blog")
        try station.spool(
            """
            {"event": "build:start", "id": "before", "data": {}}
            \(bad)
            {"event": "build:start", "id": "after", "data": {}}

            """,
            as: "mixed.ndjson"
        )
        try station.spool(ids: ["other"])
        let report = try station.run()
        #expect(report.intake == IntakeReport(files: 2, accepted: 3, quarantined: 1))
        #expect(report.verdict == .attention)
        #expect(station.ids("blog").sorted() == ["after", "before", "other"])
        #expect(station.diagnostics.map { $0.file } == ["mixed.ndjson"])
        #expect(station.diagnostics.first?.position?.line == 2)
        #expect(try station.folder.read("spool/corrupt/mixed.ndjson") == bad + "\n")
        let reason = try station.folder.read("spool/corrupt/mixed.ndjson.reason.txt")
        #expect(reason.hasPrefix("mixed.ndjson:2:"))
        station.wait(.seconds(60))
        #expect(try station.run().verdict == .fine, "what was told is not told again")
    }

    @Test func aWholeFileThatIsBadGoesAside() throws {
        let station = try Station()
        station.integrate("blog")
        try station.spool("not an event at all", as: "bad.json")
        try station.spool(ids: ["good"])
        let report = try station.run()
        #expect(report.intake == IntakeReport(files: 1, accepted: 1, quarantined: 1))
        #expect(try station.folder.names(in: "spool/corrupt") == ["bad.json", "bad.json.reason.txt"])
        #expect(try station.folder.names(in: "spool/new") == [".keep"])
        #expect(station.ids("blog") == ["good"])
    }

    @Test func theThreeShapesArriveAsTheyAre() throws {
        let station = try Station()
        station.integrate("blog")
        try station.spool(
            """
            {"event": "build:start", "id": "n1", "createdAt": "2026-03-02T05:00:00Z", "data": {"a": 1}}
            {"specversion": "1.0", "id": "c1", "source": "/s", "type": "com.example.t", "data": {"b": 2}}
            {"event": "DEPLOYMENT_FAIL", "date": "2026-03-02T05:00:00Z", "data": "{\\"uuid\\": \\"u1\\", \\"c\\": 3}"}

            """
        )
        #expect(try station.run().intake == IntakeReport(files: 1, accepted: 3))
        let bodies = station.bodies("blog")
        #expect(bodies.contains(#"{"event":"build:start","data":{"a": 1}}"#))
        #expect(bodies.contains(#"{"event":"com.example.t","data":{"b": 2}}"#))
        #expect(bodies.contains(#"{"event":"DEPLOYMENT_FAIL","data":{"uuid": "u1", "c": 3}}"#))
    }
}
