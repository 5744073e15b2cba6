import Delivery
import JSON
import Testing
import Time

/// What a test message means for an integration, as the ledger folds it.
@Suite struct AddressTestTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    private func state(after records: [LedgerRecord]) -> LedgerState {
        var state = LedgerState(logID: "log")
        for record in [.seen(integration: "a", at: now, cursor: 4, awaitsConfirmation: true)] + records {
            state.apply(record)
        }
        return state
    }

    private func tested(_ failureClass: FailureClass? = nil) -> LedgerRecord {
        .tested(
            AddressTest(integration: "a", started: now, duration: .zero, failureClass: failureClass, reason: nil)
        )
    }

    private var failure: LedgerRecord {
        .attempted(
            Attempt(
                delivery: "log-a-5",
                integration: "a",
                number: 1,
                started: now,
                duration: .zero,
                result: .deferred,
                status: 500,
                failureClass: .server,
                reason: "500",
                counts: true
            )
        )
    }

    @Test func oneThatArrivesEndsAStreakAndIsAConfirmation() {
        let known = state(after: [failure, tested()]).integrations["a"]
        #expect(known?.health == Health())
        #expect(known?.awaitsConfirmation == false)
    }

    @Test(arguments: [FailureClass.dns, .auth, .server, .gone, .rejectedBody])
    func oneThatFailsChangesNothing(_ failureClass: FailureClass) {
        let before = state(after: [failure])
        var after = before
        after.apply(tested(failureClass))
        #expect(after == before)
    }

    @Test func noneOfThemEnablesByItself() {
        let known = state(after: [.disabled(integration: "a", at: now, reason: "410"), tested()]).integrations["a"]
        #expect(known?.health.disabling?.reason == "410")
    }

    @Test func anAddressThatIsAnotherSinceIsRememberedUntilItIsEnabled() {
        let moved: [LedgerRecord] = [
            .changed(integration: "a", at: now, fingerprint: "f", address: "old"),
            .disabled(integration: "a", at: now, reason: "410"),
            .changed(integration: "a", at: now, fingerprint: "g", address: "new"),
            .changed(integration: "a", at: now, fingerprint: "h", address: "new"),
        ]
        #expect(state(after: moved).integrations["a"]?.health.disabling?.isOfOldAddress == true)
        let stayed = state(after: Array(moved.prefix(2))).integrations["a"]
        #expect(stayed?.health.disabling?.isOfOldAddress == false)
        let again =
            moved + [
                .enabled(integration: "a", at: now, replay: .all, through: 9),
                .disabled(integration: "a", at: now, reason: "410"),
            ]
        #expect(state(after: again).integrations["a"]?.health.disabling?.isOfOldAddress == false)
    }

    /// To one recipient, or to the second of several.
    @Test(arguments: ["", ":2"]) func aConfirmationIsAwaitedUntilItIsPlannedWhole(_ place: String) {
        let delivery = Delivery(
            id: "log-a-confirmation" + place,
            integration: "a",
            first: 4,
            last: 4,
            eventCount: 0,
            eventID: nil,
            eventType: "test",
            planned: now,
            payload: .recorded(LogPlace(segment: 1, offset: 0, length: 9))
        )
        #expect(LedgerState(logID: "log").confirmationID(of: "a") + place == delivery.id)
        #expect(state(after: [.planned(delivery)]).integrations["a"]?.awaitsConfirmation == true)
        let planned = state(after: [.planned(delivery), .commit(deliveries: 1, cursors: [])])
        #expect(planned.integrations["a"]?.awaitsConfirmation == false)
        #expect(planned.integrations["a"]?.outstanding[delivery.id]?.delivery == delivery)
    }

    @Test(arguments: [#""class":"frobnicated""#, #""ms":"x""#])
    func aTestThatCannotBeReadIsNoSuccess(_ member: String) throws {
        let text = #"{"t":"tested","integration":"a","at":"2026-11-21T06:00:00Z","ms":1,\#(member)}"#
            .replacing(#""ms":1,"ms""#, with: #""ms""#)
        #expect(LedgerRecord(try JSON.read(Array(text.utf8)), at: LogPlace(segment: 1, offset: 0, length: 1)) == nil)
    }
}
