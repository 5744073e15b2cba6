import Delivery
import Foundation
import Storage
import TestSupport
import Testing

/// A batch counts whole or not at all where it was torn; where something else damaged it later, what is left of it counts.
@Suite struct LedgerBatchTests {
    private let bench: LedgerBench

    init() throws { bench = try LedgerBench() }

    private func plan(_ ledger: inout Ledger, _ ids: String...) {
        for id in ids { _ = ledger.append(delivery(id), payload: payload) }
        ledger.append(.commit(deliveries: ids.count, cursors: [CursorAdvance(integration: "blog", sequence: 4)]))
    }

    private func see(_ ledger: inout Ledger) {
        ledger.append(.seen(integration: "blog", at: LedgerBench.start, cursor: 0))
    }

    /// Changes the first line of a segment that has this kind of record and this text in it.
    private func damage(_ kind: String, _ text: String = "{", in segment: Int) throws {
        var lines = try bench.bytes(segment).split(separator: 0x0A).map { Array($0) }
        let index = try #require(
            lines.firstIndex {
                let line = String(decoding: $0, as: UTF8.self)
                return line.contains("\"t\":\"\(kind)\"") && line.contains(text)
            }
        )
        lines[index][40] ^= 1
        try bench.write(lines.flatMap { $0 + [0x0A] }, to: segment)
    }

    private func owed(_ state: LedgerState) -> [String] {
        state.integrations["blog"]?.outstanding.keys.sorted() ?? []
    }

    private func states() throws -> [String] {
        var history = try History(in: Folder(bench.directory.path))
        var found: [String] = []
        try history.deliveries { found.append("\($0.delivery.id) \($0.state.rawValue)") }
        return found
    }

    // MARK: torn

    /// The killed runs copy what the first left of its batch, each time again.
    @Test(arguments: 1...3)
    func aBatchThatWasTornJoinsNoOtherInACopy(_ kills: Int) throws {
        try bench.run(isKilled: true) { ledger in
            see(&ledger)
            _ = ledger.append(delivery("torn"), payload: payload)
        }
        for kill in 1...kills {
            try bench.run(isKilled: true) { ledger in
                plan(&ledger, "whole-\(kill)")
                ledger.append(attempt("whole-\(kill)", 1, .delivered))
                if kill == 1 { _ = ledger.append(delivery("torn again"), payload: payload) }
            }
        }
        let state = try bench.run { ledger in
            #expect(owed(ledger.state) == [])
            plan(&ledger, "last")
        }
        #expect(owed(state) == ["last"] && state.integrations["blog"]?.totals.delivered == kills)
        #expect(try bench.open().state == state)
        let told = (1...kills).map { "whole-\($0) delivered" } + ["last pending"]
        #expect(try states() == told)
    }

    @Test func aBatchThatIsTornAtTheEndOfItsSegmentCountsNothing() throws {
        try bench.run(isKilled: true) { ledger in
            see(&ledger)
            plan(&ledger, "one", "two")
        }
        try damage("planned", "one", in: 1)
        let state = try bench.run { _ in }
        #expect(owed(state) == [] && state.integrations["blog"]?.cursor == 0)
        #expect(try states() == [])
    }

    // MARK: damaged

    @Test(arguments: [false, true])
    func whatWasPlannedOutlivesItsCommit(_ isKilled: Bool) throws {
        try bench.run(isKilled: isKilled) { ledger in
            see(&ledger)
            plan(&ledger, "owed", "done")
            ledger.append(attempt("done", 1, .delivered))
            ledger.append(attempt("owed", 1, .deferred))
        }
        try damage("commit", in: 1)
        let state = try bench.run { plan(&$0, "later") }
        #expect(owed(state) == ["later", "owed"])
        #expect(state.integrations["blog"]?.outstanding["owed"]?.attempts == 1)
        #expect(state.integrations["blog"]?.totals.delivered == 1 && state.integrations["blog"]?.cursor == 4)
        #expect(try bench.open().state == state)
        #expect(try states() == ["done delivered", "later pending", "owed deferred"])
    }

    @Test func whatIsLeftOfADamagedBatchCountsWithItsCursors() throws {
        try bench.run { ledger in
            see(&ledger)
            plan(&ledger, "gone", "owed")
            plan(&ledger, "next")
        }
        try damage("planned", "gone", in: 1)
        let state = try bench.open().state
        #expect(owed(state) == ["next", "owed"] && state.integrations["blog"]?.cursor == 4)
    }

    @Test func theEndProvesThatTheLastBatchWasWhole() throws {
        try bench.run { ledger in
            see(&ledger)
            plan(&ledger, "owed", "gone")
        }
        try damage("planned", "gone", in: 1)
        #expect(owed(try bench.open().state) == ["owed"])
        try damage("commit", in: 1)
        #expect(owed(try bench.open().state) == ["owed"])
    }
}
