import Delivery
import JSON
import Testing
import Time

/// What a list of records amounts to.
@Suite struct LedgerStateTests {
    private let now = Script.start
    private let place = LogPlace(segment: 1, offset: 0, length: 10)

    private func state(_ records: [LedgerRecord]) -> LedgerState {
        var state = LedgerState(logID: "log")
        for record in [.seen(integration: "a", at: now, cursor: 0)] + records { state.apply(record) }
        return state
    }

    private func a(_ records: LedgerRecord...) throws -> LedgerState.Integration {
        try #require(state(records).integrations["a"])
    }

    private func planned(_ sequences: ClosedRange<UInt64>) -> LedgerRecord {
        .plannedEvents(
            integration: "a",
            at: now,
            events: sequences.map { PlannedEvent(sequence: $0, place: place) }
        )
    }

    private func advance(
        _ sequence: UInt64,
        _ lane: CursorAdvance.Lane = .all,
        matched: Int = 0,
        cut: Timestamp? = nil,
        told: ToldDigest? = nil,
        heldSince: Timestamp? = nil
    ) -> CursorAdvance {
        CursorAdvance(
            integration: "a",
            lane: lane,
            sequence: sequence,
            matched: matched,
            cut: cut,
            told: told,
            heldSince: heldSince
        )
    }

    private func attempted(_ result: Attempt.Result, _ id: String = "log-a-1", counts: Bool = false) -> LedgerRecord {
        .attempted(
            Attempt(
                delivery: id,
                integration: "a",
                number: 1,
                started: now,
                duration: .seconds(1),
                result: result,
                reason: result == .delivered ? nil : "500",
                due: result == .deferred ? now + .seconds(9) : nil,
                counts: counts
            )
        )
    }

    // MARK: batches

    @Test func aBatchCountsFromItsCommitOn() throws {
        let open = try a(planned(1...2))
        #expect(open.outstanding.isEmpty && open.cursor == 0)
        let closed = try a(planned(1...2), .commit(deliveries: 2, cursors: [advance(2)]))
        #expect(Set(closed.outstanding.keys) == ["log-a-1", "log-a-2"])
        #expect(closed.cursor == 2 && closed.immediateCursor == 2)
        #expect(closed.outstanding["log-a-2"]?.delivery.payload == .event(place))
    }

    @Test func whatIsPassedOverIsCountedByItsReason() throws {
        let passed = CursorAdvance(
            integration: "a",
            sequence: 9,
            matched: 6,
            passedOver: [
                PassedOver(reason: .suppressed, sequences: [1...3, 5...5]),
                PassedOver(reason: .muted, sequences: [7...8]),
            ]
        )
        let a = try a(.commit(deliveries: 0, cursors: [passed]), .commit(deliveries: 0, cursors: [advance(10)]))
        #expect(a.totals.leftOut.suppressed == 4 && a.totals.leftOut.muted == 2 && a.totals.skipped == 0)
        #expect(a.cursor == 10)
    }

    @Test func neighboursThatArePassedOverBecomeOneRange() {
        var passed = PassedOver(reason: .muted)
        for sequence: UInt64 in [3, 4, 5, 9, 11, 12] { passed.add(sequence) }
        #expect(passed.sequences == [3...5, 9...9, 11...12])
        #expect(passed.count == 6)
        #expect(passed.contains(4) && !passed.contains(10) && !passed.contains(2))
    }

    @Test(arguments: [0, 1, 3])
    func aTornBatchIsNoBatch(_ told: Int) throws {
        let torn = try a(planned(1...2), .commit(deliveries: told, cursors: [advance(2)]))
        #expect(torn.outstanding.isEmpty && torn.cursor == 0)
    }

    @Test func whatATornBatchLeftDoesNotJoinTheNext() throws {
        for between in [LedgerRecord.begin(at: now, imports: []), .imported, .copied(segment: 1)] {
            let next = try a(planned(1...2), between, planned(1...1), .commit(deliveries: 1, cursors: [advance(1)]))
            #expect(Set(next.outstanding.keys) == ["log-a-1"], "\(between)")
        }
    }

