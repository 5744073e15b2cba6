import Delivery
import Diagnostics
import Storage
import TestSupport
import Testing

@Suite struct LedgerSnapshotTests {
    private let bench: LedgerBench

    init() throws { bench = try LedgerBench() }

    private func grow() throws -> LedgerState {
        try bench.run { ledger in
            _ = everything(&ledger)
            _ = ledger.append(delivery("large"), payload: [UInt8](repeating: 0x78, count: 300 << 10))
            ledger.append(.commit(deliveries: 1, cursors: []))
        }
    }

    @Test func aLedgerThatHasGrownIsFoldedIntoASnapshotThatSaysTheSame() throws {
        let state = try grow()
        #expect(try bench.names() == ["00000001.ndjson", "00000001.snapshot.json"])
        var ledger = try bench.open()
        #expect(ledger.state == state)
        // The payload still lies where it was recorded.
        let outstanding = try #require(ledger.state.integrations["blog"]?.outstanding["owed"])
        let found = try ledger.payload(at: try #require(outstanding.delivery.recorded))
        #expect(found == payload)
        let after = try bench.run { $0.append(attempt("owed", 3, .delivered)) }
        #expect(after.integrations["blog"]?.outstanding["owed"] == nil)
        #expect(try bench.open().state == after)
        #expect(try bench.names().count == 3)
    }

    @Test func manySmallRunsAreFoldedToo() throws {
        for _ in 0..<65 { try bench.run { _ in } }
        #expect(try bench.names().filter { $0.hasSuffix(".snapshot.json") } == ["00000065.snapshot.json"])
    }

    @Test func aSmallLedgerHasNoSnapshot() throws {
        try bench.run { _ = everything(&$0) }
        #expect(try bench.names() == ["00000001.ndjson"])
    }

    @Test(arguments: ["", "{", "{\"version\":2}", "null", "{\"version\":1,\"integrations\":[{}]}"])
    func aDamagedSnapshotIsToldAndTheSegmentsAreRead(_ text: String) throws {
        let state = try grow()
        try bench.directory.write(text, to: "ledger/00000001.snapshot.json")
        let ledger = try bench.open()
        #expect(ledger.state == state)
        #expect(ledger.damage.map { $0.message } == ["the snapshot is damaged"])
    }

    @Test func whatACrashLeftAsideIsNoSnapshot() throws {
        let state = try bench.run { _ = everything(&$0) }
        try bench.directory.write("{\"version\":1", to: "ledger/.00000009.snapshot.json.tmp")
        let ledger = try bench.open()
        #expect(ledger.state == state && ledger.damage.isEmpty)
    }
}
