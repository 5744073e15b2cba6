import Foundation
import JSON
import Receiver
import TestSupport
import Testing

/// What a user does with integrations over time, tried on the built program.
@Suite struct WorkflowStoryTests {
    @Test func slackIsSetUpWithItsEventsAndProjectsAndGetsOnlyThese() throws {
        let scene = try Scene(["/channel": [.answer(body: "ok")]])
        let added = try Belfry.run(
            [
                "add", "Ops channel", "--type", "SLACK", "--event", "build:failure", "--event", "job-run:*",
                "--project", "shop", "--address", "-",
            ],
            home: scene.home,
            input: scene.receiver.url + "/channel\n"
        )
        #expect(added.status == 0, "\(added.errors)")
        #expect(
            try !scene.home.text("integrations/ops-channel.json").contains("/channel"),
            "its address is its password"
        )
        let events = [
            ("build:failure", "shop", "wanted"), ("job-run:failure", "shop", "wanted too"),
            ("build:failure", "blog", "another project"), ("build:success", "shop", "another type"),
        ]
        for (number, event) in events.enumerated() {
            let data = #"{"message": "\#(event.2)", "project": {"id": "\#(event.1)"}}"#
            try scene.home.write("spool/new/\(number).json", #"{"event": "\#(event.0)", "data": \#(data)}"#)
        }
        #expect(try scene.belfry("run").status == 0)
        let told = scene.receiver.requests(on: "/channel").map(\.text).joined()
        #expect(scene.receiver.count == 1 && told.contains("wanted") && told.contains("wanted too"))
        #expect(!told.contains("another"), "\(told)")
    }

    @Test func aHookWithSeveralAddressesTellsEachInItsFormat() throws {
        let scene = try Scene(["/slack": [.answer(body: "ok")]])
        let url = scene.receiver.url
        try scene.home.write(
            "integrations/hook.json",
            """
            {"urls": [{"format": "slack", "url": "\(url)/slack"}, {"format": "raw", "url": "\(url)/raw"}],
             "events": ["META_DEPLOYMENT_RESULT"]}
            """
        )
        let event = #"{"event": "DEPLOYMENT_FAIL", "date": 1772431140000, "data": {"uuid": "d-1", "appId": "app_1"}}"#
        try scene.home.write("spool/new/1.json", event)
        #expect(try scene.belfry("run").status == 0)
        let slack = try #require(scene.receiver.requests(on: "/slack").first).text
        #expect(slack.contains("Deployment failed"), "\(slack)")
        let raw = try JSON.read(try #require(scene.receiver.requests(on: "/raw").first).body)
        #expect(raw["event"] == "DEPLOYMENT_FAIL" && raw["data"]?["uuid"] == "d-1")
        #expect(scene.receiver.count == 2)
    }

    @Test func whoSetsUpSlackIsToldWhereTheAddressComesFrom() throws {
        let help = try Belfry.run(["help", "add"]).output.replacingOccurrences(of: "\n", with: " ")
        for word in ["incoming webhook", "channel, user or group", "owner of the workspace"] {
            #expect(help.contains(word), "\(word)")
        }
    }

    @Test func aNewDiscordChannelIsConfirmedOnceAndOnTheRecord() throws {
        let scene = try Scene(["/chat": [.answer(body: #"{"id": "1"}"#)]])
        try scene.integrate("chat", "DISCORD", with: #""confirmOnCreate": true"#)
        #expect(try scene.belfry("run").status == 0)
        #expect(try scene.belfry("run", at: "06:10:00").status == 0)
        let messages = scene.receiver.requests(on: "/chat")
        #expect(messages.count == 1 && messages[0].text.contains("The chat"), "\(messages.map(\.text))")
        let recorded = try scene.json("queue", "--state", "delivered")
        #expect(recorded["integration"] == "chat" && recorded["attempts"] == 1, "\(recorded)")
        #expect(try scene.belfry("test", "chat", at: "06:20:00").status == 0, "and by hand whenever one wants")
        #expect(scene.receiver.requests(on: "/chat").count == 2)
    }

    /// A connector answers 200 and `1`, a workflow 202 and nothing; both take the same card.
    @Test(arguments: [("TEAMS", "1"), ("TEAMS_WORKFLOWS", "")])
    func teamsGetsACardByItsConnectorAndByItsWorkflow(provider: String, answer: String) throws {
        let scene = try Scene(["/team": [.answer(status: provider == "TEAMS" ? 200 : 202, body: answer)]])
        try scene.integrate("team", provider)
        try scene.spool("a")
        #expect(try scene.belfry("run", "--fail-on", "deferred").status == 0)
        let card = try JSON.read(try #require(scene.receiver.requests(on: "/team").first).body)
        let attachment = card["attachments"]?.array?.first
        #expect(attachment?["contentType"] == "application/vnd.microsoft.card.adaptive")
        #expect(attachment?["content"]?["type"] == "AdaptiveCard")
    }

    @Test(
        arguments: [
            ("TEAMS", "https://acme.webhook.office.com/webhookb2/1", "Microsoft is retiring the connectors"),
            ("TEAMS", "https://prod-1.westeurope.logic.azure.com/workflows/1", "use the type 'TEAMS_WORKFLOWS'"),
            ("TEAMS_WORKFLOWS", "https://acme.webhook.office.com/webhookb2/1", "use the type 'TEAMS'"),
            ("RAW_WEBHOOK", "https://acme.webhook.office.com/webhookb2/1", "use the type 'TEAMS'"),
        ]
    )
    func anAddressOfTheOtherKindIsNoticed(provider: String, address: String, advice: String) throws {
        let home = try TemporaryHome()
        try home.write(
            "integrations/team.json",
            #"{"name": "Team", "type": "\#(provider)", "webhook": "\#(address)", "events": null}"#
        )
        let check = try Belfry.run(["check"], home: home)
        #expect(check.status == 0 && check.errors.contains(advice), "\(check)")
    }

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

    @Test func anIntegrationThatIsGoneIsMendedByANewAddressThatWorks() throws {
        let scene = try Scene(["/chat": [.answer(status: 404, body: #"{"code": 10015}"#)], "/new": [.noContent]])
        try scene.integrate("chat", "DISCORD")
        try scene.spool("a")
        #expect(try scene.belfry("run").status == 1)
        #expect(try scene.json("list", "chat")["data"]?["status"]?["disabled"] == true)
        let text = try scene.home.text("integrations/chat.json").replacingOccurrences(of: "/chat\"", with: "/new\"")
        try scene.home.write("integrations/chat.json", text)
        #expect(try scene.belfry("test", "chat", at: "07:00:00").status == 0)
        #expect(try scene.json("list", "chat")["data"]?["status"]?["disabled"] == false)
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
            text.replacingOccurrences(
                of: #""events": null"#,
                with: #""events": ["job-run:*"], "restricted": true, "projects": ["shop"]"#
            )
        )
        try scene.spool("b")
        try scene.spool("c", type: "job-run:failure")
        let shop = #"{"event": "job-run:failure", "id": "d", "data": {"project": {"id": "shop"}}}"#
        try scene.home.write("spool/new/d.json", shop)
        _ = try scene.belfry("run", at: "07:00:00")
        #expect(scene.ids("blog") == ["a", "d"])
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
