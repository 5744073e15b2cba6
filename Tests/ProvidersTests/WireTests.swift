import Delivery
import JSON
import Providers
import Testing

/// Every provider's requests and judgements, byte for byte.
@Suite struct WireTests {
    @Test(arguments: WireCase.all)
    func theRequestHasExactlyTheseBytes(_ wire: WireCase) throws {
        let integration = try wire.integration()
        let now = try #require(WireCase.now)
        let request = wire.provider.request(try wire.message(for: integration), to: integration, at: now)
        #expect(shown(request) == (try wire.expectedRequest), "\(shown(request))")
    }

    @Test(arguments: WireCase.all)
    func theAnswerIsJudgedSo(_ wire: WireCase) throws {
        let now = try #require(WireCase.now)
        let judgement = wire.provider.judgement(of: try wire.answer(), at: now)
        #expect(shown(judgement) == (try wire.expectedJudgement))
    }

    @Test(arguments: WireCase.all)
    func thePayloadKeepsTheLimitsAndHeadersStayOnTheirLines(_ wire: WireCase) throws {
        let integration = try wire.integration()
        let message = try wire.message(for: integration)
        if let payload = try wire.payload(for: integration) { #expect(wire.provider.violations(of: payload) == []) }
        let now = try #require(WireCase.now)
        for header in wire.provider.request(message, to: integration, at: now).headers {
            #expect(header.value.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "\(header.name)")
        }
    }

    @Test(arguments: ProviderType.allCases)
    func everyProviderHasACaseOfEachKind(_ type: ProviderType) throws {
        let folder = try #require(WireCase.folders.first { $0.1 == type }?.0)
        let names = WireCase.all.map { $0.name }.filter { $0.hasPrefix("\(folder)/") }
        let kinds = ["delivered", "rate-limited", "server-error", "revoked", "refused-message", "hostile-text"]
        for kind in kinds {
            #expect(names.contains { $0.hasPrefix("\(folder)/\(kind)") }, "\(folder) has no case '\(kind)'")
        }
    }

    /// Of each way to fail that its contract knows.
    @Test(arguments: ProviderType.allCases)
    func everyProviderHasACaseOfEachClass(_ type: ProviderType) throws {
        // SMTP redirects nobody, and knows neither an address that is gone nor a rate: a server that has enough says 421.
        let unknown: Set<FailureClass> = type == .email ? [.redirect, .gone, .rateLimited] : []
        let told = try WireCase.all.filter { $0.type == type }.map { try $0.expectedJudgement }
        for failureClass in FailureClass.allCases where !unknown.contains(failureClass) {
            #expect(told.contains { $0.hasPrefix("failed \(failureClass.rawValue) ") }, "\(failureClass.rawValue)")
        }
    }
}
