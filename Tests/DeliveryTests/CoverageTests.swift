import Delivery
import Testing
import Time

/// Where events stand, as the records tell it.
@Suite struct CoverageTests {
    private let now = Script.start
    private let place = LogPlace(segment: 1, offset: 0, length: 9)

    private func coverage(_ records: [LedgerRecord], base: LedgerState = LedgerState(logID: "log")) throws -> Coverage {
        var coverages = Coverages(from: base)
        for record in records { coverages.apply(record) }
        return try #require(coverages.byIntegration["a"])
    }

    private func seen(_ cursor: UInt64 = 0) -> LedgerRecord { .seen(integration: "a", at: now, cursor: cursor) }

    private func subscribed(_ pattern: String) -> LedgerRecord {
        let wanted = Subscription(patterns: [pattern], mode: "individual")
        return .changed(integration: "a", at: now, fingerprint: pattern, address: "x", subscription: wanted)
    }

    private func singles(_ sequences: [UInt64], through last: UInt64) -> [LedgerRecord] {
        let events = sequences.map { PlannedEvent(sequence: $0, place: place) }
        return [
            .plannedEvents(integration: "a", at: now, events: events),
            .commit(deliveries: events.count, cursors: [CursorAdvance(integration: "a", sequence: last)]),
        ]
    }

    private func digest(_ first: UInt64, _ last: UInt64, pages: [Int]) -> [LedgerRecord] {
        let deliveries = pages.enumerated().map { number, events in
            Delivery(
                id: "log-a-d\(last).\(number + 1)",
                integration: "a",
                first: first,
                last: last,
                eventCount: events,
                eventID: nil,
                eventType: "digest",
                planned: now,
                payload: .recorded(place)
            )
        }
        let cut = CursorAdvance(integration: "a", sequence: last, matched: pages.reduce(0, +), cut: now)
        return deliveries.map { .planned($0) } + [.commit(deliveries: pages.count, cursors: [cut])]
    }

    private func attempted(_ id: String, _ result: Attempt.Result) -> LedgerRecord {
        .attempted(
            Attempt(delivery: id, integration: "a", number: 1, started: now, duration: .zero, result: result)
        )
    }

    /// States of events that match whatever was wanted; `-` where nobody had a say.
    private func states(_ coverage: Coverage, _ sequences: ClosedRange<UInt64>) -> [String] {
        sequences.map { coverage.standing(of: $0) { _ in true }?.state.rawValue ?? "-" }
    }

    /// As where the record of its plan was damaged.
    @Test func whatWasNeverPlannedIsMissingUnlessItWasTold() throws {
        let records = [seen()] + singles([1], through: 6)
        let ends = [
            attempted("log-a-1", .deferred), attempted("log-a-2", .deferred), attempted("log-a-3", .delivered),
            attempted("log-a-4", .rejected), attempted("log-a-5:2", .deferred),
            .parked(delivery: "log-a-6", integration: "a", at: now),
        ]
        let coverage = try coverage(records + ends)
        #expect(states(coverage, 1...6) == ["deferred", "missing", "delivered", "missing", "missing", "missing"])
    }

    @Test func whatCameBeforeTheIntegrationIsNoneOfItsBusiness() throws {
        let coverage = try coverage([seen(2)] + singles([3], through: 3))
        #expect(states(coverage, 1...4) == ["-", "-", "pending", "held"])
    }

    @Test func aMessageOfItsOwnSaysWhereItsEventStands() throws {
        let records = [seen()] + singles([1, 2, 3, 4], through: 5)
        let ends = [
            attempted("log-a-1", .delivered), attempted("log-a-2", .deferred), attempted("log-a-3", .rejected),
            .parked(delivery: "log-a-4", integration: "a", at: now),
        ]
        let coverage = try coverage(records + ends)
        #expect(states(coverage, 1...5) == ["delivered", "deferred", "rejected", "parked", "missing"])
        #expect(coverage.standing(of: 5) { _ in false } == nil, "it did not match, so nothing is missing")
    }

    @Test func aTornBatchPlansNothingAndMovesNothing() throws {
        let torn =
            singles([1, 2], through: 2).dropLast() + [
                .commit(deliveries: 3, cursors: [CursorAdvance(integration: "a", sequence: 2)])
            ]
        #expect(states(try coverage([seen()] + torn), 1...2) == ["held", "held"])
    }

    @Test func anEventOfADigestStandsWhereTheWorstPageStands() throws {
        let records = [seen()] + digest(1, 4, pages: [2, 1])
        #expect(states(try coverage(records), 1...2) == ["pending", "pending"])
        let first = records + [attempted("log-a-d4.1", .delivered)]
        #expect(states(try coverage(first), 1...1) == ["pending"])
        #expect(states(try coverage(first + [attempted("log-a-d4.2", .exhausted)]), 1...1) == ["exhausted"])
        #expect(states(try coverage(first + [attempted("log-a-d4.2", .delivered)]), 1...1) == ["delivered"])
        #expect(try coverage(records).digests.map(\.eventCount) == [3])
    }

