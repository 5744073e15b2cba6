import Foundation
import JSON
import Receiver
import TestSupport
import Testing

/// What a user does with integrations over time, tried on the built program.
@Suite struct WorkflowStoryTests {
    @Test func aNewAddressKeepsWhatIsHeldAndClearsTheFailures() throws {
        let scene = try Scene([
            "/ops": [.answer(status: 404, body: "channel_not_found")], "/new": [.answer(body: "ok")],
        ])
        try scene.integrate("ops", "SLACK", with: #""retry": {"schedule": ["1h"]}"#)
        try scene.spool("a")
        _ = try scene.belfry("run", "--max-runtime", "1s")
        try scene.spool("b")
        _ = try scene.belfry("run", "--max-runtime", "1s", at: "06:10:00")
        #expect(try scene.belfry("status", at: "06:10:00").output.contains("ops (SLACK) is failing"))
        let text = try scene.home.text("integrations/ops.json").replacingOccurrences(of: "/ops\"", with: "/new\"")
        try scene.home.write("integrations/ops.json", text)
        _ = try scene.belfry("run", "--force", at: "06:20:00")
        #expect(try scene.belfry("status", at: "06:20:00").status == 0)
        #expect(try scene.json("reconcile", at: "06:30:00")["total"]?["delivered"] == 2)
        #expect(try scene.json("queue", "a")["attempts"] == 2, "the history is kept")
    }

    @Test func whatADigestHasNoRoomForCanBeSeen() throws {
        let scene = try Scene(["/ops": [.answer(body: "ok")]])
        try scene.integrate("ops", "SLACK", with: #""digest": {"maxItems": 1}"#)
        try scene.spool("a", "b")
        try scene.spool("c", "d", "e", type: "build:success")
        _ = try scene.belfry("run")
        let body = try #require(scene.receiver.requests(on: "/ops").first?.text)
        #expect(body.contains("… and 3 more events"))
        let command = try #require(body.firstMatch(of: /`belfry (reconcile [^`]+)`/)?.1)
        let seen = try Belfry.run(command.split(separator: " ").map { String($0) }, home: scene.home)
        #expect(seen.output.contains(/ops +build:failure +2/) && seen.output.contains(/ops +build:success +3/))
        #expect(seen.output.contains("matched 5 = 5 delivered"))
    }

    @Test func anIntegrationThatIsGoneIsMendedAndEnabled() throws {
        let scene = try Scene(["/chat": [.answer(status: 404, body: #"{"code": 10015}"#)], "/new": [.noContent]])
        try scene.integrate("chat", "DISCORD")
        try scene.spool("a")
        #expect(try scene.belfry("run").status == 1)
        #expect(try scene.json("list", "chat")["data"]?["status"]?["disabled"] == true)
        let text = try scene.home.text("integrations/chat.json").replacingOccurrences(of: "/chat\"", with: "/new\"")
        try scene.home.write("integrations/chat.json", text)
        #expect(try scene.belfry("test", "chat", at: "07:00:00").status == 0)
        #expect(try scene.belfry("enable", "chat", at: "07:00:00").status == 0)
        #expect(try scene.belfry("run", at: "07:10:00").status == 0)
        #expect(try scene.json("reconcile", at: "07:20:00")["total"]?["delivered"] == 1)
    }

    @Test func theBotHasTheNameAndThePictureThatOneGivesIt() throws {
        let scene = try Scene()
        let more = #""username": "Night watch", "avatarURL": "https://example.com/owl.png""#
        try scene.integrate("chat", "DISCORD", with: more)
        try scene.spool("a")
        _ = try scene.belfry("run")
        let body = try JSON.read(try #require(scene.receiver.requests.first).body)
        #expect(body["username"] == "Night watch" && body["avatar_url"] == "https://example.com/owl.png")
    }

    @Test func eventsAndProjectsCanBeChangedLater() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.spool("a")
        _ = try scene.belfry("run")
        let text = try scene.home.text("integrations/blog.json")
        try scene.home.write(
            "integrations/blog.json",
            text.replacingOccurrences(of: #""events": null"#, with: #""events": ["job-run:*"]"#)
        )
        try scene.spool("b")
        try scene.spool("c", type: "job-run:failure")
        _ = try scene.belfry("run", at: "07:00:00")
        #expect(scene.ids("blog") == ["a", "c"])
        #expect(try scene.json("reconcile", at: "07:10:00")["total"]?["matched"] == 2)
    }

    @Test(
        arguments: [
            ("job-run:failure", #"{"job": {"id": "nightly", "name": "Nightly"}, "project": {"id": "blog"}}"#),
            ("addon-backup:success", #"{"backup": {"id": "b-17"}, "addon": {"id": "db", "name": "Database"}}"#),
        ]
    )
    func aProgramGetsWhatItNeedsToGoOnWith(type: String, data: String) throws {
        let scene = try Scene()
        try scene.integrate("tickets")
        try scene.home.write("spool/new/1.json", #"{"event": "\#(type)", "id": "x", "data": \#(data)}"#)
        _ = try scene.belfry("run")
        let request = try #require(scene.receiver.requests.first)
        #expect(request.text == #"{"event":"\#(type)","data":\#(data)}"#)
        #expect(request.header("X-Northflank-Notification-Integration-Event-Type") == type)
    }

    @Test(arguments: ["SLACK", "DISCORD", "TEAMS", "TEAMS_WORKFLOWS", "RAW_WEBHOOK"])
    func aTypeThatNobodyHasHeardOfIsTold(provider: String) throws {
        let answers = ["SLACK": "ok", "TEAMS": "1", "DISCORD": #"{"id": "1"}"#]
        let scene = try Scene(fallback: .answer(body: answers[provider] ?? ""))
        try scene.integrate("blog", provider, with: #""mode": "individual""#)
        try scene.spool("a", type: "quantum:flux-capacitor:overload")
        #expect(try scene.belfry("run", "--fail-on", "deferred").status == 0)
        #expect(scene.receiver.requests.first?.text.lowercased().contains("overload") == true)
    }
}
