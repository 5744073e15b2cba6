import Diagnostics
import Events
import Foundation
import Glibc
import TestSupport
import Testing
import Time

@testable import Storage

@Suite struct IntakeTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    @Test func anEmptySpoolLeavesNoSegment() throws {
        #expect(try bench.takeIn() == IntakeResult())
        #expect(try bench.directory.names(in: "state/events") == ["identity.json"])
    }

    @Test func filesAreTakenInTheOrderOfTheirNamesAndUnlinked() throws {
        for name in ["b.json", "a.ndjson", "10.jsonl", "9.json"] {
            try bench.put(name, #"{"event":"\#(name)","data":{}}"#)
        }
        let result = try bench.takeIn()
        #expect(result.files == 4 && result.events == 4 && result.corrupt.isEmpty && result.left.isEmpty)
        #expect(try bench.events().map { $0.type } == ["10.jsonl", "9.json", "a.ndjson", "b.json"])
        #expect(try bench.events().map { $0.sequence } == [1, 2, 3, 4])
        #expect(try bench.left().isEmpty)
        #expect(try bench.directory.names(in: "state/events") == ["00000001.ids", "00000001.ndjson", "identity.json"])
    }

    @Test(arguments: [".hidden.json", "a.json.tmp", "a.tmp", "a.part", "a.json.part"])
    func `T15: what is called as something unfinished is left alone`(_ name: String) throws {
        try bench.put(name, event(1))
        #expect(try bench.takeIn() == IntakeResult())
        #expect(try bench.left() == [name])
    }

    @Test(arguments: ["a.txt", "a", "json", "a.JSON", "a.json~", "a.yaml"])
    func `T15: what is not called as an event file is left alone, and told of after an hour`(_ name: String) throws {
        try bench.put(name, event(1))
        let written = try Folder(bench.directory.path("spool/new")).status(of: FileName(name)).modified
        let time = Timestamp(milliseconds: written / 1_000_000)
        #expect(try bench.takeIn(now: time + .seconds(3600)) == IntakeResult())
        let result = try bench.takeIn(now: time + .seconds(3601))
        #expect(
            result.left.told.map { "\($0)" } == [
                "\(name): warning: left in the spool: its name does not end in .json, .ndjson or .jsonl"
            ]
        )
        #expect(try bench.left() == [name])
    }

    @Test func ofManyBadLinesTheFirstThousandAreToldAndAllAreCounted() throws {
        try bench.put("a.ndjson", event(1) + "\n" + String(repeating: "x\n", count: 5000))
        let result = try bench.takeIn()
        #expect(result.events == 1 && result.corrupt.count == 5000 && result.corrupt.told.count == 1000)
        #expect(result.diagnostics.last.map { "\($0)" } == "spool/new: error: and 4000 more")
        let reasons = try bench.directory.read("spool/corrupt/a.ndjson.reason.txt").split(separator: "\n")
        #expect(reasons[999].hasPrefix("a.ndjson:1001:1: error:") && reasons[1000] == "and 4000 more")
        #expect(try bench.directory.read("spool/corrupt/a.ndjson").count == 10_000)
    }

    /// Each would have to be remembered until it is copied.
    @Test func aFileOfMoreBadPartsThanAreRememberedIsSetAsideWhole() throws {
        let text = String(repeating: event(2) + "\nx\n", count: 65_537)
        try bench.put("a.json", event(1))
        try bench.put("b.ndjson", text)
        try bench.put("c.json", event(3))
        let result = try bench.takeIn()
        #expect(result.files == 2 && result.events == 2)
        #expect(result.corrupt.told.map { $0.message } == ["more than 65536 parts of it are no events"])
        #expect(try bench.directory.read("spool/corrupt/b.ndjson") == text)
        #expect(try bench.texts() == [event(1), event(3)])
        #expect(try bench.log().changedSegments().isEmpty)
    }

    @Test func `T12: a link is moved aside unread`() throws {
        try bench.directory.write(event(1), to: "secret")
        symlink(bench.directory.path("secret"), bench.spooled("a.json"))
        symlink("/nowhere", bench.spooled("b.json"))
        symlink("c.json", bench.spooled("c.json"))
        symlink("/dev/zero", bench.spooled("d.ndjson"))
        let result = try bench.takeIn()
        #expect(result.events == 0)
        #expect(
            result.corrupt.told.map { $0.message }
                == Array(repeating: "it is a symbolic link, and those are not followed", count: 4)
        )
        #expect(try bench.left().isEmpty)
        #expect(try bench.corrupt().count == 8)
        #expect(try bench.directory.read("secret") == event(1))
    }

    @Test func `T13: a pipe, a socket and a folder are moved aside unread, and told of once`() throws {
        mkfifo(bench.spooled("pipe.json"), 0o600)
        try bench.listen(at: "socket.json")
        try bench.directory.write("x", to: "spool/new/folder.ndjson/file")
        try bench.put("a.json", event(1))
        let result = try bench.takeIn()
        #expect(result.events == 1 && result.left.isEmpty)
        #expect(
            result.corrupt.told.map { "\($0)" } == [
                "folder.ndjson: error: it is a folder, not a file",
                "pipe.json: error: it is a pipe, socket or device, not a file",
                "socket.json: error: it is a pipe, socket or device, not a file",
            ]
        )
        #expect(try bench.left().isEmpty)
        #expect(try bench.directory.read("spool/corrupt/folder.ndjson/file") == "x")
        #expect(try bench.takeIn() == IntakeResult())
    }

    /// As a mount point, which nobody can move.
    @Test(.enabled(if: geteuid() == 0, "only root can mount"))
    func whatCannotBeMovedAsideIsToldOfAndCostsTheOthersNothing() throws {
        try bench.directory.write("", to: "spool/new/mounted.json/.keep")
        let folder = bench.spooled("mounted.json")
        try #require(mount("none", folder, "tmpfs", 0, nil) == 0)
        defer { umount(folder) }
        try bench.put("a.json", event(1))
        let result = try bench.takeIn()
        #expect(result.events == 1 && result.corrupt.isEmpty)
        #expect(
            result.left.told.map { $0.message } == [
                "left in the spool: it is a folder, not a file, and it cannot be moved to spool/corrupt: "
                    + "Device or resource busy"
            ]
        )
        #expect(try bench.corrupt().isEmpty)
    }

    @Test func `T15: a file that is still being written is left`() throws {
        try bench.put("a.json", event(1))
        let writer = Glibc.open(bench.spooled("a.json"), O_WRONLY)
        #expect(try bench.takeIn().left.told.map { $0.message } == ["left in the spool: a process still writes it"])
        close(writer)
        #expect(try bench.takeIn().events == 1)
    }

    @Test func `T16: what is written to a file after it was read is not lost`() throws {
        try bench.put("a.ndjson", event(id: "x") + "\n")
        try bench.put("b.ndjson", event(id: "y") + "\n")
        let late = event(id: "late") + "\n"
        let result = try bench.takeIn { files in
            guard files == 1 else { return }
            let writer = Glibc.open(bench.spooled("a.ndjson"), O_WRONLY | O_APPEND)
            _ = write(writer, late, late.utf8.count)
            close(writer)
        }
        #expect(result.events == 2)
        #expect(
            result.left.told.map { "\($0)" } == [
                "a.ndjson: warning: left in the spool: it was written to after it was taken in"
            ]
        )
        #expect(try bench.left() == ["a.ndjson"])
        let second = try bench.takeIn()
        #expect(second.events == 1 && second.duplicates == 1)
        #expect(try bench.events().map { $0.id } == ["x", "y", "late"])
        #expect(try bench.left().isEmpty)
    }

    @Test func `T14: a file with two names is left while it is new and taken twice afterwards`() throws {
        try bench.put("a.json", event(1))
        link(bench.spooled("a.json"), bench.spooled("b.json"))
        #expect(try bench.takeIn(now: Workbench.early).left.count == 2)
        #expect(try bench.left() == ["a.json", "b.json"])
        #expect(try bench.takeIn().events == 2)
        #expect(try bench.left().isEmpty)
    }

    @Test(arguments: ["a.json", "a.ndjson"])
    func `T10: an empty file is left while it is new and refused afterwards`(_ name: String) throws {
        try bench.put(name, "")
        #expect(
            try bench.takeIn(now: Workbench.early).left.told.map { $0.message } == [
                "left in the spool: it is empty and new"
            ]
        )
        #expect(try bench.takeIn().corrupt.told.map { $0.message } == ["the file holds no event"])
        #expect(try bench.left().isEmpty)
    }

    @Test func `T01: a file that is too large is moved aside unread`() throws {
        try bench.put("a.json", event(1))
        truncate(bench.spooled("a.json"), 1 << 40)
        #expect(
            try bench.takeIn().corrupt.told.map { "\($0)" }
                == ["a.json: error: 1099511627776 bytes are too many, the limit is 4294967296"]
        )
        #expect(try bench.left().isEmpty)
    }

    @Test(arguments: [
        Array("a\nb.json".utf8), Array("\u{1B}]0;x\u{7}.json".utf8), Array("-rf .json".utf8),
        Array("a\\u0022\"'.json".utf8),
        [UInt8](repeating: 0x78, count: 250) + Array(".json".utf8), [0xFF, 0xFE] + Array(".json".utf8),
        [UInt8](repeating: 0xFF, count: 250) + Array(".json".utf8), Array("\u{202E}nosj.json".utf8),
    ])
    func `T17: any name is taken and any name is set aside`(_ bytes: [UInt8]) throws {
        let name = FileName(bytes: bytes)
        for text in [event(1), "nonsense"] {
            let spool = try Spool(bench.directory.path("spool"))
            try spool.new.create(name).write(Array(text.utf8))
            try bench.takeIn()
            #expect(try spool.new.names().isEmpty)
        }
        // The next run looks for what the last one took.
        #expect(try bench.takeIn().left.isEmpty)
        #expect(try bench.texts() == [event(1)])
        let corrupt = try Spool(bench.directory.path("spool")).corrupt.names()
        #expect(corrupt.count == 2 && corrupt.allSatisfy { $0.count <= 255 })
        #expect(corrupt.contains { $0.hasSuffix(".reason.txt") })
    }

    @Test func badFilesOfOneNameAreAllKept() throws {
        for number in 0..<3 {
            try bench.put("a.json", "bad \(number)")
            try bench.takeIn()
        }
        #expect(try bench.corrupt().count == 6)
        #expect(try bench.directory.read("spool/corrupt/a.json.2") == "bad 2")
    }

    @Test func `T19: the same event is counted as a duplicate wherever it comes from`() throws {
        try bench.put("a.ndjson", "\(event(id: "x"))\n\(event(id: "x"))\n")
        try bench.put("b.json", "[\(event(id: "x")),\(event(id: "y"))]")
        #expect(try bench.takeIn().duplicates == 2)
        try bench.put("c.json", event(id: "x"))
        let result = try bench.takeIn()
        #expect(result.duplicates == 1 && result.events == 0 && result.files == 1)
        #expect(try bench.events().map { $0.id } == ["x", "y"])
        #expect(try bench.left().isEmpty)
    }

    @Test func `T19: the same id with other content is another event`() throws {
        try bench.put("a.ndjson", "\(event(id: "x", 1))\n\(event(id: "x", 2))\n")
        #expect(try bench.takeIn().events == 2)
        #expect(try bench.events().map { $0.id } == ["x", "x"])
    }

    @Test func `T20: without an id every event is new and is named by its place`() throws {
        for _ in 0..<2 {
            try bench.put("a.ndjson", "\(event(1))\n\(event(1))\n")
            #expect(try bench.takeIn().duplicates == 0)
        }
        let log = try bench.log().identity.id
        #expect(try bench.events().map { $0.id } == (1...4).map { "evt-\(log)-\($0)" })
    }

    @Test func anEventWithoutATimeHasThatOfItsFile() throws {
        try bench.put("a.json", event(1))
        var times = [
            timespec(tv_sec: 1_795_240_800, tv_nsec: 5_000_000), timespec(tv_sec: 1_795_240_800, tv_nsec: 5_000_000),
        ]
        utimensat(AT_FDCWD, bench.spooled("a.json"), &times, 0)
        try bench.takeIn()
        #expect(try bench.events().map { $0.time.rfc3339 } == ["2026-11-21T06:00:00.005Z"])
    }

    @Test(arguments: [
        Array("a.json".utf8), [0xFF] + Array(".json".utf8), [UInt8](repeating: 0xFE, count: 250) + Array(".json".utf8),
    ])
    func whatACrashLeftInTheSpoolIsNotTakenAgain(_ bytes: [UInt8]) throws {
        let name = FileName(bytes: bytes)
        let spool = try Spool(bench.directory.path("spool"))
        try SpawnGate.pass { try spool.new.create(name).write(Array(event(1).utf8)) }
        // The same file under the same name: as if the run had died before its unlink.
        let aside = bench.directory.path("aside")
        let path = bench.spooled("").utf8CString.dropLast() + bytes.map { CChar(bitPattern: $0) } + [0]
        #expect(link(Array(path), aside) == 0)
        #expect(try bench.takeIn().events == 1)
        #expect(link(aside, Array(path)) == 0)
        // Linking changed the file's time of change, which no death does: the log is told of it.
        let now = try spool.new.status(of: name).changed
        let segment = try bench.directory.read("state/events/00000001.ndjson")
        let told = try #require(segment.firstMatch(of: /"changed":[0-9]+/))
        try bench.directory.write(
            segment.replacing(told.0, with: "\"changed\":\(now)"),
            to: "state/events/00000001.ndjson"
        )
        #expect(try bench.takeIn().events == 0)
        #expect(try spool.new.names().isEmpty)
        #expect(try bench.texts() == [event(1)])
    }

    @Test func anotherFileOfTheSameNameIsTaken() throws {
        for number in 1...3 {
            try bench.put("a.json", event(number))
            #expect(try bench.takeIn().events == 1)
        }
        #expect(try bench.texts() == [event(1), event(2), event(3)])
    }

    @Test func aSegmentThatACrashLeftHalfWrittenIsReplaced() throws {
        try bench.put("a.json", event(id: "x"))
        try bench.takeIn()
        for name in ["00000002.ndjson.tmp", "00000002.ids.tmp", "00000002.ids"] {
            try bench.directory.write("{\"seq\":2,\"id\"", to: "state/events/\(name)")
        }
        try bench.put("b.json", event(id: "y"))
        #expect(try bench.takeIn().events == 1)
        #expect(try bench.events().map { $0.id } == ["x", "y"])
        try bench.put("b.json", event(id: "y"))
        #expect(try bench.takeIn().duplicates == 1)
    }

    @Test func badPartsThatACrashLeftWithoutTheirCopyAreCopiedThen() throws {
        try bench.put("a.ndjson", "\(event(1))\nbad\n")
        let spool = try Spool(bench.directory.path("spool"))
        try bench.directory.write("reasons of a crash", to: "spool/corrupt/a.ndjson.reason.txt")
        _ = try spool.corrupt.create(".a.ndjson.tmp")
        #expect(try bench.takeIn().events == 1)
        #expect(try bench.corrupt() == ["a.ndjson", "a.ndjson.reason.txt"])
        #expect(try bench.directory.read("spool/corrupt/a.ndjson") == "bad\n")
        #expect(try bench.reasons("a.ndjson").count == 1)
    }

    @Test func `T23: a full quarantine leaves the rest in the spool`() throws {
        let spool = try Spool(bench.directory.path("spool"))
        for number in 0..<10_000 { _ = try spool.corrupt.create(FileName("\(number)")) }
        try bench.put("a.json", "bad")
        try bench.put("b.ndjson", "\(event(id: "x"))\nbad\n")
        try bench.put("c.json", event(id: "x"))
        let result = try bench.takeIn()
        #expect(result.left.count == 2 && result.events == 1 && result.duplicates == 0)
        #expect(try bench.left() == ["a.json", "b.ndjson"])
    }
}