    @Test func whatWentSinglyAtOnceIsNotInTheDigest() throws {
        let immediate = CursorAdvance(integration: "a", lane: .immediate, sequence: 2)
        let single: [LedgerRecord] = [
            .plannedEvents(integration: "a", at: now, events: [PlannedEvent(sequence: 2, place: place)]),
            .commit(deliveries: 1, cursors: [immediate]), attempted("log-a-2", .delivered),
        ]
        let coverage = try coverage([seen()] + single + digest(1, 3, pages: [2]) + [attempted("log-a-d3.1", .rejected)])
        #expect(states(coverage, 1...3) == ["rejected", "delivered", "rejected"])
    }

    @Test func whatIsPassedOverIsInNoDigestAndNotMissing() throws {
        let suppressed = PassedOver(reason: .suppressed, sequences: [1...1, 3...4])
        let muted = PassedOver(reason: .muted, sequences: [2...2])
        let atOnce = CursorAdvance(integration: "a", lane: .immediate, sequence: 4, passedOver: [suppressed])
        let singly = CursorAdvance(
            integration: "a",
            sequence: 9,
            passedOver: [PassedOver(reason: .muted, sequences: [8...9])]
        )
        let coverage = try coverage(
            [seen(), .commit(deliveries: 0, cursors: [atOnce])] + digest(1, 6, pages: [1]).dropLast() + [
                .commit(
                    deliveries: 1,
                    cursors: [CursorAdvance(integration: "a", sequence: 6, cut: now, passedOver: [muted])]
                ), .commit(deliveries: 0, cursors: [singly]),
            ]
        )
        let expected = [
            "suppressed", "muted", "suppressed", "suppressed", "pending", "pending", "missing", "muted", "muted",
            "held",
        ]
        #expect(states(coverage, 1...10) == expected)
    }

    @Test func theFilterThatWasInForceDecides() throws {
        let coverage = try coverage(
            [seen(), subscribed("a")] + singles([], through: 2) + [subscribed("b")] + singles([], through: 4)
        )
        func asked(_ sequence: UInt64) -> [Int] {
            var asked: [Int] = []
            _ = coverage.standing(of: sequence) {
                asked.append($0)
                return false
            }
            return asked
        }
        #expect([1, 2, 3, 4, 5].map(asked) == [[0], [0], [1], [1], [1]])
    }

    @Test func skippingLeavesNothingOwed() throws {
        let enabled = LedgerRecord.enabled(integration: "a", at: now, replay: .none, through: 5)
        let settled = attempted("log-a-1", .delivered)
        let coverage = try coverage([seen()] + singles([1, 2], through: 3) + [settled, enabled])
        #expect(states(coverage, 1...6) == ["delivered", "skipped", "missing", "skipped", "skipped", "held"])
    }

    @Test func aDigestOfChosenEventsTakesTheirPlace() throws {
        let chosen = Delivery(
            id: "log-a-r7.1",
            integration: "a",
            first: 1,
            last: 3,
            eventCount: 2,
            eventID: nil,
            eventType: "digest",
            planned: now,
            payload: .recorded(place),
            chosen: [1...1, 3...3]
        )
        let failed = [1, 2, 3].map { attempted("log-a-\($0)", .exhausted) }
        let again: [LedgerRecord] = [.planned(chosen), .commit(deliveries: 1, cursors: [])]
        let records = [seen()] + singles([1, 2, 3], through: 3) + failed + again
        #expect(states(try coverage(records), 1...3) == ["pending", "exhausted", "pending"])
        let told = records + [attempted("log-a-r7.1", .delivered)]
        #expect(states(try coverage(told), 1...3) == ["delivered", "exhausted", "delivered"])
        #expect(try coverage(told).standing(of: 3) { _ in true }?.delivery == .digest(0))
    }

    @Test func requeuingAndDroppingAreFollowed() throws {
        let records = [seen()] + singles([1, 2], through: 2) + [attempted("log-a-1", .exhausted)]
        let acts: [LedgerRecord] = [
            .requeued(.sample("log-a-1", to: "a", 1), attempts: 1, was: .exhausted, at: now),
            .dropped(delivery: "log-a-2", integration: "a", at: now, reason: nil),
        ]
        #expect(states(try coverage(records + acts), 1...2) == ["pending", "dropped"])
        let parked = LedgerRecord.parked(delivery: "log-a-1", integration: "a", at: now)
        let released = LedgerRecord.released(delivery: "log-a-1", integration: "a", at: now)
        #expect(states(try coverage(records + acts.prefix(1) + [parked]), 1...1) == ["parked"])
        #expect(states(try coverage(records + acts.prefix(1) + [parked, released]), 1...1) == ["pending"])
    }

    @Test func beforeTheRecordOnlyWhatIsOwedIsKnown() throws {
        var base = LedgerState(logID: "log")
        let owed = [seen()] + singles([1, 2], through: 2) + digest(3, 5, pages: [3]) + singles([6], through: 6)
        for record in owed + [attempted("log-a-1", .delivered), attempted("log-a-6", .delivered)] { base.apply(record) }
        let coverage = try coverage(singles([7], through: 7) + [attempted("log-a-d5.1", .rejected)], base: base)
        let expected = ["pruned", "pending", "rejected", "rejected", "rejected", "pruned", "pending", "held"]
        #expect(states(coverage, 1...8) == expected)
    }

