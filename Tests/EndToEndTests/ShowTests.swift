import Foundation
import JSON
import Receiver
import TestSupport
import Testing

/// A delivery whole, as `show` prints it.
@Suite struct ShowTests {
    private let scene: Scene

    /// An event that was refused at first, by an answer that means no good.
    init() throws {
        scene = try Scene([
            "/blog-T0KEN4711": [
                .answer(status: 503, headers: [("X-Mood", "bad\u{9B}2J")], body: "down \u{1B}[31m\nfor blog-T0KEN4711"),
                .noContent,
            ]
        ])
        try integrate()
        try scene.spool("a")
        _ = try scene.belfry("run")
    }

    private func integrate(name: String = "The blog", path: String = "blog-T0KEN4711") throws {
        try scene.home.write(
            "integrations/blog.json",
            """
            {"name": "\(name)", "type": "RAW_WEBHOOK", "webhook": "\(scene.receiver.url)/\(path)", "events": null,
             "secret": "open-sesame", "retry": {"schedule": ["1s"]}}
            """
        )
    }

    private func lines(_ arguments: String...) throws -> [String] {
        let ended = try Belfry.run(["show"] + arguments + ["--now", "2026-03-02T07:00:00Z"], home: scene.home)
        return ended.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func theRequestIsShownAsItArrived() throws {
        let lines = try lines("a")
        let request = try #require(scene.receiver.requests.first)
        let block = try #require(lines.split(separator: "").first { $0.first == "REQUEST" })
        #expect(block.dropFirst().first?.hasPrefix("POST http://127.0.0.1") == true)
        for line in block.dropFirst(2) {
            let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
            let arrived = request.header(parts[0])
            #expect(parts[0].hasSuffix("-Token") ? arrived == "open-sesame" : arrived == parts[1], "\(line)")
        }
        #expect(block.count >= 8)
        #expect(lines.contains(request.text))
    }

    @Test func everyAttemptIsShownOldestFirstWithWhatWasAnswered() throws {
        let lines = try lines("a")
        let attempts = lines.indices.filter { lines[$0].hasPrefix("ATTEMPT ") }
        #expect(attempts.map { lines[$0].prefix(9) } == ["ATTEMPT 1", "ATTEMPT 2"])
        #expect(lines[attempts[0] + 1].wholeMatch(of: /deferred after \d+ ms: status 503, .* \(server\)/) != nil)
        #expect(lines[attempts[1] + 1].wholeMatch(of: /delivered after \d+ ms: status 204/) != nil)
        #expect(lines[attempts[0] + 2].hasPrefix("to http://127.0.0.1"))
        #expect(lines.contains(#"X-Mood: bad\u{9B}2J"#))
        #expect(lines.contains(#"down \u{1B}[31m"#), "control characters are shown by their code")
    }

    @Test func secretsAreShownToTheOwnerOnlyAndOnRequest() throws {
        let hidden = try lines("a").joined(separator: "\n")
        #expect(!hidden.contains("T0KEN4711") && !hidden.contains("open-sesame"))
        let shown = try lines("a", "--reveal")
        #expect(shown.contains("POST \(scene.receiver.url)/blog-T0KEN4711"))
        #expect(shown.contains { $0.hasSuffix("-Token: open-sesame") })
        guard geteuid() == 0 else { return }
        try FileManager.default.setAttributes([.ownerAccountID: 4711], ofItemAtPath: scene.home.path)
        let foreign = try scene.belfry("show", "a", "--reveal")
        #expect(foreign.status == 77 && foreign.output == "")
        #expect(foreign.errors.contains("--reveal is for its owner"))
    }

    @Test func aConfigurationThatChangedSinceIsTold() throws {
        #expect(try !lines("a").contains { $0.hasPrefix("note: ") })
        try integrate(name: "Another name")
        #expect(try lines("a").contains { $0.hasPrefix("note: the configuration has changed, and no run has seen") })
        _ = try scene.belfry("run", at: "06:30:00")
        #expect(try lines("a").contains { $0.hasPrefix("note: the configuration has changed at 2026-03-02T06:30:00") })
        #expect(try lines("a").contains { $0.hasPrefix("to http://127.0.0.1") }, "the address is the same")
        try integrate(path: "elsewhere")
        _ = try scene.belfry("run", at: "06:40:00")
        #expect(try lines("a").contains { $0.hasPrefix("to an earlier address, changed at 2026-03-02T06:40:00") })
        try FileManager.default.removeItem(atPath: scene.home.path + "/integrations/blog.json")
        let gone = try lines("a")
        #expect(gone.contains("note: without the configuration only the body is known"))
        #expect(gone.contains(try #require(scene.receiver.requests.first).text))
    }

    @Test func scriptsGetAnObjectForEachDelivery() throws {
        let json = try scene.json("show", "a")
        #expect(json["state"] == "delivered" && json["attempts"] == 2 && json["remarks"] == [])
        #expect(json["tries"]?.array?.compactMap { $0["status"] } == [503, 204])
        #expect(json["tries"]?.array?.first?["body"] == "down \u{1B}[31m\nfor •••")
        #expect(json["request"]?["body"]?.string == scene.receiver.requests.first?.text)
    }

    @Test func aMailIsShownForEachRecipient() throws {
        let scene = try Scene()
        let mail = try MailReceiver(script: ["RCPT TO:<joe@": ["550 no such user"]])
        try scene.mail("team", to: ["jane@example.com", "joe@example.com"], at: mail)
        try scene.spool("a")
        #expect(try scene.belfry("run").status == 1)
        let shown = try scene.belfry("show", "a")
        #expect(shown.status == 0)
        for line in ["MAIL to jane@example.com", "MAIL to joe@example.com", "RCPT TO: joe@example.com"] {
            #expect(shown.output.contains(line + "\n"), "\(line)")
        }
        #expect(shown.output.contains("\nSubject: ") && !shown.output.contains(#"\u{D}"#))
        #expect(try scene.belfry("report", "--format", "html", at: "06:10:00").status == 1)
    }

    @Test func whatIsNotThereIsTold() throws {
        #expect(try scene.belfry("show", "nothing").status == 3)
        let some = try scene.belfry("show", "a", "nothing")
        #expect(some.status == 1 && some.errors.contains("nothing on record is named 'nothing'"))
        #expect(try scene.belfry("show").status == 64)
        _ = try scene.belfry("disable", "blog", at: "07:00:00")
        try scene.spool("b")
        _ = try scene.belfry("run", at: "07:10:00")
        let held = try scene.belfry("show", "b")
        #expect(held.status == 3 && held.errors.contains("belfry explain b"))
    }
}

/// What became of mails to several recipients.
@Suite struct RecipientTests {
    @Test func oneRecipientWhoGotNothingIsAGapThatOneCommandMends() throws {
        let scene = try Scene()
        let mail = try MailReceiver(script: ["RCPT TO:<joe@": ["550 no such user", "250 ok"]])
        try scene.mail("team", to: ["jane@example.com", "joe@example.com"], at: mail)
        try scene.spool("a", "b")
        _ = try scene.belfry("run")
        let before = try scene.json("reconcile", at: "06:10:00")["total"]
        #expect(before?["matched"] == 2 && before?["rejected"] == 2, "both events are in a digest that joe did not get")
        #expect(try scene.belfry("queue", "--ids", "--failed").output.hasSuffix(":2\n"))
        let long = try scene.belfry("queue", "-l", "--failed").output
        #expect(long.contains("to team for joe@example.com"))
        #expect(try scene.belfry("reconcile", "--apply", "--yes", at: "06:20:00").status == 0)
        #expect(mail.mails.map(\.recipients) == [["jane@example.com"], ["joe@example.com"]])
        #expect(try scene.json("reconcile", "--since", "beginning", at: "06:30:00")["total"]?["delivered"] == 2)
    }

