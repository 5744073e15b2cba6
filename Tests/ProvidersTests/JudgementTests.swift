import Delivery
import Providers
import Testing
import Time

/// What holds for every status and every provider, whatever the bytes of the answer.
@Suite struct JudgementTests {
    private func judgement(_ type: ProviderType, _ response: Response) -> Judgement {
        type.provider.judgement(of: .success(response), at: Timestamp(seconds: 1_800_000_000))
    }

    private func failure(_ type: ProviderType, _ status: Int) -> Failure? {
        guard case .failed(let failure) = judgement(type, Response(status: status)).outcome else { return nil }
        return failure
    }

    @Test func aRawWebhookTakesExactlyThe2xxAsSuccess() {
        for status in -1...1000 {
            let outcome = judgement(.rawWebhook, Response(status: status)).outcome
            #expect((outcome == .delivered) == (200...299).contains(status), "\(status)")
        }
    }

    @Test func aRawWebhookNeverBlamesTheMessage() {
        for status in -1...1000 { #expect(failure(.rawWebhook, status)?.scope != .message, "\(status)") }
    }

    @Test(arguments: ProviderType.allCases)
    func noProviderTakesAnotherStatusThan2xxAsSuccess(_ type: ProviderType) {
        for status in (-1...1000) where !(200...299).contains(status) {
            #expect(failure(type, status) != nil, "\(status)")
        }
    }

    @Test(arguments: ProviderType.allCases.filter { $0 != .email })
    func `T49: a bare status means the same for every webhook`(_ type: ProviderType) {
        let table: [(Int, FailureClass, Failure.Scope)] = [
            (301, .redirect, .endpoint), (401, .auth, .endpoint), (403, .auth, .endpoint), (404, .client, .endpoint),
            (405, .client, .endpoint), (408, .timeout, .transient), (410, .gone, .gone), (425, .client, .transient),
            (429, .rateLimited, .transient), (500, .server, .transient), (501, .server, .endpoint),
            (502, .server, .transient), (503, .server, .transient), (504, .server, .transient),
            (100, .protocol, .transient), (600, .protocol, .transient),
        ]
        for (status, failureClass, scope) in table {
            #expect(failure(type, status)?.failureClass == failureClass, "\(status)")
            #expect(failure(type, status)?.scope == scope, "\(status)")
        }
    }

    @Test(arguments: [ProviderType.slack, .discord, .teams, .teamsWorkflows])
    func aChatProviderThatRefusesTheBodyBlamesTheMessage(_ type: ProviderType) {
        for status in [400, 413, 415, 422] { #expect(failure(type, status)?.scope == .message, "\(status)") }
        #expect(failure(type, 413)?.failureClass == .payloadTooLarge)
    }

    @Test(arguments: ProviderType.allCases)
    func theNetworksFailureKeepsItsClassAndReason(_ type: ProviderType) {
        for failureClass in [FailureClass.dns, .connect, .tls, .timeout, .blockedAddress, .protocol] {
            let error = TransferError(failureClass, reason: "no luck", code: 7)
            let judgement = type.provider.judgement(of: .failure(error), at: Timestamp(seconds: 0))
            guard case .failed(let failure) = judgement.outcome else {
                Issue.record("\(failureClass) is no success")
                continue
            }
            #expect(failure.failureClass == failureClass)
            #expect(failure.reason == "no luck")
            #expect(failure.scope == .transient || failure.scope == .endpoint)
        }
    }

    @Test(arguments: ProviderType.allCases, [200, 400, 404, 429, 500])
    func `T50: every prefix of a hostile answer is judged in one line`(_ type: ProviderType, _ status: Int) {
        let texts = [
            #"{"code":10015,"message":"a\r\n\u001b[2J","retry_after":1.5,"global":true,"error":{"code":"x\ny"}}"#,
            "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with",
            "no_service\u{0}\r\n\u{202E}ok", String(repeating: "[", count: 300),
        ]
        for bytes in texts.map({ Array($0.utf8) }) + [[0xFF, 0xFE, 0x00, 0xC3]] {
            for length in 0...bytes.count {
                let response = Response(status: status, body: Array(bytes.prefix(length)), isBodyCut: length % 2 == 1)
                guard case .failed(let failure) = judgement(type, response).outcome else { continue }
                #expect(!failure.reason.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
                #expect(failure.reason.count < 250)
            }
        }
    }

    @Test func aMessageThatIsRefusedForGoodPausesNobody() {
        let response = Response(status: 400, headers: [Header("Retry-After", "60")])
        #expect(judgement(.slack, response).pause == nil)
    }
}
