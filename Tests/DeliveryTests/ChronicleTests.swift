import Delivery
import Testing
import Time

/// What became of each delivery, told record by record.
@Suite struct ChronicleTests {
    private let now = Script.start

    private func attempted(_ id: String, _ number: Int, _ result: Attempt.Result, expired: Bool = false) -> LedgerRecord
    {
        .attempted(
            Attempt(
                delivery: id,
                integration: "a",
                number: number,
                started: now + .seconds(number),
                duration: .seconds(1),
                result: result,
                due: result == .deferred ? now + .seconds(90) : nil,
                hasExpired: expired
            )
        )
    }

    private var planned: [LedgerRecord] {
        let place = LogPlace(segment: 1, offset: 0, length: 9)
        let events = [1, 2, 3].map { PlannedEvent(sequence: $0, place: place) }
        return [
            .begin(at: now, imports: []), .seen(integration: "a", at: now, cursor: 0),
            .plannedEvents(integration: "a", at: now, events: events), .commit(deliveries: 3, cursors: []),
        ]
    }

    private func told(
        _ records: [LedgerRecord],
        reopened: Set<String> = [],
        base: LedgerState = LedgerState(logID: "log")
    ) -> (settled: [DeliveryHistory], rest: [DeliveryHistory]) {
        var chronicle = Chronicle(from: base, reopened: reopened)
        let settled = records.flatMap { chronicle.apply($0) }
        return (settled, chronicle.rest)
    }

    @Test func aDeliveryLeavesAsItIsSettledWithAllItsAttempts() {
        let tries = [
            attempted("log-a-2", 1, .deferred), attempted("log-a-1", 1, .delivered),
            attempted("log-a-2", 2, .exhausted),
        ]
        let (settled, rest) = told(planned + tries)
        #expect(settled.map(\.delivery.id) == ["log-a-1", "log-a-2"])
        #expect(settled.map(\.state) == [.delivered, .exhausted])
        #expect(settled.map { $0.attempts.map(\.number) } == [[1], [1, 2]])
        #expect(settled[1].changed == now + .seconds(3) && settled[1].due == nil)
        #expect(rest.map(\.delivery.id) == ["log-a-3"] && rest.map(\.state) == [.pending])
    }

    @Test func whatOutlivedItsLifetimeIsExhausted() {
        #expect(
            told(planned + [attempted("log-a-1", 4, .exhausted, expired: true)]).settled.map(\.state) == [.exhausted]
        )
    }

    @Test func whatWaitsSaysUntilWhen() throws {
        let one = try #require(told(planned + [attempted("log-a-1", 1, .deferred)]).rest.first)
        #expect(one.state == .deferred && one.due == now + .seconds(90))
    }

    @Test func anAttemptWithoutAnOutcomeIsCounted() {
        let sending = LedgerRecord.sending(delivery: "log-a-1", integration: "a", number: 1, at: now)
        #expect(told(planned + [sending]).rest.map(\.attemptCount) == [1, 0, 0])
    }

    @Test func aPlanWithoutItsCommitIsNone() {
        #expect(told(Array(planned.dropLast())).rest.isEmpty)
        let torn = planned.dropLast() + [.commit(deliveries: 2, cursors: [])]
        #expect(told(Array(torn)).rest.isEmpty)
        let cutOff = planned.dropLast() + [.begin(at: now, imports: []), .commit(deliveries: 3, cursors: [])]
        #expect(told(Array(cutOff)).rest.isEmpty)
    }

    @Test func whatIsDoneByHandIsToldWithItsTimeAndReason() throws {
        let later = now + .seconds(60)
        let acts: [LedgerRecord] = [
            .parked(delivery: "log-a-1", integration: "a", at: now),
            .released(delivery: "log-a-1", integration: "a", at: later),
            .dropped(delivery: "log-a-1", integration: "a", at: later, reason: "told by phone"),
        ]
        let one = try #require(told(planned + acts).settled.first)
        #expect(one.state == .dropped)
        #expect(one.acts.map(\.kind) == [.parked, .released, .dropped])
        #expect(one.acts.last?.at == later && one.acts.last?.reason == "told by phone")
    }

    @Test func enablingWithoutReplaySkipsAllThatIsOwedToThatIntegration() {
        let enabled = LedgerRecord.enabled(integration: "a", at: now, replay: .none, through: 3)
        #expect(told(planned + [enabled]).settled.map(\.state) == [.skipped, .skipped, .skipped])
        let other = LedgerRecord.enabled(integration: "b", at: now, replay: .none, through: 3)
        #expect(told(planned + [other]).settled.isEmpty)
    }

    @Test func whatIsRequeuedIsToldOnceWithTheAttemptsOfBothLives() throws {
        let again = [
            attempted("log-a-1", 1, .exhausted),
            .requeued(.sample("log-a-1", to: "a"), attempts: 1, was: .exhausted, at: now + .seconds(5)),
            attempted("log-a-1", 2, .delivered),
        ]
        let (settled, rest) = told(planned + again, reopened: ["log-a-1"])
        #expect(settled.isEmpty)
        let one = try #require(rest.first { $0.delivery.id == "log-a-1" })
        #expect(one.state == .delivered && one.attempts.map(\.number) == [1, 2])
        #expect(one.acts.map(\.kind) == [.requeued])
    }

    @Test func whatWasOwedBeforeTheRecordBeginsIsKnown() throws {
        var base = LedgerState(logID: "log")
        for record in planned + [attempted("log-a-2", 1, .deferred)] { base.apply(record) }
        let (settled, rest) = told([attempted("log-a-2", 2, .delivered)], base: base)
        #expect(settled.map(\.state) == [.delivered] && settled[0].attemptCount == 2)
        #expect(settled[0].attempts.map(\.number) == [2])
        #expect(rest.map(\.state) == [.pending, .pending])
    }

    @Test(
        arguments: [
            ("log-a-7", .event(7)), ("log-long-name-d12.3", .digest(last: 12, page: 3)),
            ("log-a-r4.1", .chosen(segment: 4, page: 1)), ("log-a-", nil), ("log", nil), ("log-a-x4.1", nil),
            ("log-a-d4", nil), ("log-a-d4.1.1", nil), ("log-a-r99999999999.1", nil), ("log-a--7", .event(7)),
        ] as [(String, DeliveryID?)]
    )
    func anIdSaysWhatItIsMadeOf(text: String, id: DeliveryID?) { #expect(DeliveryID(text) == id) }

    @Test(arguments: [DeliveryID.event(1), .digest(last: .max, page: 1), .chosen(segment: .max, page: 12)])
    func anIdComesBackFromItsText(_ id: DeliveryID) {
        #expect(DeliveryID(id.text(log: "log", integration: "my-blog")) == id)
    }
}
