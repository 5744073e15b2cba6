import Delivery
import JSON
import TestSupport
import Testing
import Time

/// The queue of a run and the ledger that reads what it wrote come to the same conclusions.
@Suite struct ConsistencyTests {
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func theLedgerKnowsWhatTheQueueKnows(_ seed: UInt64) throws {
        var drill = Drill(seed: seed)
        for _ in 1...250 {
            try drill.perform()
            for lane in drill.lanes {
                let known = try #require(drill.ledger.integrations[lane.integration])
                #expect(drill.queue.health(of: lane.integration) == known.health)
                #expect(drill.queue.owed(to: lane.integration) == known.outstanding.count)
            }
        }
    }

    /// Every delivery of a lane goes at the same time and as the same attempt, whether the run goes on or another begins.
    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func theNextRunGoesOnAsThisOneWouldHave(_ seed: UInt64) throws {
        var drill = Drill(seed: seed)
        for _ in 1...5 {
            for _ in 1...40 { try drill.perform() }
            try drill.land()
            let goingOn = future(of: drill.queue, from: drill.now)
            let restarted = future(of: drill.restarted(), from: drill.now)
            #expect(goingOn == restarted)
        }
    }

    /// What a queue sends from here on when every answer is a success, by integration.
    private func future(of queue: DeliveryQueue, from start: Timestamp) -> [String: [String]] {
        var queue = queue
        var now = start
        var sent: [String: [String]] = [:]
        var inFlight: [String] = []
        while true {
            switch queue.next(at: now) {
            case .send(let outstanding, let attempt):
                let delivery = outstanding.delivery
                let line = "\((now - start).milliseconds): \(delivery.id) #\(attempt) after \(outstanding.failures)"
                sent[delivery.integration, default: []].append(line)
                inFlight.append(delivery.id)
            case .wait(let until) where inFlight.isEmpty: now = until
            case .wait, .awaitAnswers:
                for id in inFlight { _ = queue.finish(id, with: Judgement(.delivered), status: 200, at: now) }
                inFlight = []
            case .idle: return sent
            }
        }
    }

    // MARK: snapshots

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func aSnapshotSaysTheSameAsTheRecords(_ seed: UInt64) throws {
        var drill = Drill(seed: seed)
        for _ in 1...200 { try drill.perform() }
        var state = drill.ledger
        var generator = SplitMix(seed: seed)
        for record in ConsistencyTests.rareRecords(at: drill.now) where Bool.random(using: &generator) {
            state.apply(record)
        }
        // A snapshot is written behind the end of a segment.
        state.apply(.end(at: drill.now))
        let read = LedgerState(snapshot: try JSON.read(state.snapshot.compact), logID: "log")
        #expect(read?.snapshot.description == state.snapshot.description)
        #expect((read == state) as Bool, "the snapshot lacks something")
    }

    private static func rareRecords(at now: Timestamp) -> [LedgerRecord] {
        let recorded = Delivery(
            id: "log-d-d9.1",
            integration: "d",
            first: 1,
            last: 9,
            eventCount: 3,
            eventID: "e",
            eventType: "digest",
            planned: now,
            payload: .recorded(LogPlace(segment: 3, offset: 4, length: 5))
        )
        return [
            .changed(integration: "a", at: now, fingerprint: "f", address: "x"),
            .planned(recorded),
            .commit(
                deliveries: 1,
                cursors: [
                    CursorAdvance(integration: "a", lane: .held, sequence: 900, matched: 4, heldSince: now),
                    CursorAdvance(integration: "b", lane: .immediate, sequence: 900),
                    CursorAdvance(
                        integration: "c",
                        sequence: 800,
                        matched: 4,
                        cut: now,
                        told: ToldDigest(events: 9, critical: 4, warning: 2, troubles: Array(1...70))
                    ),
                ]
            ),
            .disabled(integration: "b", at: now, reason: "410 \"Gone\""),
            .enabled(integration: "a", at: now + .seconds(1), replay: .digest, through: 900),
            .enabled(integration: "b", at: now + .seconds(1), replay: .none, through: 900),
            .enabled(integration: "c", at: now + .seconds(1), replay: .all, through: 900),
            .counted(integration: "d", failures: 3, since: now),
            .seen(integration: "e", at: now, cursor: 900, awaitsConfirmation: true),
            .seen(integration: "f", at: now, cursor: 900),
            .changed(integration: "f", at: now, fingerprint: "f", address: "old"),
            .disabled(integration: "f", at: now, reason: "410 Gone"),
            .changed(integration: "f", at: now, fingerprint: "g", address: "new"),
            .parked(delivery: recorded.id, integration: "d", at: now),
            .requeued(.sample("log-c-7", to: "c", 7), attempts: 4, was: .exhausted, at: now),
            .requeued(.sample("log-d-8", to: "d", 8), attempts: 1, was: .dropped, at: now),
            .dropped(delivery: "log-d-8", integration: "d", at: now, reason: nil),
            .changed(
                integration: "b",
                at: now,
                fingerprint: "f",
                address: "x",
                subscription: Subscription(patterns: ["a:*"], mode: "digest", immediate: ["a:*"], start: now)
            ),
            .changed(
                integration: "b",
                at: now,
                fingerprint: "g",
                address: "x",
                subscription: Subscription(patterns: ["a:*"], projects: ["p"], mode: "digest", immediate: ["a:b"])
            ),
        ]
    }

    @Test func anEmptyStateHasASnapshot() throws {
        let empty = LedgerState(logID: "log")
        #expect(LedgerState(snapshot: try JSON.read(empty.snapshot.compact), logID: "log") == empty)
    }

    @Test(
        arguments: [
            "{}", "[]", #"{"version":2,"integrations":[]}"#, #"{"version":1}"#,
            #"{"version":1,"integrations":[{}]}"#, #"{"version":1,"integrations":[{"id":"a"}]}"#,
        ]
    )
    func whatIsNoSnapshotIsNone(_ text: String) throws {
        #expect(LedgerState(snapshot: try JSON.read(Array(text.utf8)), logID: "log") == nil)
    }
}
