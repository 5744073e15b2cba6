import Delivery
import Diagnostics
import Foundation
import Storage
import TestSupport
import Testing

@Suite struct LedgerTests {
    private let bench: LedgerBench

    init() throws { bench = try LedgerBench() }

    @Test func aLedgerThatIsNotBegunWritesNothing() throws {
        let isOpen = try bench.open().isOpen
        #expect(!isOpen)
        #expect(try bench.names().isEmpty)
    }

    @Test(arguments: [false, true])
    func whatIsWrittenIsReadAgain(_ isKilled: Bool) throws {
        let state = try bench.run(isKilled: isKilled) { _ = everything(&$0) }
        let ledger = try bench.open()
        let (found, damage) = (ledger.state, ledger.damage)
        #expect(found == state)
        #expect(damage.isEmpty)
        #expect(state.integrations["blog"]?.outstanding.keys.sorted() == ["log-blog-4", "owed"])
        #expect(state.integrations["blog"]?.totals.delivered == 1)
        #expect(state.integrations["blog"]?.cursor == 4)
    }

    @Test func payloadsAreReadBeforeAndAfterTheyReachTheFile() throws {
        var place: LogPlace?
        try bench.run { ledger in
            let found = try #require(everything(&ledger).recorded)
            place = found
            #expect(try ledger.payload(at: found) == payload)
            try ledger.sync()
            #expect(try ledger.payload(at: found) == payload)
        }
        var ledger = try bench.open()
        let found = try ledger.payload(at: try #require(place))
        #expect(found == payload)
    }

    @Test(arguments: [(0, 10), (1, 10), (0, 0), (1 << 40, 10)])
    func noPayloadIsReadWhereNoneIs(_ offset: Int, _ length: Int) throws {
        try bench.run { _ = everything(&$0) }
        var ledger = try bench.open()
        let found = try ledger.payload(at: LogPlace(segment: 1, offset: UInt64(offset), length: UInt32(length)))
        #expect(found == nil)
    }

    /// Behind a snapshot nobody misses the segment but for what it holds.
    @Test func noPayloadIsReadFromASegmentThatIsGone() throws {
        var place: LogPlace?
        try bench.run { if case .recorded(let found) = everything(&$0).payload { place = found } }
        for _ in 0..<65 { try bench.run { _ in } }
        try FileManager.default.removeItem(atPath: bench.directory.path(bench.path(1)))
        var ledger = try bench.open()
        let found = try ledger.payload(at: try #require(place))
        #expect(found == nil && ledger.state.integrations["blog"]?.outstanding["owed"] != nil)
        let isHeld = try ledger.holds(try #require(place))
        #expect(!isHeld)
    }

    @Test func aSegmentHoldsNothingButItsLinesWhenItHasEnded() throws {
        try bench.run { _ = everything(&$0) }
        let lines = String(decoding: try bench.bytes(1), as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        #expect(lines.count == 17)
        #expect(lines.last == "")
        #expect(lines.dropLast().allSatisfy { $0.hasPrefix("{\"crc\":\"") && $0.hasSuffix("}}") })
    }

    @Test func everyRunHasASegmentOfItsOwn() throws {
        for _ in 0..<3 { try bench.run { _ in } }
        #expect(try bench.names() == ["00000001.ndjson", "00000002.ndjson", "00000003.ndjson"])
    }

    @Test func everyPrefixOfASegmentOpensWithItsSoundRecords() throws {
        try bench.run { _ = everything(&$0) }
        let bytes = try bench.bytes(1)
        var states: [LedgerState] = []
        for count in 0...bytes.count {
            try bench.write(Array(bytes.prefix(count)), to: 1)
            let ledger = try bench.open()
            #expect(ledger.damage.isEmpty)
            // Only a whole line changes anything; its line break may be missing.
            let wholeLines = bytes.prefix(count + 1).count { $0 == 0x0A }
            if states.count == wholeLines { states.append(ledger.state) }
            guard ledger.state == states[wholeLines] else {
                Issue.record("\(count) bytes tell more than their \(wholeLines) lines")
                return
            }
        }
        // The deliveries count from their commit on: the seventh line.
        #expect(states[6].integrations["blog"]?.outstanding.isEmpty == true)
        #expect(states[6].integrations["blog"]?.cursor == 0)
        #expect(states[7].integrations["blog"]?.outstanding.count == 3)
    }

    @Test func everyPrefixIsImportedToTheSameState() throws {
        try bench.run { _ = everything(&$0) }
        let bytes = try bench.bytes(1)
        for count in stride(from: 0, through: bytes.count, by: 37) + [bytes.count - 1] {
            let other = try LedgerBench()
            try other.run { _ in }
            try other.write(Array(bytes.prefix(count)), to: 1)
            var before = try other.open().state
            // What was not committed is forgotten for good.
            before.apply(.imported)
            let after = try other.run { ledger in
                #expect(
                    ledger.state.integrations.mapValues { $0.totals } == before.integrations.mapValues { $0.totals }
                )
            }
            #expect(after.integrations.keys == before.integrations.keys)
            #expect(after.integrations["blog"]?.cursor == before.integrations["blog"]?.cursor)
            #expect(
                after.integrations["blog"]?.outstanding.keys.sorted()
                    == before.integrations["blog"]?.outstanding.keys.sorted()
            )
            #expect(try other.open().state == after)
        }
    }

    /// Counted from 0, lines 3 to 5 are a batch and 6 is its commit; nothing was written behind it.
    @Test(arguments: [3, 4, 5, 6])
    func aBatchThatIsTornCountsNothing(_ line: Int) throws {
        try bench.run { _ = everything(&$0) }
        var lines = try bench.bytes(1).split(separator: 0x0A).map { Array($0) }
        lines.removeSubrange(7...)
        lines.remove(at: line)
        try bench.write(lines.flatMap { $0 + [0x0A] }, to: 1)
        let state = try bench.open().state
        #expect(state.integrations["blog"]?.outstanding.isEmpty == true)
        #expect(state.integrations["blog"]?.cursor == 0)
    }

    @Test(arguments: 0..<15)
    func damageInTheMiddleIsToldWithItsLineAndSkipped(_ line: Int) throws {
        try bench.run { _ = everything(&$0) }
        var lines = try bench.bytes(1).split(separator: 0x0A).map { Array($0) }
        let middle = lines[line].count / 2
        lines[line][middle] ^= 1
        try bench.write(lines.flatMap { $0 + [0x0A] }, to: 1)
        let damage = try bench.open().damage
        #expect(damage.map { $0.message } == ["the record is damaged and was skipped"])
        #expect(damage.first?.position == SourcePosition(line: line + 1, column: 1))
        #expect(damage.first?.file == bench.directory.path(bench.path(1)))
    }

    @Test func noDamageOfAByteTrapsOrGoesUnseen() throws {
        try bench.run { _ = everything(&$0) }
        let bytes = try bench.bytes(1)
        let last = bytes.dropLast().lastIndex(of: 0x0A) ?? 0
        for index in stride(from: 0, to: last, by: 3) {
            var damaged = bytes
            damaged[index] = index % 2 == 0 ? 0 : UInt8(ascii: "\"")
            guard damaged != bytes else { continue }
            try bench.write(damaged, to: 1)
            let damage = try bench.open().damage
            #expect(!damage.isEmpty)
        }
    }

    /// Whatever is owed by it would be forgotten without a word.
    @Test(arguments: [1, 2])
    func aSegmentThatIsGoneIsTold(_ segment: Int) throws {
        for _ in 1...3 { try bench.run { _ in } }
        try FileManager.default.removeItem(atPath: bench.directory.path(bench.path(segment)))
        let damage = try bench.open().damage
        #expect(damage.map(\.message) == ["this part of the ledger is gone"])
        #expect(damage.first?.file == bench.directory.path(bench.path(segment)))
    }

    @Test func zerosBehindTheLastRecordAreATornTail() throws {
        let state = try bench.run(isKilled: true) { _ = everything(&$0) }
        try bench.write(try bench.bytes(1) + [UInt8](repeating: 0, count: 4096), to: 1)
        let ledger = try bench.open()
        #expect(ledger.state == state && ledger.damage.isEmpty)
    }

    /// Of writes that were not synced, a power cut may leave the later ones only.
    @Test(arguments: [1, 5, 9])
    func aHoleOfZerosIsDamageOnlyInASegmentThatEnded(_ line: Int) throws {
        for isKilled in [true, false] {
            let other = try LedgerBench()
            try other.run(isKilled: isKilled) { _ = everything(&$0) }
            var lines = try other.bytes(1).split(separator: 0x0A).map { Array($0) }
            lines[line] = [UInt8](repeating: 0, count: lines[line].count)
            try other.write(lines.flatMap { $0 + [0x0A] }, to: 1)
            #expect(try other.open().damage.count == (isKilled ? 0 : 1))
        }
    }
}
