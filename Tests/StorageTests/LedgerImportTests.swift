import Delivery
import Foundation
import Storage
import TestSupport
import Testing

/// Segments without a clean end are copied into the next one before anything acts on them.
@Suite struct LedgerImportTests {
    private let bench: LedgerBench

    init() throws { bench = try LedgerBench() }

    private func place(_ state: LedgerState) throws -> LogPlace {
        let owed = try #require(state.integrations["blog"]?.outstanding["owed"])
        guard case .recorded(let place) = owed.delivery.payload else { throw CancellationError() }
        return place
    }

    @Test func anUncleanSegmentIsCopiedAndItsPayloadsMoveAlong() throws {
        let before = try bench.run(isKilled: true) { _ = everything(&$0) }
        let old = try bench.bytes(1)
        let after = try bench.run { ledger in
            let place = try place(ledger.state)
            #expect(place.segment == 2)
            #expect(try ledger.payload(at: place) == payload)
        }
        #expect(try place(before).segment == 1)
        #expect(after.integrations["blog"]?.totals == before.integrations["blog"]?.totals)
        #expect(after.integrations["blog"]?.health == before.integrations["blog"]?.health)
        #expect(try bench.bytes(1) == old)
        #expect(try bench.open().state == after)
        // The copy stands for itself.
        try FileManager.default.removeItem(atPath: bench.directory.path(bench.path(1)))
        var ledger = try bench.open()
        let copied = try ledger.payload(at: try place(ledger.state))
        #expect(copied == payload)
    }

    @Test func aCleanSegmentIsNotCopied() throws {
        let before = try bench.run { _ = everything(&$0) }
        let after = try bench.run { _ in }
        #expect(after == before)
        #expect(try place(after).segment == 1)
        #expect(try bench.bytes(2).split(separator: 0x0A).count == 2)
    }

    @Test func anImportThatIsCutAnywhereIsRepeated() throws {
        try bench.run(isKilled: true) { _ = everything(&$0) }
        let expected = try bench.run(isKilled: true) { _ in }
        let copy = try bench.bytes(2)
        for count in stride(from: 0, to: copy.count, by: 53) {
            try? FileManager.default.removeItem(atPath: bench.directory.path(bench.path(3)))
            try bench.write(Array(copy.prefix(count)), to: 2)
            let after = try bench.run(isKilled: true) { ledger in
                let place = try place(ledger.state)
                #expect(place.segment == 3)
                #expect(try ledger.payload(at: place) == payload)
            }
            #expect(after.integrations["blog"]?.totals == expected.integrations["blog"]?.totals)
            #expect(after.integrations["blog"]?.health == expected.integrations["blog"]?.health)
            #expect(try bench.open().damage.isEmpty)
        }
    }

    @Test func runsThatAreAllKilledPassOnWhatIsOwed() throws {
        try bench.run(isKilled: true) { _ = everything(&$0) }
        for run in 2...5 {
            let state = try bench.run(isKilled: true) { $0.append(attempt("owed", run + 1, .deferred)) }
            #expect(try place(state).segment == run)
            #expect(state.integrations["blog"]?.outstanding["owed"]?.attempts == run + 1)
            #expect(state.integrations["blog"]?.totals.delivered == 1)
        }
    }

    @Test func aBatchThatWasTornDoesNotJoinTheNextOne() throws {
        try bench.run(isKilled: true) { ledger in
            ledger.append(.seen(integration: "blog", at: LedgerBench.start, cursor: 0))
            _ = ledger.append(delivery("torn"), payload: payload)
        }
        let state = try bench.run { ledger in
            _ = ledger.append(delivery("whole"), payload: payload)
            ledger.append(.commit(deliveries: 1, cursors: []))
        }
        #expect(state.integrations["blog"]?.outstanding.keys.sorted() == ["whole"])
        #expect(try bench.open().state == state)
    }
}