    @Test func aCommitOfNobodyKnownChangesNobody() {
        let known = state([.planned(.sample("x", to: "ghost")), .commit(deliveries: 1, cursors: [])])
        #expect(known.integrations.keys.sorted() == ["a"])
    }

    @Test func cursorsNeverGoBack() throws {
        let ahead = try a(
            .commit(deliveries: 0, cursors: [advance(9)]),
            .commit(deliveries: 0, cursors: [advance(4), advance(3, .immediate)])
        )
        #expect(ahead.cursor == 9 && ahead.immediateCursor == 9)
    }

    @Test func aSecondSightChangesNothing() throws {
        let seen = try a(
            .commit(deliveries: 0, cursors: [advance(9)]),
            .seen(integration: "a", at: now + .seconds(5), cursor: 1)
        )
        #expect(seen.cursor == 9 && seen.created == now)
    }

    // MARK: outcomes

    @Test func anOutcomeSettlesOnce() throws {
        for (result, total) in [
            (Attempt.Result.delivered, \LedgerState.Totals.delivered), (.rejected, \.rejected),
            (.exhausted, \.exhausted),
        ] {
            let outcome = attempted(result, counts: result != .delivered)
            let once = try a(planned(1...1), .commit(deliveries: 1, cursors: []), outcome)
            #expect(once.outstanding.isEmpty)
            #expect(once.totals[keyPath: total] == 1)
            let twice = try a(planned(1...1), .commit(deliveries: 1, cursors: []), outcome, outcome)
            #expect(twice == once)
        }
    }

    @Test func aDeferralKeepsItWithItsNextTime() throws {
        let record = LedgerRecord.sending(delivery: "log-a-1", integration: "a", number: 4, at: now)
        let deferred = try a(planned(1...1), .commit(deliveries: 1, cursors: []), record, attempted(.deferred))
        let outstanding = try #require(deferred.outstanding["log-a-1"])
        #expect(outstanding.attempts == 4 && outstanding.failures == 1)
        #expect(outstanding.due == now + .seconds(9) && outstanding.lastReason == "500")
    }

    @Test func anAttemptWithoutAnAnswerIsCountedAndStaysDue() throws {
        let crashed = try a(
            planned(1...1),
            .commit(deliveries: 1, cursors: []),
            .sending(delivery: "log-a-1", integration: "a", number: 1, at: now)
        )
        let outstanding = try #require(crashed.outstanding["log-a-1"])
        #expect(outstanding.attempts == 1 && outstanding.failures == 0 && outstanding.due == now)
    }

    /// It went although a wait was ahead: the clock was set back, or an operator forced it.
    @Test func aSendEndsTheWaitsThatWereStillAhead() throws {
        let limited = LedgerRecord.attempted(
            Attempt(
                delivery: "log-a-1",
                integration: "a",
                number: 1,
                started: now,
                duration: .zero,
                result: .deferred,
                due: now + .seconds(600),
                laneUntil: now + .seconds(600),
                isRateLimited: true
            )
        )
        func health(sentAfter seconds: Int64) throws -> Health {
            let later = now + .seconds(seconds)
            let sending = LedgerRecord.sending(delivery: "log-a-1", integration: "a", number: 2, at: later)
            return try a(planned(1...1), .commit(deliveries: 1, cursors: []), limited, sending).health
        }
        #expect(try health(sentAfter: 5).notBefore == nil && health(sentAfter: 5).pausedUntil == nil)
        #expect(try health(sentAfter: 600).notBefore == now + .seconds(600))
    }

    // MARK: held

    @Test func heldEventsAreCountedOnceAndKeepTheFirstTime() throws {
        let held = try a(
            .commit(deliveries: 0, cursors: [advance(5, .held, matched: 2, heldSince: now)]),
            .commit(deliveries: 0, cursors: [advance(9, .held, matched: 3, heldSince: now + .seconds(60))])
        )
        #expect(held.held.count == 5 && held.held.through == 9 && held.held.since == now)
        #expect(held.cursor == 0)
    }

