import Delivery
import Providers
import Testing

@Suite struct KeptAnswerTests {
    private static let secret = "s3cr3t-token"

    private func kept(_ body: String) -> KeptAnswer {
        let response = Response(status: 500, body: Array(body.utf8))
        return KeptAnswer(.success(response), Redactor(secrets: [Secret(Self.secret)]))
    }

    @Test(arguments: [0, 1, 1023, 1024, 1025, 65_536])
    func `T50: of an answer its beginning is kept`(_ length: Int) {
        #expect(kept(String(repeating: "x", count: length)).body.utf8.count == min(length, 1024))
    }

    @Test(arguments: 1000...1030)
    func `T50: where it is cut, no part of a secret is left`(_ place: Int) {
        let body = kept(String(repeating: "x", count: place) + Self.secret + "the rest").body
        #expect(!body.contains("s3cr"))
    }

    @Test func ofAFailureTheRepliesAreKeptAndNoStatus() {
        let error = TransferError(.protocol, reason: "cut", code: 1, replies: Array("535 \(Self.secret)".utf8))
        let kept = KeptAnswer(.failure(error), Redactor(secrets: [Secret(Self.secret)]))
        #expect(kept.status == nil && kept.headers.isEmpty)
        #expect(kept.body == "535 •••")
    }

    @Test func headersPastTheBoundAreLeftOutAndSecretsInThemHidden() {
        let headers = (0..<30).map { Header("X-\($0)", "said \(Self.secret)") }
        let response = Response(status: 500, headers: headers)
        let kept = KeptAnswer(.success(response), Redactor(secrets: [Secret(Self.secret)]))
        #expect(kept.headers == headers.prefix(24).map { Header($0.name, "said •••") })
    }
}
