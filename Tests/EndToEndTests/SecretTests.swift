import Foundation
import Glibc
import Providers
import Receiver
import TestSupport
import Testing
import Time

@Suite struct SecretTests {
    private static let id = "webhook-signature"

    @Test func aGeneratedSecretIsPrintableAndAnotherEachTime() throws {
        let secrets = try (0..<8).map { _ in try Belfry.run(["secret", "generate"]) }
        #expect(secrets.allSatisfy { $0.status == 0 && $0.errors.isEmpty })
        #expect(Set(secrets.map(\.output)).count == 8)
        for secret in secrets {
            let text = secret.output.dropLast()
            #expect(text.utf8.count == 43)
            #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        }
    }

    @Test func aSigningSecretIsOneThatIsTaken() throws {
        let secret = try Belfry.run(["secret", "generate", "--format", "whsec"]).output
        #expect(secret.hasPrefix("whsec_") && secret.hasSuffix("\n"))
        #expect(Data(base64Encoded: String(secret.dropFirst(6).dropLast()))?.count == 32)
        #expect(try SigningKey.list(secret).count == 1)
    }

    @Test func aFileIsForItsOwnerAloneAndIsNeverWrittenOver() throws {
        let home = try TemporaryHome()
        let path = home.path + "/secrets.txt"
        let made = try Belfry.run(["secret", "generate", "-o", path], home: home)
        #expect(made.status == 0)
        #expect(try home.mode(of: "secrets.txt") == 0o600)
        let secret = try home.text("secrets.txt")
        #expect(secret.utf8.count == 44)
        #expect(made.output == "\(path) holds a new secret\n" && made.errors.isEmpty)
        let again = try Belfry.run(["secret", "generate", "-o", path], home: home)
        #expect(again.status == 73)
        #expect(again.errors.contains("never written over"))
        #expect(try home.text("secrets.txt") == secret)
        #expect(try Belfry.run(["secret", "generate", "-o", home.path + "/none/x"], home: home).status == 73)
    }

    @Test(arguments: [
        (["secret"], "'secret' needs a WHAT"), (["secret", "make"], "'make' is not a WHAT"),
        (["secret", "generate", "blog"], "takes no 'blog'"), (["secret", "rotate"], "needs an ID"),
        (["secret", "rotate", "a", "b"], "not also 'b'"), (["secret", "generate", "--overlap", "1h"], "is for"),
        (["secret", "generate", "--format", "hex"], "is not a value of '--format'"),
        (["secret", "rotate", "a", "--format", "whsec"], "is for"),
        (["secret", "rotate", "a", "--overlap", "soon"], "is not a duration"),
    ])
    func whatIsTypedWronglyIsUsage(_ words: [String], _ message: String) throws {
        let ended = try Belfry.run(words)
        #expect(ended.status == 64)
        #expect(ended.errors.contains(message), "\(ended.errors)")
    }

    private func signed() throws -> (Scene, old: String) {
        let scene = try Scene()
        let old = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
        try scene.home.write("secrets/blog.whsec", old + "\n", mode: 0o640)
        try scene.integrate("blog", with: #""signing": {"secret": {"file": "secrets/blog.whsec"}}"#)
        return (scene, old)
    }

    private func signatures(_ scene: Scene) -> Int {
        scene.receiver.requests.last?.header(Self.id)?.split(separator: " ").count ?? 0
    }

    @Test func aNewSecretSignsBesideTheOldUntilTheOverlapEnds() throws {
        let (scene, old) = try signed()
        let rotated = try scene.belfry("secret", "rotate", "blog", "--overlap", "2h")
        #expect(rotated.status == 0)
        #expect(rotated.output.hasPrefix("whsec_") && !rotated.output.contains(old))
        #expect(rotated.errors.contains("until 2026-03-02T08:00:00"))
        #expect(!rotated.errors.contains("whsec_"))
        let lines = try scene.home.text("secrets/blog.whsec").split(separator: "\n")
        #expect(lines.count == 2 && lines[0] == rotated.output.dropLast())
        #expect(lines[1].hasPrefix(old + " until 2026-03-02T08:00:0"))
        #expect(try scene.home.mode(of: "secrets/blog.whsec") == 0o640)
        #expect(try scene.home.names(in: "secrets") == ["blog.whsec"])

        try scene.spool("a")
        _ = try scene.belfry("run", at: "07:00:00")
        #expect(signatures(scene) == 2)
        try scene.spool("b")
        _ = try scene.belfry("run", at: "09:00:00")
        #expect(signatures(scene) == 1)
    }

    @Test func aSecretThatHasEndedIsDroppedByTheNextRotation() throws {
        let (scene, old) = try signed()
        _ = try scene.belfry("secret", "rotate", "blog", "--overlap", "1h")
        let second = try scene.belfry("secret", "rotate", "blog", "--overlap", "1h", at: "06:30:00")
        let three = try scene.home.text("secrets/blog.whsec").split(separator: "\n")
        #expect(three.count == 3 && three[2].hasPrefix(old + " until 2026-03-02T07:00:0"), "an end is not put off")
        _ = try scene.belfry("secret", "rotate", "blog", "--overlap", "1h", at: "07:10:00")
        let left = try scene.home.text("secrets/blog.whsec")
        #expect(!left.contains(old) && left.contains(second.output.dropLast()))
    }

    @Test func theNewSecretGoesToAFileThatIsAskedFor() throws {
        let (scene, _) = try signed()
        let path = scene.home.path + "/for-the-receiver"
        let rotated = try scene.belfry("secret", "rotate", "blog", "-o", path)
        #expect(!rotated.output.contains("whsec_") && !rotated.errors.contains("whsec_"))
        let kept = try scene.home.text("secrets/blog.whsec")
        #expect(kept.hasPrefix(try scene.home.text("for-the-receiver")))
        let again = try scene.belfry("secret", "rotate", "blog", "-o", path)
        #expect(again.status == 73)
        #expect(try scene.home.text("secrets/blog.whsec") == kept, "nothing was renewed that nobody was told")
    }

    @Test func aLinkStaysALink() throws {
        let (scene, _) = try signed()
        let link = scene.home.path + "/secrets/blog.whsec"
        try FileManager.default.moveItem(atPath: link, toPath: scene.home.path + "/kept")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../kept")
        #expect(try scene.belfry("secret", "rotate", "blog").status == 0)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "../kept")
        #expect(try scene.home.text("kept").split(separator: "\n").count == 2)
    }

    @Test(arguments: [
        (#""secret": "only a token""#, "are not signed", Int32(78)),
        (#""signing": {"secret": "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}"#, "not kept in a file", 78),
        (#""signing": {"secret": {"file": "secrets/missing"}}"#, "can't be read", 78),
    ])
    func whatCannotBeRenewedSaysWhy(_ keys: String, _ message: String, _ status: Int32) throws {
        let scene = try Scene()
        try scene.integrate("blog", with: keys)
        let ended = try scene.belfry("secret", "rotate", "blog")
        #expect(ended.status == status)
        #expect(ended.errors.contains(message), "\(ended.errors)")
        #expect(ended.output == "")
    }

    @Test func anUnknownIntegrationIsNotFound() throws {
        let (scene, _) = try signed()
        let ended = try scene.belfry("secret", "rotate", "blgo")
        #expect(ended.status == 3)
        #expect(ended.errors.contains("did you mean 'blog'?"))
    }

    /// Whatever is asked, what is secret stays out of every output, file and record but the deliberate print.
    @Test func noSecretTurnsUpAnywhere() throws {
        let token = "t0ken-t0ken-t0ken"
        let address = "services/T0/B0/XYZXYZ"
        let scene = try Scene([
            "/blog": [.answer(status: 500, headers: [("X-Echo", token)], body: "you sent " + token)],
            "/" + address: [.answer(status: 500, body: "POST /" + address)],
        ])
        let signing = try Belfry.run(["secret", "generate", "--format", "whsec"]).output
        try scene.home.write("secrets/blog", token)
        try scene.home.write("secrets/blog.whsec", signing)
        let keys = #""secret": {"file": "secrets/blog"}, "signing": {"secret": {"file": "secrets/blog.whsec"}}"#
        try scene.integrate("blog", with: keys)
        let slack =
            #"{"name": "Ops", "type": "SLACK", "webhook": "\#(scene.receiver.url)/\#(address)", "events": null}"#
        try scene.home.write("integrations/ops.json", slack)
        try scene.spool("a")
        var said = ""
        for words in [
            ["check", "-v"], ["run", "--max-runtime", "1s"], ["run", "--json", "--max-runtime", "1s"], ["status"],
            ["list", "--json"], ["test", "blog"],
        ] {
            let ended = try Belfry.run(words + ["--now", "2026-03-02T06:00:00Z"], home: scene.home)
            said += ended.output + ended.errors
        }
        for folder in ["state/ledger", "state/events", "reports"] {
            for name in try scene.home.names(in: folder) { said += try scene.home.text(folder + "/" + name) }
        }
        #expect(scene.receiver.requests.contains { $0.headers.contains { $0.value == token } })
        #expect(scene.receiver.requests.contains { $0.path.contains("XYZXYZ") })
        #expect(!said.contains(token) && !said.contains("XYZXYZ"))
        #expect(!said.contains(signing.dropFirst(6).dropLast()))
    }
}
