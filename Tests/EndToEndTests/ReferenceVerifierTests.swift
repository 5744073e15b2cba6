import Foundation
import JSON
import Receiver
import Testing

/// What the reference library of Standard Webhooks says of real requests, by its own clock.
@Suite(.enabled(if: ReferenceVerifier.isAvailable, "Python's 'standardwebhooks' is needed"))
struct ReferenceVerifierTests {
    private static let accepted = "accepted"

    private func signingSecret() throws -> String {
        try Belfry.run(["secret", "generate", "--format", "whsec"]).output.trimmingCharacters(in: .newlines)
    }

    /// A home that signs, with its secret, and the requests that came of three events.
    private func signedRequests() throws -> (scene: Scene, secret: String) {
        let scene = try Scene()
        let secret = try signingSecret()
        try scene.home.write("secrets/blog.whsec", secret + "\n")
        try scene.integrate("blog", with: #""signing": {"secret": {"file": "secrets/blog.whsec"}}"#)
        try scene.spool("plain", "ünï.cödé 🎉", #"quote\"s"#)
        #expect(try Belfry.run(["run"], home: scene.home).status == 0)
        #expect(scene.receiver.count == 3)
        return (scene, secret)
    }

    @Test func everyRequestIsAccepted() throws {
        let (scene, secret) = try signedRequests()
        let cases = scene.receiver.requests.map { ReferenceVerifier.Case($0, secret) }
        #expect(try ReferenceVerifier.verdicts(on: cases) == cases.map { _ in Self.accepted })
    }

    @Test func duringARotationBothSecretsAreGoodAndNoOther() throws {
        let (scene, old) = try signedRequests()
        let rotated = try Belfry.run(["secret", "rotate", "blog"], home: scene.home)
        let new = rotated.output.trimmingCharacters(in: .newlines)
        try scene.spool("after")
        #expect(try Belfry.run(["run"], home: scene.home).status == 0)
        let request = try #require(scene.receiver.requests.last)
        let cases = [old, new, try signingSecret()].map { ReferenceVerifier.Case(request, $0) }
        let verdicts = try ReferenceVerifier.verdicts(on: cases)
        #expect(verdicts == [Self.accepted, Self.accepted, "No matching signature found"])
    }

    @Test func whatSomebodyChangedIsRefused() throws {
        let (scene, secret) = try signedRequests()
        let request = try #require(scene.receiver.requests.first)
        var cases = (0..<4).map { _ in ReferenceVerifier.Case(request, secret) }
        cases[0].body += " "
        cases[1].headers["webhook-id"] = "another"
        cases[2].headers["webhook-timestamp"] = String(Int(Date.now.timeIntervalSince1970) + 1)
        cases[3].headers["webhook-timestamp"] = "1000000000"
        let forged = "No matching signature found"
        #expect(try ReferenceVerifier.verdicts(on: cases) == [forged, forged, forged, "Message timestamp too old"])
    }
}

/// Standard Webhooks' own library for Python.
private enum ReferenceVerifier {
    /// A request as a receiver has it in hand, and the secret that it knows.
    struct Case: Codable {
        var headers: [String: String]
        var body: String
        let secret: String

        init(_ request: ReceivedRequest, _ secret: String) {
            headers = Dictionary(request.headers.map { ($0.name, $0.value) }) { first, _ in first }
            body = request.text
            self.secret = secret
        }
    }

    static let isAvailable = (try? python("import standardwebhooks").status) == 0

    /// `accepted`, or the library's own words.
    static func verdicts(on cases: [Case]) throws -> [String] {
        let script = """
            import json, sys
            from standardwebhooks import Webhook, WebhookVerificationError
            def verdict(case):
                try:
                    Webhook(case["secret"]).verify(case["body"], case["headers"])
                except WebhookVerificationError as error:
                    return str(error)
                return "accepted"
            json.dump([verdict(case) for case in json.load(sys.stdin)], sys.stdout)
            """
        let input = String(decoding: try JSONEncoder().encode(cases), as: UTF8.self)
        return try JSONDecoder().decode([String].self, from: Data(python(script, input: input).output.utf8))
    }

    private static func python(_ script: String, input: String = "") throws -> Belfry.Ended {
        let environment = ProcessInfo.processInfo.environment.filter { ["HOME", "PATH"].contains($0.key) }
        return try Belfry.run("/usr/bin/env", ["python3", "-c", script], environment: environment, input: input)
    }
}
