import Delivery
import Foundation
import Storage
import TestSupport
import Testing
import Time

/// What became of deliveries, read back from the segments, also of those that are settled.
@Suite struct HistoryTests {
    private let bench: LedgerBench
    private let start = LedgerBench.start

    init() throws { bench = try LedgerBench() }

    private func plan(_ ledger: inout Ledger, _ ids: String...) {
        for id in ids { _ = ledger.append(delivery(id), payload: payload) }
        ledger.append(.commit(deliveries: ids.count, cursors: []))
    }

    private func see(_ ledger: inout Ledger) { ledger.append(.seen(integration: "blog", at: start, cursor: 0)) }

    private func found(_ selection: DeliverySelection = DeliverySelection()) throws -> [String] {
        try histories(selection).map { "\($0.delivery.id) \($0.state.rawValue) \($0.attempts.count)" }
    }

    private func histories(_ selection: DeliverySelection = DeliverySelection()) throws -> [DeliveryHistory] {
        var history = try History(in: Folder(bench.directory.path))
        var found: [DeliveryHistory] = []
        try history.deliveries(selection) { found.append($0) }
        return found
    }

    @Test func aStateThatWasNeverWrittenHoldsNothing() throws { #expect(try found() == []) }

    @Test func whatIsSettledIsFoundWithItsAnswers() throws {
        try bench.run { ledger in
            see(&ledger)
            plan(&ledger, "one", "two", "three")
            ledger.append(attempt("two", 1, .deferred))
            ledger.append(attempt("one", 1, .delivered))
        }
        try bench.run { $0.append(attempt("two", 2, .rejected)) }
        #expect(try found() == ["one delivered 1", "two rejected 2", "three pending 0"])
        let two = try #require(try histories(DeliverySelection(ids: ["two"])).first)
        #expect(two.attempts.map(\.status) == [500, 500] && two.attempts.map(\.number) == [1, 2])
        #expect(two.attempts[0].answerHeaders == [Header("Retry-After", "5")])
        #expect(two.attempts[0].answerBody == "é\n\u{0}")
        #expect(two.attempts[0].duration == .milliseconds(12) && two.attempts[0].reason == "500 \u{1B}\"no\"")
    }

    @Test func theLockIsNotNeededAndATornTailIsNoHarm() throws {
        try bench.run { ledger in
            see(&ledger)
            plan(&ledger, "one")
        }
        try bench.run(isKilled: true) { $0.append(attempt("one", 1, .delivered)) }
        #expect(try found() == ["one delivered 1"])
        let whole = try bench.bytes(2)
        let records = whole.prefix { $0 != 0 }
        try bench.write(Array(records.dropLast(9)), to: 2)
        #expect(try found() == ["one pending 0"])
    }

    @Test func aCopyIsReadInPlaceOfItsOriginalAndNotTwice() throws {
        try bench.run(isKilled: true) { ledger in
            see(&ledger)
            plan(&ledger, "one")
            ledger.append(attempt("one", 1, .delivered))
        }
        try bench.run { ledger in
            plan(&ledger, "two")
            ledger.append(attempt("two", 1, .delivered))
        }
        #expect(try found() == ["one delivered 1", "two delivered 1"])
        // A copy that was not finished does not count; its originals do.
        let copy = try bench.bytes(2)
        try bench.write(Array(copy.prefix(copy.count / 3)), to: 2)
        #expect(try found() == ["one delivered 1"])
    }

    @Test func aBatchWithoutItsCommitIsNoDelivery() throws {
        try bench.run(isKilled: true) { ledger in
            see(&ledger)
            _ = ledger.append(delivery("torn"), payload: payload)
        }
        #expect(try found() == [])
    }

    @Test func whatWasRequeuedComesOnceWithBothItsLives() throws {
        try bench.run { ledger in
            see(&ledger)
            plan(&ledger, "one", "two")
            ledger.append(attempt("one", 1, .exhausted))
            ledger.append(attempt("two", 1, .delivered))
        }
        try bench.run { ledger in
            ledger.append(.requeued(delivery("one"), attempts: 1, was: .exhausted, at: start))
            ledger.append(attempt("one", 2, .delivered))
        }
        #expect(try found() == ["two delivered 1", "one delivered 2"])
        #expect(try bench.open().state.integrations["blog"]?.totals.delivered == 2)
        #expect(try bench.open().state.integrations["blog"]?.totals.exhausted == 0)
    }

    @Test func onlyWhatIsSelectedIsAnswered() throws {
        try bench.run { ledger in
            see(&ledger)
            plan(&ledger, "one", "two", "three")
            ledger.append(attempt("one", 1, .delivered))
            ledger.append(attempt("two", 1, .exhausted))
        }
        #expect(try found(DeliverySelection(states: [.exhausted])) == ["two exhausted 1"])
        #expect(try found(DeliverySelection(integrations: ["ops"])) == [])
        #expect(try found(DeliverySelection(since: start + .seconds(1))) == [])
        #expect(try found(DeliverySelection(until: start)) == [])
        #expect(try found(DeliverySelection(since: start, until: start + .seconds(1))).count == 3)
        #expect(try found(DeliverySelection(ids: ["one", "four"], states: [.delivered])) == ["one delivered 1"])
    }

    @Test func damageIsCountedAndTheRestIsRead() throws {
        try bench.run { ledger in
            see(&ledger)
            plan(&ledger, "one", "two")
            ledger.append(attempt("one", 1, .delivered))
            ledger.append(attempt("two", 1, .delivered))
        }
        let lines = try bench.bytes(1).split(separator: 0x0A).map(Array.init)
        let index = try #require(lines.firstIndex { String(decoding: $0, as: UTF8.self).contains("attempted") })
        var damaged = lines
        damaged[index][40] ^= 1
        try bench.write(Array(damaged.joined(separator: [0x0A])) + [0x0A], to: 1)
        var history = try History(in: Folder(bench.directory.path))
        var states: [DeliveryState] = []
        try history.deliveries { states.append($0.state) }
        #expect(states == [.delivered, .pending])
        #expect(history.damaged == 1)
    }

    // MARK: what is pruned

    /// A ledger with a snapshot behind every run.
    private func grow(_ runs: Int) throws {
        for run in 1...runs {
            try bench.run { ledger in
                if run == 1 { see(&ledger) }
                let owed = ledger.state.integrations["blog"]?.outstanding.keys.first
                if let owed { ledger.append(attempt(owed, 2, .delivered)) }
                _ = ledger.append(delivery("run-\(run)"), payload: [UInt8](repeating: 0x78, count: 300 << 10))
                ledger.append(.commit(deliveries: 1, cursors: []))
                ledger.append(attempt("run-\(run)", 1, .deferred))
            }
        }
    }

    private func age(_ names: [String], by days: Int) throws {
        for name in names {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -86_400 * Double(days))],
                ofItemAtPath: bench.directory.path("ledger/" + name)
            )
        }
    }

    private var monthAgo: Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) - .seconds(30 * 86_400) }

    @Test func historyBeginsWithTheSnapshotBeforeWhatIsKept() throws {
        try grow(8)
        try age((1...3).flatMap { ["0000000\($0).ndjson", "0000000\($0).snapshot.json"] }, by: 40)
        let ledger = try bench.open()
        try ledger.prune(olderThan: monthAgo, keeping: .seconds(30 * 86_400))
        let names = try bench.names()
        #expect(names.filter { $0.hasSuffix(".ndjson") } == (4...8).map { "0000000\($0).ndjson" })
        // The base, some days later another, and the last two.
        let snapshots = [3, 4, 7, 8].map { "0000000\($0).snapshot.json" }
        #expect(names.filter { $0.hasSuffix(".snapshot.json") } == snapshots)
        let whole = (4...7).map { "run-\($0) delivered 2" }
        let expected = ["run-3 delivered 1"] + whole + ["run-8 deferred 1"]
        #expect(try found() == expected)
        #expect(try bench.open().state == ledger.state)
    }

    /// A folder in the place of a segment ends the pruning there, as a kill would.
    @Test(arguments: 1...3)
    func whatAPruningLeftThatWasCutOffTellsNothingWrong(_ segment: Int) throws {
        try grow(8)
        try age((1...3).flatMap { ["0000000\($0).ndjson", "0000000\($0).snapshot.json"] }, by: 40)
        let ledger = try bench.open()
        try FileManager.default.removeItem(atPath: bench.directory.path(bench.path(segment)))
        try FileManager.default.createDirectory(
            atPath: bench.directory.path(bench.path(segment)),
            withIntermediateDirectories: false
        )
        #expect(throws: SystemError.self) { try ledger.prune(olderThan: monthAgo, keeping: .seconds(30 * 86_400)) }
        #expect(try bench.names().count { $0.hasSuffix(".ndjson") } == 9 - segment)
        let told = ["run-3 delivered 1"] + (4...7).map { "run-\($0) delivered 2" } + ["run-8 deferred 1"]
        // Where all segments are there still, all of them are read.
        if segment > 1 { #expect(try found() == told) }
        #expect(try bench.open().state == ledger.state)
    }

    @Test func nothingGoesWhileSomebodyReads() throws {
        try grow(8)
        try age((1...3).flatMap { ["0000000\($0).ndjson", "0000000\($0).snapshot.json"] }, by: 40)
        let ledger = try bench.open()
        let names = try bench.names()
        do {
            var history = try History(in: Folder(bench.directory.path))
            try ledger.prune(olderThan: monthAgo, keeping: .seconds(30 * 86_400))
            var count = 0
            try history.deliveries { _ in count += 1 }
            #expect(count == 8)
        }
        #expect(try bench.names() == names)
        try ledger.prune(olderThan: monthAgo, keeping: .seconds(30 * 86_400))
        #expect(try bench.names().count < names.count)
        #expect(try found().count == 6, "who comes later reads what is left")
    }

    @Test func nothingIsPrunedBeforeItsTime() throws {
        try grow(4)
        try bench.open().prune(olderThan: monthAgo, keeping: .seconds(30 * 86_400))
        #expect(try bench.names().filter { $0.hasSuffix(".ndjson") }.count == 4)
        #expect(try found().count == 4)
    }

    @Test func aSegmentThatHoldsWhatIsOwedStays() throws {
        try bench.run { ledger in
            see(&ledger)
            _ = ledger.append(delivery("owed"), payload: [UInt8](repeating: 0x78, count: 300 << 10))
            ledger.append(.commit(deliveries: 1, cursors: []))
        }
        for run in 1...3 {
            try bench.run { ledger in
                _ = ledger.append(delivery("\(run)"), payload: [UInt8](repeating: 0x78, count: 300 << 10))
                ledger.append(.commit(deliveries: 1, cursors: []))
                ledger.append(attempt("\(run)", 1, .delivered))
            }
        }
        try age(try bench.names(), by: 40)
        try bench.open().prune(olderThan: monthAgo, keeping: .seconds(30 * 86_400))
        #expect(try bench.names().filter { $0.hasSuffix(".ndjson") } == ["00000001.ndjson", "00000004.ndjson"])
    }
}
