import Delivery
import Providers
import Receiver
import Reports
import Testing

/// What each provider says, carried through transport, ledger and report.
@Suite struct AnswerTests {
    struct Answer: CustomTestStringConvertible, Sendable {
        let provider: ProviderType
        let reply: Reply
        let expected: DeliveryCounts
        let testDescription: String

        init(_ provider: ProviderType, _ status: Int, _ body: String = "", _ expected: DeliveryCounts) {
            self.provider = provider
            reply = .answer(status: status, body: body)
            self.expected = expected
            testDescription = "\(provider.rawValue) \(status) '\(body)'"
        }
    }

    private static let delivered = DeliveryCounts(planned: 1, delivered: 1)
    private static let deferred = DeliveryCounts(planned: 1, deferred: 1)
    private static let rejected = DeliveryCounts(planned: 1, rejected: 1)

    static let answers = [
        Answer(.slack, 200, "ok", delivered), Answer(.slack, 200, "", deferred),
        Answer(.slack, 200, #"{"ok": false, "error": "invalid_payload"}"#, rejected),
        Answer(.slack, 200, "<html>", deferred), Answer(.slack, 400, "invalid_payload", rejected),
        Answer(.slack, 404, "channel_not_found", deferred), Answer(.slack, 500, "rollup_error", deferred),
        Answer(.discord, 200, #"{"id": "1"}"#, delivered), Answer(.discord, 204, "", delivered),
        Answer(.discord, 200, "ok", deferred), Answer(.discord, 200, "{}", deferred),
        Answer(.discord, 400, #"{"code": 50006, "message": "Cannot send an empty message"}"#, rejected),
        Answer(.discord, 401, #"{"code": 50027}"#, deferred),
        Answer(.teams, 200, "1", delivered), Answer(.teams, 200, "", deferred), Answer(.teams, 200, "ok", deferred),
        Answer(.teams, 200, "Microsoft Teams endpoint returned HTTP error 413 with ContextId x", rejected),
        Answer(.teams, 200, "Microsoft Teams endpoint returned HTTP error 502 with ContextId x", deferred),
        Answer(.teamsWorkflows, 202, "", delivered), Answer(.teamsWorkflows, 400, "", rejected),
        Answer(.teamsWorkflows, 400, #"{"error": {"code": "WorkflowTriggerIsNotEnabled"}}"#, deferred),
        Answer(.rawWebhook, 200, "", delivered), Answer(.rawWebhook, 201, "x", delivered),
        Answer(.rawWebhook, 299, "", delivered), Answer(.rawWebhook, 300, "", deferred),
        Answer(.rawWebhook, 304, "", deferred), Answer(.rawWebhook, 400, "", deferred),
        Answer(.rawWebhook, 404, "", deferred), Answer(.rawWebhook, 500, "", deferred),
    ]

    @Test(arguments: answers)
    func `T48: the provider decides what an answer is`(answer: Answer) throws {
        let station = try Station(fallback: answer.reply)
        station.integrate("ops", answer.provider, with: #""retry": {"schedule": ["5m"]}"#)
        try station.spool(ids: ["a"])
        let first = try station.run()
        #expect(first["ops"].thisRun == answer.expected)
        #expect(first["ops"].status.isDisabled == false)
        // The same answer again: what is delivered or rejected is not tried again, what is deferred is.
        station.wait(.seconds(3600))
        _ = try station.run()
        #expect(station.receiver.count == 1 + answer.expected.deferred)
    }

    @Test(arguments: [ProviderType.slack, .discord, .teams, .teamsWorkflows])
    func `T55: refused messages never disable a chat`(provider: ProviderType) throws {
        let station = try Station(fallback: .answer(status: 413))
        station.integrate("ops", provider, with: #""disable": {"failures": 1, "failingFor": "0s"}"#)
        for round in 0..<3 {
            try station.spool(ids: ["\(round)"])
            let report = try station.run()
            #expect(report["ops"].thisRun == DeliveryCounts(planned: 1, rejected: 1))
            #expect(report["ops"].status == IntegrationStatus())
            #expect(report.verdict == .attention)
            station.wait(.seconds(3600))
        }
        #expect(station.receiver.count == 3)
    }
}
