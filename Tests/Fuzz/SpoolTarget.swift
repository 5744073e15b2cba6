import Events
import Foundation
import Time

@testable import Storage

/// A spool file, of the kind that the first byte chooses, taken in by a whole intake: what it counts is what the log
/// holds.
func fuzzSpool(_ input: [UInt8]) {
    guard let (name, bytes) = chosen(from: ["a.json", "a.ndjson"], by: input) else { return }
    do {
        try bench.takeIn(bytes, as: name)
    } catch {
        fatalError("\(error)")
    }
}

private let bench = Bench()

private struct Bench {
    private let home = "/dev/shm/belfry-fuzz.\(getpid())"

    func takeIn(_ bytes: [UInt8], as name: String) throws {
        try? FileManager.default.removeItem(atPath: home)
        for folder in ["state", "spool/new"] {
            try FileManager.default.createDirectory(atPath: "\(home)/\(folder)", withIntermediateDirectories: true)
        }
        try Data(bytes).write(to: URL(filePath: "\(home)/spool/new/\(name)"))
        var log = try EventLog(in: Folder("\(home)/state"), retention: .seconds(86_400))
        let limits = IntakeLimits(fileBytes: 1 << 20, eventBytes: 1 << 12, depth: 16)
        var intake = Intake(limits: limits, now: Timestamp(seconds: 4_000_000_000))
        let result = try intake.run(Spool("\(home)/spool"), into: &log)
        let left = try FileManager.default.contentsOfDirectory(atPath: "\(home)/spool/new")
        expect(left.isEmpty && result.left.isEmpty, "\(left) are still in the spool")
        try check(log, result)
    }

    private func check(_ log: borrowing EventLog, _ result: IntakeResult) throws {
        var reader = try EventLogReader(log, after: 0)
        var count = 0
        while let line = try reader.next(in: log) {
            count += 1
            expect(line.sequence == UInt64(count), "event \(count) has the number \(line.sequence)")
            let summary = line.summary(in: reader.buffer)
            expect(!summary.type.isEmpty && !line.id(in: reader.buffer).isEmpty, "event \(count) has no type or no id")
            expect(summary.sequence == line.sequence, "event \(count) is summed up as another")
        }
        expect(count == result.events, "\(result.events) events were taken in, and \(count) are in the log")
        expect(reader.damagedLines == 0, "\(reader.damagedLines) lines of the log cannot be read")
    }
}