    @Test func whatIsSentIsHeldNoLonger() throws {
        let holds = LedgerRecord.commit(deliveries: 0, cursors: [advance(9, .held, matched: 5, heldSince: now)])
        let some = try a(holds, .commit(deliveries: 0, cursors: [advance(4, matched: 2)]))
        #expect(some.held.count == 3 && some.held.since == now)
        let all = try a(holds, .commit(deliveries: 0, cursors: [advance(12, matched: 7, cut: now)]))
        #expect(all.held.count == 0 && all.held.since == nil && all.held.through == 12 && all.lastCut == now)
    }

    // MARK: what the last digest told

    @Test func theLastDigestIsTheOneToCompareWith() throws {
        let told = ToldDigest(events: 5, critical: 2, warning: 0, troubles: [7])
        let first = LedgerRecord.commit(deliveries: 0, cursors: [advance(4, matched: 5, cut: now, told: told)])
        #expect(try a(first).lastTold == told)
        // A version that did not record it cut the next one.
        let later = LedgerRecord.commit(deliveries: 0, cursors: [advance(9, matched: 1, cut: now + .seconds(60))])
        #expect(try a(first, later).lastTold == nil)
        #expect(try a(first, .commit(deliveries: 0, cursors: [advance(9)])).lastTold == told, "nothing was cut")
    }

    @Test(arguments: [
        "7", "[]", "{}", #"{"events": 1, "critical": 0}"#,
        #"{"events": 1, "critical": 0, "warning": 0, "troubles": ["x"]}"#,
        #"{"events": 1, "critical": 0, "warning": 0, "troubles": [1]}"#,
    ])
    func whatCannotBeReadOfItCostsNothingElse(_ told: String) throws {
        let text =
            #"{"integration": "a", "sequence": 4, "matched": 5, "cut": "2026-03-02T06:00:00.000Z", "told": "# + told
            + "}"
        let record = #"{"t": "commit", "deliveries": 0, "cursors": [\#(text)]}"#
        let read = LedgerRecord(try JSON.read(Array(record.utf8)), at: LogPlace(segment: 1, offset: 0, length: 0))
        let known = try a(try #require(read))
        #expect(known.lastTold == nil && known.cursor == 4 && known.lastCut != nil)
    }

    @Test func itRemembersSixtyFourThingsAndThatThereWereMore() {
        let most = ToldDigest(events: 64, critical: 64, warning: 0, troubles: Array(0..<64))
        #expect(most.troubles.count == 64 && !most.isPartial)
        let more = ToldDigest(events: 65, critical: 65, warning: 0, troubles: Array(0..<65))
        #expect(more.troubles.count == 64 && more.isPartial)
    }

    // MARK: enabling

    private func enabled(
        _ replay: Replay,
        through: UInt64 = 9,
        _ before: [LedgerRecord] = []
    ) throws
        -> LedgerState.Integration
    {
        let later = now + .seconds(86_400)
        let records: [LedgerRecord] =
            before + [
                planned(1...2), .commit(deliveries: 2, cursors: [advance(2)]), attempted(.deferred, counts: true),
                .disabled(integration: "a", at: now, reason: "500"),
                .commit(deliveries: 0, cursors: [advance(9, .held, matched: 4, heldSince: now)]),
                .enabled(integration: "a", at: later, replay: replay, through: through),
            ]
        let integration = try #require(state(records).integrations["a"])
        #expect(integration.health == Health())
        for outstanding in integration.outstanding.values {
            #expect(outstanding.failures == 0 && outstanding.due == later && outstanding.since == later)
        }
        return integration
    }

    @Test func enablingWithAllGoesOnWhereItStood() throws {
        let integration = try enabled(.all)
        #expect(integration.outstanding.count == 2 && integration.cursor == 2 && integration.held.count == 4)
        #expect(integration.catchUpThrough == nil && integration.totals.skipped == 0)
    }

    @Test func enablingWithADigestTellsWhatWasHeldInOne() throws {
        var integration = try enabled(.digest)
        #expect(integration.outstanding.count == 2 && integration.cursor == 2 && integration.catchUpThrough == 9)
        let after = LedgerRecord.commit(deliveries: 0, cursors: [advance(9, matched: 4, cut: now)])
        var state = LedgerState(logID: "log")
        state.integrations["a"] = integration
        state.apply(after)
        integration = try #require(state.integrations["a"])
        #expect(integration.catchUpThrough == nil && integration.held.count == 0)
    }

    @Test func enablingWithNoneSkipsOnTheRecord() throws {
        let integration = try enabled(.none)
        #expect(integration.outstanding.isEmpty && integration.cursor == 9 && integration.held.count == 0)
        #expect(integration.totals.skipped == 6)
    }

    @Test func aCatchUpWithNothingToCatchUpIsNone() throws {
        #expect(try enabled(.digest, through: 2).catchUpThrough == nil)
    }

    @Test func theLastWordOnTheReplayHolds() throws {
        let before = LedgerRecord.enabled(integration: "a", at: now, replay: .digest, through: 9)
        #expect(try enabled(.all, [before]).catchUpThrough == nil)
        #expect(try enabled(.none, [before]).catchUpThrough == nil)
    }

    // MARK: by hand

    private var failedForGood: [LedgerRecord] {
        [
            planned(1...2), .commit(deliveries: 2, cursors: [advance(2)]), attempted(.exhausted),
            attempted(.delivered, "log-a-2"),
        ]
    }

    private func requeued(_ sequence: UInt64, was: DeliveryState?) -> LedgerRecord {
        .requeued(.sample("log-a-\(sequence)", to: "a", sequence), attempts: 1, was: was, at: now + .seconds(60))
    }

    @Test func whatIsRequeuedIsOwedAnewAndNotCountedAsSettled() throws {
        let integration = try #require(
            state(failedForGood + [requeued(1, was: .exhausted), requeued(2, was: .delivered)]).integrations["a"]
        )
        #expect(integration.totals == LedgerState.Totals())
        let owed = try #require(integration.outstanding["log-a-1"])
        #expect(owed.due == now + .seconds(60) && owed.since == owed.due)
        #expect(owed.attempts == 1 && owed.failures == 0)
        #expect(owed.trigger == .manual && owed.state == .pending)
        let again = [requeued(1, was: .exhausted), attempted(.delivered)]
        #expect(state(failedForGood + again).integrations["a"]?.totals.delivered == 2)
        #expect(state(failedForGood + again).integrations["a"]?.totals.exhausted == 0)
    }

