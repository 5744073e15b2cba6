import Events
import Foundation
import Glibc
import Storage
import TestSupport
import Testing
import Time

/// A spool and an event log in a directory of its own.
struct Workbench {
    let directory: TemporaryDirectory

    /// So late that every file is old.
    static let late = Timestamp(seconds: 4_000_000_000)
    /// So early that every file is new.
    static let early = Timestamp(seconds: 0)
    private static let retention = Duration.seconds(10_000_000_000)

    init() throws {
        directory = try TemporaryDirectory()
        for folder in ["state", "spool", "spool/new"] {
            try FileManager.default.createDirectory(atPath: directory.path(folder), withIntermediateDirectories: true)
        }
    }

    func put(_ name: String, _ text: String) throws { try directory.write(text, to: "spool/new/\(name)") }

    func put(_ name: String, bytes: [UInt8]) throws {
        try SpawnGate.pass { try Data(bytes).write(to: URL(fileURLWithPath: spooled(name))) }
    }

    /// A socket that nobody listens at any more.
    func listen(at name: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: spooled(name).utf8) }
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
    }

    func spooled(_ name: String) -> String { directory.path("spool/new/\(name)") }

    func state() throws -> Folder { try Folder(directory.path("state")) }

    func log() throws -> EventLog { try EventLog(in: state(), retention: Workbench.retention) }

    @discardableResult
    func takeIn(
        now: Timestamp = late,
        limits: IntakeLimits = IntakeLimits(),
        progress: (Int) -> Void = { _ in }
    ) throws -> IntakeResult {
        var log = try log()
        var intake = Intake(limits: limits, now: now)
        return try intake.run(try Spool(directory.path("spool")), into: &log, progress: progress)
    }

    /// What the log holds behind a sequence number.
    func events(after sequence: UInt64 = 0) throws -> [EventSummary] {
        let log = try log()
        var reader = try EventLogReader(log, after: sequence)
        var events: [EventSummary] = []
        while let line = try reader.next(in: log) { events.append(line.summary(in: reader.buffer)) }
        return events
    }

    /// The events themselves, as they stand in the log.
    func texts() throws -> [String] {
        let log = try log()
        var reader = try EventLogReader(log, after: 0)
        var texts: [String] = []
        while let line = try reader.next(in: log) {
            texts.append(String(decoding: line.event(in: reader.buffer), as: UTF8.self))
        }
        return texts
    }

    func left() throws -> [String] { try directory.names(in: "spool/new") }
    func corrupt() throws -> [String] { try directory.names(in: "spool/corrupt") }
    func reasons(_ name: String) throws -> [String] {
        try directory.read("spool/corrupt/\(name).reason.txt").split(separator: "\n").map(String.init).dropLast()
    }
}

/// An event without an id, told apart by a number.
func event(_ number: Int) -> String { #"{"event":"build:start","data":{"n":\#(number)}}"# }

/// An event with an id.
func event(id: String, _ number: Int = 0) -> String {
    #"{"event":"build:start","id":"\#(id)","data":{"n":\#(number)}}"#
}
