import Delivery
import Events
import Foundation
import TestSupport
import Testing
import Time

@testable import Storage

@Suite struct EventLogTests {
    private let bench: Workbench

    /// Three segments of three events, each with an id of its own.
    init() throws {
        bench = try Workbench()
        for segment in 0..<3 {
            try bench.put(
                "\(segment).ndjson",
                (1...3).map { event(id: "e\(segment * 3 + $0)") }.joined(separator: "\n")
            )
            try bench.takeIn()
        }
    }

    private func damage(_ segment: Int, _ change: (inout String) -> Void) throws {
        let name = "state/events/0000000\(segment).ndjson"
        var text = try bench.directory.read(name)
        change(&text)
        try bench.directory.write(text, to: name)
    }

    @Test(arguments: 0...10)
    func readingBeginsBehindAnySequenceNumber(_ sequence: UInt64) throws {
        let expected = (1...9).filter { $0 > sequence }
        #expect(try bench.events(after: sequence).map { $0.sequence } == expected.map { UInt64($0) })
        #expect(try bench.events(after: sequence).map { $0.id } == expected.map { "e\($0)" })
    }

    @Test func theLogGoesOnWhereItEnded() throws {
        #expect(try bench.log().nextSequence == 10)
        #expect(try bench.log().segments == [1, 2, 3])
        let identity = try bench.log().identity.id
        #expect(try bench.log().identity.id == identity)
        #expect(identity.utf8.count == 8)
    }

    @Test func everyEventIsFetchedByItsPlace() throws {
        let log = try bench.log()
        var reader = try EventLogReader(log, after: 0)
        var places: [LogPlace] = []
        while let line = try reader.next(in: log) { places.append(line.place) }
        var fetcher = EventFetcher()
        for (index, place) in places.enumerated().reversed() {
            guard let (line, buffer) = try fetcher.fetch(place, from: log) else {
                Issue.record("nothing at \(place)")
                continue
            }
            #expect(line.id(in: buffer) == "e\(index + 1)")
            #expect(String(decoding: line.event(in: buffer), as: UTF8.self) == event(id: "e\(index + 1)"))
        }
    }

    @Test func anotherEventThanTheOneAskedForIsNone() throws {
        let log = try bench.log()
        var reader = try EventLogReader(log, after: 0)
        let line = try #require(try reader.next(in: log))
        var fetcher = EventFetcher()
        for (sequence, isThere) in [(line.sequence, true), (line.sequence + 1, false)] {
            let found = try fetcher.fetch(PlannedEvent(sequence: sequence, place: line.place), from: log)
            #expect((found != nil) == isThere)
        }
    }

    @Test(arguments: [
        LogPlace(segment: 9, offset: 0, length: 10), LogPlace(segment: 1, offset: 1, length: 50),
        LogPlace(segment: 1, offset: 1 << 40, length: 50), LogPlace(segment: 1, offset: 0, length: 5),
        LogPlace(segment: 1, offset: 0, length: 0),
    ])
    func nothingIsFetchedFromAPlaceWhereNoEventIs(_ place: LogPlace) throws {
        let log = try bench.log()
        var fetcher = EventFetcher()
        let found = try fetcher.fetch(place, from: log)
        #expect(found == nil)
    }