    @Test func onlyTheNextAttemptIsTheOperators() throws {
        let integration = try #require(
            state(failedForGood + [requeued(1, was: .exhausted), attempted(.deferred)]).integrations["a"]
        )
        #expect(integration.outstanding["log-a-1"]?.trigger == .auto)
        #expect(integration.outstanding["log-a-1"]?.state == .deferred)
    }

    @Test func whatIsOwedCanBeRequeuedTooAndIsOwedOnce() throws {
        let owed = [planned(1...1), .commit(deliveries: 1, cursors: [advance(1)]), attempted(.deferred)]
        let parked = LedgerRecord.parked(delivery: "log-a-1", integration: "a", at: now)
        let integration = try #require(state(owed + [parked, requeued(1, was: nil)]).integrations["a"])
        #expect(integration.outstanding.count == 1)
        #expect(integration.outstanding["log-a-1"]?.isParked == false)
        #expect(integration.outstanding["log-a-1"]?.failures == 0)
    }

    @Test(arguments: [(false, nil), (true, 900)] as [(Bool, Int?)])
    func requeuingEndsTheBackOffButNotAPauseThatWasAskedFor(isAsked: Bool, seconds: Int?) throws {
        let attempt = Attempt(
            delivery: "log-a-1",
            integration: "a",
            number: 1,
            started: now,
            duration: .seconds(1),
            result: .deferred,
            reason: "no",
            due: now + .seconds(9),
            laneUntil: now + .seconds(900),
            isRateLimited: isAsked
        )
        let owed = [planned(1...1), .commit(deliveries: 1, cursors: [advance(1)]), .attempted(attempt)]
        #expect(state(owed).integrations["a"]?.health.notBefore == now + .seconds(900))
        let after = try #require(state(owed + [requeued(1, was: nil)]).integrations["a"])
        #expect(after.health.notBefore == seconds.map { now + .seconds($0) })
    }

    /// Parked for longer than it may live: released, it has its whole life before it, and what is left of its schedule.
    @Test func aLifetimeBeginsWhenItIsReleased() throws {
        let owed = [planned(1...1), .commit(deliveries: 1, cursors: [advance(1)]), attempted(.deferred)]
        let parked = LedgerRecord.parked(delivery: "log-a-1", integration: "a", at: now)
        let later = now + .seconds(7 * 86_400)
        let released = LedgerRecord.released(delivery: "log-a-1", integration: "a", at: later)
        let delivery = try #require(state(owed + [parked, released]).integrations["a"]?.outstanding["log-a-1"])
        #expect(delivery.since == later && delivery.state == .deferred)
        #expect(delivery.due == now + .seconds(9) && delivery.failures == 1 && delivery.attempts == 1)
    }

    @Test func whatIsParkedStaysOwedAndWhatIsDroppedDoesNot() throws {
        let owed = [planned(1...2), .commit(deliveries: 2, cursors: [advance(2)])]
        let parked = LedgerRecord.parked(delivery: "log-a-1", integration: "a", at: now)
        let released = LedgerRecord.released(delivery: "log-a-1", integration: "a", at: now)
        let dropped = LedgerRecord.dropped(delivery: "log-a-1", integration: "a", at: now, reason: "old")
        #expect(state(owed + [parked]).integrations["a"]?.outstanding["log-a-1"]?.state == .parked)
        #expect(state(owed + [parked, released]).integrations["a"]?.outstanding["log-a-1"]?.state == .pending)
        let after = try #require(state(owed + [parked, dropped, dropped]).integrations["a"])
        #expect(after.outstanding.keys.sorted() == ["log-a-2"])
        #expect(after.totals.dropped == 1)
    }

    // MARK: configuration and hosts

    @Test func anotherAddressClearsFailuresAndStaysDisabled() throws {
        let failed = [planned(1...1), .commit(deliveries: 1, cursors: []), attempted(.deferred, counts: true)]
        let first = LedgerRecord.changed(integration: "a", at: now, fingerprint: "1", address: "x")
        let disabled = LedgerRecord.disabled(integration: "a", at: now, reason: "410")
        let later = now + .seconds(5)
        func health(_ address: String) throws -> Health {
            let changed = LedgerRecord.changed(integration: "a", at: later, fingerprint: "2", address: address)
            let integration = try #require(state([first] + failed + [disabled, changed]).integrations["a"])
            #expect(integration.updated == later)
            return integration.health
        }
        #expect(try health("x").failures == 1)
        #expect(try health("y").failures == 0 && health("y").firstFailure == nil)
        #expect(try health("y").disabling?.reason == "410")
    }

    // MARK: what is wanted

    private func wants(_ immediate: String...) -> LedgerRecord {
        let wanted = Subscription(patterns: ["**"], mode: "digest", immediate: immediate)
        return .changed(integration: "a", at: now, fingerprint: "f", address: "x", subscription: wanted)
    }

    private func commit(_ advances: CursorAdvance...) -> LedgerRecord { .commit(deliveries: 0, cursors: advances) }

    @Test func whatImmediateMessagesPassedIsForTheSubscriptionOfThatTimeToSay() throws {
        func overtaken(_ records: LedgerRecord...) throws -> [String] {
            let integration = try #require(state([wants("x")] + records).integrations["a"])
            return integration.overtaken.map { "\($0.through) \($0.subscription.immediate)" }
        }
        #expect(try overtaken(wants("y")) == [], "nothing was passed")
        #expect(try overtaken(commit(advance(5, .immediate)), wants("x")) == [], "the same again is no change")
        #expect(try overtaken(commit(advance(5, .immediate)), wants("y")) == [#"5 ["x"]"#])
        let twice = [commit(advance(5, .immediate)), wants("y"), wants("z"), commit(advance(8, .immediate)), wants()]
        #expect(try overtaken(twice[0], twice[1], twice[2], twice[3], twice[4]) == [#"5 ["x"]"#, #"8 ["z"]"#])
        #expect(try overtaken(twice[0], twice[1], twice[2], twice[3], twice[4], commit(advance(5))) == [#"8 ["z"]"#])
        #expect(try overtaken(twice[0], twice[1], commit(advance(5))) == [])
    }

    /// Ledgers of versions that did not record what was wanted: then what is wanted now has the say.
    @Test func anUnknownSubscriptionHasNoSay() throws {
        let unknown = LedgerRecord.changed(integration: "a", at: now, fingerprint: "e", address: "x")
        let passed = commit(advance(5, .immediate))
        #expect(try a(unknown, passed, wants("x")).overtaken == [])
        #expect(try a(wants("x"), passed, unknown).overtaken.map(\.through) == [5])
    }

    @Test func whatIsHeldIsCountedAnewForAnotherSubscription() throws {
        let held = commit(advance(5, .held, matched: 3, heldSince: now))
        #expect(try a(wants(), held, wants()).held.count == 3)
        #expect(try a(wants(), held, wants("x")).held == LedgerState.Held())
    }

    // MARK: mutes

    private func mute(_ id: String, _ from: Int, _ to: Int, _ patterns: String...) -> LedgerRecord {
        let (start, end) = (now + .seconds(from), now + .seconds(to))
        return .muted(integration: "a", Mute(id: id, start: start, end: end, patterns: patterns, reason: "r"))
    }

    /// How long after the start the lifetime of what was planned at the start begins, for a run at that second.
    private func lifetime(at second: Int, _ mutes: LedgerRecord...) -> Duration? {
        let begun: [LedgerRecord] = [.begin(at: now, imports: []), planned(1...1)]
        let owed = begun + [.commit(deliveries: 1, cursors: [advance(1)]), .end(at: now)] + mutes
        let outstanding = state(owed).beginning(at: now + .seconds(second)).integrations["a"]?.outstanding
        return outstanding?["log-a-1"].map { $0.since - now }
    }

    @Test func aLifetimeBeginsWhenAMuteOfEverythingHasEnded() {
        #expect(lifetime(at: 3600, mute("m1", 10, 600)) == .seconds(600))
        #expect(lifetime(at: 599, mute("m1", 10, 600)) == .zero, "it is not over")
        #expect(lifetime(at: 3600, mute("m1", 10, 600, "build:*")) == .zero, "what is owed went out meanwhile")
        #expect(lifetime(at: 3600, mute("m1", 10, 600), mute("m2", 20, 300)) == .seconds(600))
        #expect(lifetime(at: 3600, mute("m1", -900, -600)) == .zero, "it was over before")
        let ended = LedgerRecord.unmuted(integration: "a", mute: "m1", at: now + .seconds(60))
        #expect(lifetime(at: 3600, mute("m1", 10, 600), ended) == .seconds(60))
    }

    /// Mutes are forgotten a month after their end, unless something that arrived meanwhile may still be held.
    @Test(arguments: [(nil, 0), (0, 1), (40, 0)] as [(Int?, Int)])
    func aSnapshotKeepsTheMutesOfWhatIsHeld(heldSince: Int?, kept: Int) throws {
        let day = 86_400
        let hold = heldSince.map { commit(advance(5, .held, matched: 1, heldSince: now + .seconds($0 * day))) }
        let records = [mute("m1", 0, day, "build:*")] + [hold].compactMap { $0 } + [.end(at: now + .seconds(45 * day))]
        let read = try #require(LedgerState(snapshot: state(records).snapshot, logID: "log"))
        #expect(read.integrations["a"]?.mutes.count == kept)
    }

    @Test func theLastWordOnAHostsPauseHolds() {
        let paused = state([
            .paused(host: "h", until: now + .seconds(900)), .paused(host: "h", until: now + .seconds(60)),
        ])
        #expect(paused.pausedHosts == ["h": now + .seconds(60)])
    }
}