    @Test func anEventNamesTheMailsToAllRecipients() throws {
        let scene = try Scene()
        let mail = try MailReceiver()
        try scene.mail("team", to: ["jane@example.com", "joe@example.com"], at: mail, with: #""mode": "individual""#)
        try scene.spool("a")
        _ = try scene.belfry("run")
        #expect(try scene.belfry("queue", "--ids", "a").output.split(separator: "\n").count == 2)
        #expect(try scene.belfry("resend", "a", at: "07:00:00").output.hasSuffix("team: 2 delivered\n"))
        #expect(try scene.belfry("requeue", "a", at: "07:10:00").output == "2 deliveries requeued\n")
        #expect(try scene.belfry("drop", "a", at: "07:20:00").output == "2 deliveries dropped\n")
        #expect(try scene.json("reconcile", at: "07:30:00")["total"]?["dropped"] == 1)
        let single = try scene.belfry("resend", "-i", "team", "--as", "individual", "--yes", at: "07:40:00")
        #expect(single.output.hasSuffix("team: 2 delivered\n"))
        #expect(mail.mails.count == 6)
        let digest = try scene.belfry("resend", "a", "--as", "digest", at: "07:50:00")
        #expect(digest.output.hasSuffix("team: 2 delivered\n"))
    }
}
