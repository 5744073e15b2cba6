import Delivery
import JSON
import Testing
import Time

/// Every kind of record, written and read again.
@Suite struct LedgerRecordTests {
    private static let place = LogPlace(segment: 7, offset: 4096, length: 512)
    private static let time = Timestamp(milliseconds: 1_800_000_000_123)

    static let records: [LedgerRecord] =
        [
            .begin(at: time, imports: []), .begin(at: time, imports: [1, UInt32.max]), .imported,
            .copied(segment: 7),
            .seen(integration: "a", at: time, cursor: 0),
            .seen(integration: "a", at: time, cursor: 0, awaitsConfirmation: true),
            .tested(
                AddressTest(
                    integration: "a",
                    recipient: "a@example.com",
                    started: time,
                    duration: .milliseconds(3),
                    status: 204
                )
            ),
            .tested(
                AddressTest(
                    integration: "a",
                    started: time,
                    duration: .zero,
                    failureClass: .dns,
                    reason: "could not resolve \"a\""
                )
            ),
            .seen(integration: "name with \"quotes\" and \u{1}", at: time, cursor: UInt64(Int64.max)),
            .changed(integration: "a", at: time, fingerprint: "f", address: ""),
            .changed(
                integration: "a",
                at: time,
                fingerprint: "f",
                address: "",
                subscription: Subscription(patterns: ["build:*", "é"], mode: "individual")
            ),
            .changed(
                integration: "a",
                at: time,
                fingerprint: "f",
                address: "",
                subscription: Subscription(
                    patterns: [],
                    projects: ["b", "a"],
                    mode: "digest",
                    immediate: ["*:failure"],
                    start: time
                )
            ),
            .noticed(integration: "a", at: time, Noticed(percent: 70, since: time)),
            .noticed(integration: "a", at: time, nil),
            .removed(integration: "a", at: time),
            .planned(delivery(eventID: nil, chosen: [1...1, 4...9])),
            .requeued(delivery(eventID: nil), attempts: 3, was: nil, at: time),
            .requeued(delivery(eventID: "e", payload: .event(place)), attempts: 0, was: .exhausted, at: time),
            .parked(delivery: "id", integration: "a", at: time), .released(delivery: "id", integration: "a", at: time),
            .dropped(delivery: "id", integration: "a", at: time, reason: nil),
            .dropped(delivery: "id", integration: "a", at: time, reason: "told by phone"),
            .planned(delivery(eventID: nil)), .planned(delivery(eventID: "é\n\u{7f}")),
            .plannedEvents(integration: "a", at: time, events: []),
            .plannedEvents(
                integration: "a",
                at: time,
                events: [PlannedEvent(sequence: 1, place: place), PlannedEvent(sequence: 2, place: place)]
            ),
            .commit(deliveries: 0, cursors: []),
            .commit(
                deliveries: 3,
                cursors: [
                    CursorAdvance(integration: "a", sequence: 9),
                    CursorAdvance(integration: "b", lane: .immediate, sequence: 9),
                    CursorAdvance(integration: "c", lane: .held, sequence: 9, matched: 4, heldSince: time),
                    CursorAdvance(integration: "d", sequence: 9, matched: 1, cut: time),
                    CursorAdvance(
                        integration: "d",
                        sequence: 9,
                        cut: time,
                        told: ToldDigest(events: 3, critical: 1, warning: 1, troubles: [.max, 0], isPartial: true)
                    ),
                    CursorAdvance(
                        integration: "e",
                        sequence: 9,
                        matched: 5,
                        passedOver: [
                            PassedOver(reason: .suppressed, sequences: [1...1, 3...4]),
                            PassedOver(reason: .muted, sequences: [7...8]),
                        ]
                    ),
                ]
            ),
            .sending(delivery: "id", integration: "a", number: 2, at: time),
            .counted(integration: "a", failures: 5, since: time), .paused(host: "example.com:8443", until: time),
            .disabled(integration: "a", at: time, reason: "410 Gone"), .end(at: time),
        ] + Replay.allCases.map { .enabled(integration: "a", at: time, replay: $0, through: 12) }
        + attempts.map { .attempted($0) }

    private static func delivery(
        eventID: String?,
        payload: Delivery.Payload = .recorded(place),
        chosen: [ClosedRange<UInt64>] = []
    ) -> Delivery {
        Delivery(
            id: "log-a-d9.1",
            integration: "a",
            first: 1,
            last: 9,
            eventCount: 4,
            eventID: eventID,
            eventType: "digest",
            planned: time,
            payload: payload,
            chosen: chosen
        )
    }

