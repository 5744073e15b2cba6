import Delivery
import JSON
import Testing
import Time

/// A clock that leaps ahead between two runs gives up on nothing.
@Suite struct LedgerTimeTests {
    private static let day = Duration.seconds(86_400)
    private let start = Script.start

    /// A delivery that failed once and is due an hour later; the run came to its end, or was killed.
    private func state(ended: Bool = true) -> LedgerState {
        let event = PlannedEvent(sequence: 1, place: LogPlace(segment: 1, offset: 0, length: 9))
        let attempt = Attempt(
            delivery: "log-a-1",
            integration: "a",
            number: 1,
            started: start,
            duration: .zero,
            result: .deferred,
            failureClass: .server,
            reason: "500",
            due: start + .seconds(3600),
            counts: true,
            laneUntil: start + .seconds(3600)
        )
        var state = LedgerState(logID: "log")
        state.apply(.begin(at: start, imports: []))
        state.apply(.seen(integration: "a", at: start, cursor: 0))
        state.apply(.plannedEvents(integration: "a", at: start, events: [event]))
        state.apply(.commit(deliveries: 1, cursors: [CursorAdvance(integration: "a", sequence: 1)]))
        state.apply(.sending(delivery: "log-a-1", integration: "a", number: 1, at: start))
        state.apply(.attempted(attempt))
        if ended { state.apply(.end(at: start)) }
        return state
    }

    private func age(_ state: LedgerState, at now: Timestamp) -> Duration? {
        state.integrations["a"]?.outstanding["log-a-1"].map { now - $0.since }
    }

    private func streak(_ state: LedgerState, at now: Timestamp) -> Duration? {
        state.integrations["a"]?.health.firstFailure.map { now - $0 }
    }

    @Test(arguments: [true, false])
    func fourHundredDaysAgeADeliveryByWhatItWaitedForAndOneDay(ended: Bool) {
        let now = start + LedgerTimeTests.day * 400
        let state = state(ended: ended).beginning(at: now)
        #expect(age(state, at: now) == .seconds(3600) + LedgerTimeTests.day)
        #expect(streak(state, at: now) == .seconds(3600) + LedgerTimeTests.day)
    }

    @Test func eachRunAgesItByOneDayAtMost() {
        var (state, now) = (state(), start)
        for leaps in 1...5 {
            now = now + LedgerTimeTests.day * 400
            state.apply(.begin(at: now, imports: []))
            state.apply(.end(at: now))
            #expect(age(state, at: now) == .seconds(3600) + LedgerTimeTests.day * leaps)
        }
    }

    @Test(arguments: [0, 1, 60, 86_400])
    func whatPassesBetweenRunsAsUsualCountsInFull(seconds: Int) {
        let now = start + .seconds(seconds)
        let state = state().beginning(at: now)
        #expect(age(state, at: now) == .seconds(seconds))
    }

    @Test func aClockThatWentBackAndReturnsAgesItByNoMoreThanThat() {
        var state = state()
        let back = start - LedgerTimeTests.day
        for now in [back, start] {
            state.apply(.begin(at: now, imports: []))
            state.apply(.end(at: now))
        }
        #expect(age(state, at: start) == .zero)
    }

    @Test func copiesOfAKilledRunAreOlderThanTheRunThatMakesThem() {
        let now = start + LedgerTimeTests.day * 400
        var copied = LedgerState(logID: "log")
        copied.apply(.begin(at: now, imports: [1]))
        let event = PlannedEvent(sequence: 1, place: LogPlace(segment: 2, offset: 0, length: 9))
        copied.apply(.seen(integration: "a", at: start, cursor: 0))
        copied.apply(.plannedEvents(integration: "a", at: start, events: [event]))
        copied.apply(.commit(deliveries: 1, cursors: [CursorAdvance(integration: "a", sequence: 1)]))
        #expect(age(copied, at: now) == LedgerTimeTests.day * 400)
        copied.apply(.imported)
        #expect(age(copied, at: now) == LedgerTimeTests.day)
    }

    @Test func aSnapshotKnowsTheTimeOfTheLastRun() throws {
        let read = try #require(LedgerState(snapshot: state().snapshot, logID: "log"))
        let now = start + LedgerTimeTests.day * 400
        #expect(age(read.beginning(at: now), at: now) == .seconds(3600) + LedgerTimeTests.day)
    }
}