    /// A message, planned for two recipients.
    private func mailed(_ id: String, _ first: UInt64, _ last: UInt64, events: Int) -> [LedgerRecord] {
        let isSingle = first == last
        let mail = Delivery(
            id: id,
            integration: "a",
            first: first,
            last: last,
            eventCount: events,
            eventID: nil,
            eventType: isSingle ? "build:failure" : "digest",
            planned: now,
            payload: .recorded(place)
        )
        let cut = CursorAdvance(integration: "a", sequence: last, matched: events, cut: isSingle ? nil : now)
        let deliveries = mail.addressed(to: ["jane@example.com", "joe@example.com"])
        return deliveries.map { .planned($0) } + [.commit(deliveries: deliveries.count, cursors: [cut])]
    }

    @Test func anEventStandsWhereTheWorstOffOfItsRecipientsStands() throws {
        let records = [seen()] + mailed("log-a-1", 1, 1, events: 1) + [attempted("log-a-1:1", .delivered)]
        #expect(states(try coverage(records), 1...1) == ["pending"])
        #expect(states(try coverage(records + [attempted("log-a-1:2", .rejected)]), 1...1) == ["rejected"])
        #expect(states(try coverage(records + [attempted("log-a-1:2", .delivered)]), 1...1) == ["delivered"])
        let ids = try coverage(records).deliveries(telling: 1, .event).map { "\($0.id) \($0.recipient ?? 0)" }
        #expect(ids == ["event(1) 1", "event(1) 2"])
    }

    @Test func aDigestStandsWhereTheWorstOffOfItsPagesAndRecipientsStands() throws {
        let records = [seen()] + mailed("log-a-d3.1", 1, 3, events: 3) + [attempted("log-a-d3.1:2", .exhausted)]
        #expect(states(try coverage(records), 2...2) == ["exhausted"])
        let told = records + [attempted("log-a-d3.1:1", .delivered)]
        #expect(states(try coverage(told), 2...2) == ["exhausted"], "one was told, the other was not")
        #expect(try coverage(told).digests.map(\.eventCount) == [3], "both are told of the same three")
        let ids = try coverage(told).deliveries(telling: 2, .digest(0)).map { "\($0.id) \($0.recipient ?? 0)" }
        #expect(ids == ["digest(last: 3, page: 1) 1", "digest(last: 3, page: 1) 2"])
    }

    @Test func aDigestOfWhichTheRecordHasOnlyTheRestIsNotCalledShort() throws {
        var base = LedgerState(logID: "log")
        for record in [seen()] + digest(1, 5, pages: [3, 2]) + [attempted("log-a-d5.1", .delivered)] {
            base.apply(record)
        }
        let digest = try #require(coverage([], base: base).digests.first)
        #expect(digest.eventCount == 2 && !digest.isWhole)
        #expect(try coverage([seen()] + self.digest(1, 5, pages: [3, 2])).digests.first?.isWhole == true)
    }

    @Test func aDigestPastWhichEventsWentBeforeTheRecordIsNotCalledShort() throws {
        var base = LedgerState(logID: "log")
        let atOnce = CursorAdvance(integration: "a", lane: .immediate, sequence: 4)
        for record in [seen(), .commit(deliveries: 0, cursors: [atOnce])] { base.apply(record) }
        #expect(try coverage(digest(1, 5, pages: [3]), base: base).digests.map(\.isWhole) == [false])
        let next = try coverage(digest(1, 5, pages: [3]) + digest(6, 9, pages: [1]), base: base)
        #expect(next.digests.map(\.isWhole) == [false, true])
    }

    @Test func whatNobodyWantedWhenItWasPassedWasToldByNothing() throws {
        let skipped = LedgerRecord.enabled(integration: "a", at: now, replay: .none, through: 7)
        let records = [seen(1)] + singles([2], through: 3) + digest(4, 5, pages: [1]) + [skipped]
        let coverage = try coverage(records)
        let expected: [EventState] = [.missing, .missing, .missing, .missing, .missing, .skipped, .skipped, .held]
        #expect((1...8).map { coverage.standingOfUnwanted($0) } == expected)
        var base = LedgerState(logID: "log")
        for record in [seen()] + singles([1], through: 2) { base.apply(record) }
        #expect(try self.coverage([], base: base).standingOfUnwanted(2) == .pruned)
    }

    @Test(arguments: [("log-a-1", nil), ("log-a-1:2", 2), ("log-a-d3.1:12", 12), ("log-a-1:", nil), (":x", nil)])
    func anIDSaysWhichRecipientIsMeant(id: String, recipient: Int?) {
        #expect(DeliveryID.recipient(in: id) == recipient)
        if let recipient, let parsed = DeliveryID(id) {
            #expect(parsed.text(log: "log", integration: "a", recipient: recipient) == id)
        }
    }
}