    private static var attempts: [Attempt] {
        let plain = Attempt(
            delivery: "id",
            integration: "a",
            number: 1,
            started: time,
            duration: .milliseconds(42),
            result: .delivered
        )
        let failed = FailureClass.allCases.map { failureClass in
            Attempt(
                delivery: "id",
                integration: "a",
                number: 12,
                started: time,
                duration: .zero,
                trigger: .manual,
                result: .deferred,
                status: 500,
                failureClass: failureClass,
                reason: "no luck",
                due: time + .seconds(1),
                counts: true,
                laneUntil: time + .seconds(2),
                isRateLimited: true,
                answerHeaders: [Header("Retry-After", "1"), Header("X", "")],
                answerBody: "\u{1b}[31m{\"a\":1}"
            )
        }
        let settled = [Attempt.Result.rejected, .exhausted].map {
            Attempt(delivery: "id", integration: "a", number: 1, started: time, duration: .zero, result: $0)
        }
        let expired = Attempt(
            delivery: "id",
            integration: "a",
            number: 1,
            started: time,
            duration: .zero,
            result: .exhausted,
            hasExpired: true
        )
        return [plain] + failed + settled + [expired]
    }

    @Test(arguments: records) func everyRecordComesBackFromItsText(_ record: LedgerRecord) throws {
        let read = LedgerRecord(try JSON.read(record.json.compact), at: LedgerRecordTests.place)
        #expect(read == record)
    }

    @Test(arguments: records) func aRecordThatLacksWhatItNeedsIsNone(_ record: LedgerRecord) throws {
        let members = try #require(record.json.members)
        for missing in members {
            let rest = JSON.object(members.filter { $0.key != missing.key })
            guard let read = LedgerRecord(rest, at: LedgerRecordTests.place) else { continue }
            // What may be missing must not turn one kind of record into another, nor invent a value.
            #expect(LedgerRecordTests.mayBeMissing.contains(missing.key), "\(missing.key) of \(record)")
            #expect(read.json["t"] == record.json["t"])
        }
    }

    private static let mayBeMissing: Set<String> = [
        "event", "status", "class", "reason", "due", "counts", "laneUntil", "rateLimited", "headers", "body",
        "subscription", "chosen", "expired", "was", "confirm", "to",
    ]

    @Test(
        arguments: [
            "{}", "[]", "null", "7", #"{"t":7}"#, #"{"t":"unknown"}"#, #"{"t":"end","at":"yesterday"}"#,
            #"{"t":"end","at":1800000000}"#, #"{"t":"seen","integration":"a","at":"2027-01-15T08:00:00Z","cursor":-1}"#,
            #"{"t":"seen","integration":"a","at":"2027-01-15T08:00:00Z","cursor":1.5}"#,
            #"{"t":"begin","at":"2027-01-15T08:00:00Z","imports":[4294967296]}"#,
            #"{"t":"commit","deliveries":1,"cursors":[{"integration":"a"}]}"#,
            #"{"t":"commit","deliveries":1,"cursors":[{"integration":"a","sequence":5,"lane":"later"}]}"#,
            #"{"t":"commit","deliveries":0,"cursors":[{"integration":"a","sequence":5,"muted":[[5,4]]}]}"#,
            #"{"t":"commit","deliveries":0,"cursors":[{"integration":"a","sequence":5,"suppressed":[[1,2,3]]}]}"#,
            #"{"t":"commit","deliveries":0,"cursors":[{"integration":"a","sequence":5,"suppressed":[7]}]}"#,
            #"{"t":"commit","deliveries":0,"cursors":[{"integration":"a","sequence":5,"muted":7}]}"#,
            #"{"t":"plannedEvents","integration":"a","at":"2027-01-15T08:00:00Z","events":[[1,2,3]]}"#,
            #"{"t":"enabled","integration":"a","at":"2027-01-15T08:00:00Z","replay":"some","through":1}"#,
            #"{"t":"requeued","delivery":"d","integration":"a","at":"2027-01-15T08:00:00Z","attempts":1,"owed":{}}"#,
            #"{"t":"dropped","integration":"a","at":"2027-01-15T08:00:00Z"}"#,
            #"{"t":"attempted","delivery":"d","integration":"a","n":1,"at":"2027-01-15T08:00:00Z","ms":1,"#
                + #""trigger":"auto","result":"maybe"}"#,
        ]
    )
    func whatIsNoRecordIsNone(_ text: String) throws {
        #expect(LedgerRecord(try JSON.read(Array(text.utf8)), at: LedgerRecordTests.place) == nil)
    }
}

extension LedgerRecord: CustomTestStringConvertible {
    public var testDescription: String { String(decoding: json.compact, as: UTF8.self) }
}