    @Test func everyPartOfAnEventIsReadAgain() throws {
        let text =
            #"{"event":"a\"b","id":"i\\","createdAt":"1999-12-31T23:00:00-01:00","data":{"project":{"id":"p\u00e9"},"#
            + #""service":{"id":"s"},"build":{"id":"b\/"}}}"#
        try bench.put("x.json", text)
        try bench.takeIn()
        #expect(
            try bench.events(after: 9) == [
                EventSummary(
                    sequence: 10,
                    id: #"i\"#,
                    type: #"a"b"#,
                    time: try #require(Timestamp(rfc3339: "2000-01-01T00:00:00Z")),
                    project: "pé",
                    resource: "s",
                    run: "b/"
                )
            ]
        )
        #expect(try bench.texts().last == text)
    }

    @Test func equalKindsHaveEqualHashes() throws {
        try bench.put(
            "x.ndjson",
            [("a", "1"), ("a", "2"), ("b", "1")].map { type, id in
                #"{"event":"\#(type)","id":"\#(id)","data":{"project":{"id":"p"},"service":{"id":"s"}}}"#
            }.joined(separator: "\n")
        )
        try bench.takeIn()
        let log = try bench.log()
        var reader = try EventLogReader(log, after: 9)
        var hashes: [UInt64] = []
        while let line = try reader.next(in: log) { hashes.append(line.kindHash(in: reader.buffer, seed: 7)) }
        #expect(hashes[0] == hashes[1] && hashes[1] != hashes[2])
    }

    @Test func aDamagedLineIsSteppedOverAndCounted() throws {
        try damage(2) { $0.replace("\"id\":\"e5\"", with: "\"ix\":\"e5\"", maxReplacements: 1) }
        let log = try bench.log()
        var reader = try EventLogReader(log, after: 0)
        var ids: [String] = []
        while let line = try reader.next(in: log) { ids.append(line.id(in: reader.buffer)) }
        #expect(ids == ["e1", "e2", "e3", "e4", "e6", "e7", "e8", "e9"])
        #expect(reader.damagedLines == 1)
    }

    @Test func eventsBeforeASegmentWhoseEndIsDamagedAreStillRead() throws {
        try damage(2) { $0.replace("{\"end\"", with: "{\"emd\"") }
        #expect(try bench.events().map { $0.sequence } == Array(1...9))
        #expect(try bench.events(after: 7).map { $0.sequence } == [8, 9])
    }

    @Test func aLogWhoseLastLineIsDamagedIsNotGoneOnWith() throws {
        try damage(3) { $0.removeLast(5) }
        let error = #expect(throws: SystemError.self) { _ = try bench.log() }
        #expect(error?.description.hasSuffix("events/00000003.ndjson: read last line: Bad message") == true)
    }

    @Test func aLogWithoutItsIdentityIsAnotherLog() throws {
        let before = try bench.log().identity.id
        try FileManager.default.removeItem(atPath: bench.directory.path("state/events/identity.json"))
        #expect(try bench.log().identity.id != before)
        try bench.directory.write("{}", to: "state/events/identity.json")
        #expect(throws: SystemError.self) { _ = try bench.log() }
    }

    @Test func fingerprintsAreForgottenAfterTheRetentionTime() throws {
        for (retention, duplicates) in [(Duration.seconds(60), 0), (.seconds(10_000_000_000), 1)] {
            try bench.put("again.json", event(id: "e1"))
            var log = try EventLog(in: try bench.state(), retention: retention)
            var intake = Intake(limits: IntakeLimits(), now: Workbench.late)
            let result = try intake.run(try Spool(bench.directory.path("spool")), into: &log)
            #expect(result.duplicates == duplicates)
        }
    }

    @Test func everyByteThatChangesIsFoundByTheChecksum() throws {
        #expect(try bench.log().changedSegments() == [])
        let name = "state/events/00000002.ndjson"
        let text = try bench.directory.read(name)
        let end = try #require(text.split(separator: "\n").last)
        for offset in 0..<text.utf8.count - end.utf8.count - 1 {
            var bytes = Array(text.utf8)
            bytes[offset] ^= 1
            try bench.directory.write(String(decoding: bytes, as: UTF8.self), to: name)
            #expect(try bench.log().changedSegments() == ["00000002.ndjson"], "byte \(offset)")
        }
        try bench.directory.write(text.replacing(/"crc32c":"./, with: #""crc32c":"x"#), to: name)
        #expect(try bench.log().changedSegments() == ["00000002.ndjson"])
    }

    @Test func aSegmentEndsWithItsSourcesAndAChecksumOfAllBefore() throws {
        let text = try bench.directory.read("state/events/00000002.ndjson")
        let lines = text.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[3].hasPrefix(#"{"from":"1.ndjson","inode":"#))
        let before = Array(text.utf8.dropLast(lines[4].utf8.count + 1))
        let checksum = Checksum.of(before.span).text
        let events = lines[0...2].reduce(0) { $0 + $1.utf8.count + 1 }
        #expect(
            lines[4]
                == #"{"end":{"first":4,"next":7,"events":3},"bytes":\#(events),"sources":1,"#
                + #""at":"2096-10-02T07:06:40.000Z","crc32c":"\#(checksum)"}"#
        )
    }
}
