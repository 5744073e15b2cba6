import Foundation
import Testing

/// `belfry add`: nothing is written unless everything is sound.
@Suite struct AddTests {
    private static let body = #"""
        {"name": "Ops alerts", "type": "SLACK", "webhook": "https://hooks.slack.com/services/T0/B0/SECRET",
         "events": {"trigger:build:failure": true}}
        """#

    private func add(_ home: TemporaryHome, _ arguments: String..., input: String = body) throws -> Belfry.Ended {
        try Belfry.run(["add"] + arguments, home: home, input: input)
    }

    @Test func aBodyOfNorthflankBecomesAnIntegrationWithItsAddressKeptApart() throws {
        let home = try TemporaryHome()
        let ended = try add(home, "-")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(!(try home.text("integrations/ops-alerts.json").contains("SECRET")))
        #expect(try home.text("secrets/ops-alerts") == "https://hooks.slack.com/services/T0/B0/SECRET\n")
        #expect(try home.mode(of: "secrets/ops-alerts") == 0o600)
        #expect(try Belfry.run(["check"], home: home).status == 0)
        #expect(try Belfry.run(["list"], home: home).output.contains("ops-alerts"))
    }

    @Test func flagsSayTheSame() throws {
        let home = try TemporaryHome()
        let address = "https://hooks.slack.com/services/T0/B0/SECRET\n"
        let ended = try add(
            home,
            "Ops alerts",
            "--type",
            "SLACK",
            "--event",
            "*:failure",
            "--address",
            "-",
            input: address
        )
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try home.text("secrets/ops-alerts") == address)
    }

    @Test func whatIsThereStaysAsItIs() throws {
        let home = try TemporaryHome()
        #expect(try add(home, "-").status == 0)
        let before = try home.text("integrations/ops-alerts.json")
        let again = try add(home, "-", input: AddTests.body.replacingOccurrences(of: "SECRET", with: "OTHER"))
        #expect(again.status == 73)
        #expect(again.errors.contains("there is an integration 'ops-alerts' already"))
        #expect(try home.text("integrations/ops-alerts.json") == before)
        #expect(!(try home.text("secrets/ops-alerts").contains("OTHER")))
    }

    @Test(arguments: [
        (
            #"{"name": "Ops alerts", "type": "SLAK", "webhook": "https://a.example/x", "events": null}"#, Int32(78),
            "did you mean 'SLACK'"
        ),
        (#"{"name": "Ops alerts"}"#, 78, "type"),
        (#"{"type": "SLACK"}"#, 65, "no \"name\""),
        ("[", 65, "standard input:1:2: error"),
        ("", 65, "standard input"),
    ])
    func nothingIsWrittenOfWhatIsWrong(body: String, status: Int32, words: String) throws {
        let home = try TemporaryHome()
        let ended = try add(home, "-", input: body)
        #expect(ended.status == status)
        #expect(ended.errors.contains(words), "\(ended.errors)")
        #expect(try home.names(in: "integrations") == ["example.json.sample"])
        #expect(!FileManager.default.fileExists(atPath: home.path + "/secrets/ops-alerts"))
    }

    @Test func aTrialWritesNothingAndShowsNoSecret() throws {
        let home = try TemporaryHome()
        let ended = try add(home, "-", "--dry-run")
        #expect(ended.status == 0)
        #expect(ended.output.contains("secrets/ops-alerts") && !ended.output.contains("SECRET"))
        #expect(try home.names(in: "integrations") == ["example.json.sample"])
    }

    @Test func flagsWithoutATypeOrAnAddressAreRefused() throws {
        let home = try TemporaryHome()
        #expect(try add(home, "-", "--event", "build:*").status == 64)
        #expect(try add(home, "Ops", "--type", "SLAK", "--address", "-").status == 64)
        #expect(try add(home, "Ops alerts", "--type", "SLACK").errors.contains("needs --address"))
        #expect(try add(home, "missing.json").status == 65)
    }

    /// Each holds SECRET wherever a secret can stand.
    private static let withSecrets = [
        #"{"name": "Hook", "urls": [{"url": "https://a.example/x"}, {"format": "slack", "url": "https://hooks.slack.com/SECRET"}]}"#,
        #"{"urls": [{"format": "slack", "url": "https://hooks.slack.com/services/SECRET"}], "events": ["META_DEPLOYMENT_RESULT"]}"#,
        #"""
        {"name": "Raw", "type": "RAW_WEBHOOK", "webhook": "https://a.example/x", "events": null, "secret": "SECRET",
         "signing": {"secret": ["whsec_U0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVU", "whsec_U0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVV"]}}
        """#,
        #"""
        {"name": "Mail", "type": "EMAIL", "to": ["a@example.com"], "events": null, "mail":
         {"server": "smtps://mail.example", "from": "b@example.com", "user": "b", "password": "SECRET"}}
        """#,
        #"{"data": {"name": "Disc", "type": "DISCORD", "webhook": "https://discord.com/api/webhooks/1/SECRET", "events": null}}"#,
    ]

    @Test(arguments: withSecrets)
    func noSecretStaysInTheFileNorIsShown(body: String) throws {
        let home = try TemporaryHome()
        for arguments in [["-", "--dry-run"], ["-"]] {
            let ended = try Belfry.run(["add"] + arguments, home: home, input: body)
            #expect(ended.status == 0, "\(ended.errors)")
            for secret in ["SECRET", "U0VDUkVU"] { #expect(!(ended.output + ended.errors).contains(secret)) }
        }
        for name in try home.names(in: "integrations") {
            let text = try home.text("integrations/" + name)
            #expect(!text.contains("SECRET") && !text.contains("U0VDUkVU"), "\(text)")
        }
        for name in try home.names(in: "secrets") { #expect(try home.mode(of: "secrets/" + name) == 0o600) }
        #expect(try Belfry.run(["check"], home: home).status == 0)
    }

    @Test func eachOfAHooksIntegrationsHasItsAddressUnderItsOwnId() throws {
        let home = try TemporaryHome()
        _ = try add(home, "-", input: AddTests.withSecrets[0])
        #expect(try home.names(in: "secrets") == ["hook-2"])
        #expect(try Belfry.run(["list", "hook-2"], home: home).output.contains("https://hooks.slack.com/…"))
    }

    @Test(
        arguments: [
            #"""
            {"data": {"id": "ops", "name": "Ops alerts", "type": "SLACK", "webhook": "https://hooks.slack.com/services/T0/B0/x",
             "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z", "status": {"disabled": false},
             "restricted": false, "projects": [], "events": {"trigger:build:failure": true}}}
            """#,
            #"""
            {"id": "hook_1", "ownerId": "orga_1", "name": "Ops alerts", "createdAt": "2026-01-01T00:00:00Z",
             "urls": [{"format": "raw", "url": "https://a.example/x"}], "events": ["META_CREDITS"], "scope": [], "state": "ENABLED",
             "failures": []}
            """#,
        ]
    )
    func whatAServiceAnsweredIsTakenWithoutItsOwnRecord(answer: String) throws {
        let home = try TemporaryHome()
        let ended = try add(home, "-", input: answer)
        #expect(ended.status == 0 && ended.errors.hasPrefix("standard input: note: 'id', "), "\(ended)")
        #expect(!(try home.text("integrations/ops-alerts.json").contains("createdAt")))
    }

    @Test func mistakesAreToldWhereTheyStand() throws {
        let home = try TemporaryHome()
        let body =
            "{\n  \"name\": \"Job tickets\",\n  \"type\": \"SLAK\",\n  \"webhook\": \"https://a.example\", \"events\": null\n}"
        try home.write("input.json", body)
        #expect(
            try add(home, home.path + "/input.json").errors.hasPrefix(
                home.path + "/input.json:3:11: error: unknown type"
            )
        )
        #expect(try add(home, "-", input: body).errors.hasPrefix("standard input:3:11: error: unknown type 'SLAK'"))
        let wrapped = try add(home, "-", input: "{\"data\":\n" + body + "}")
        #expect(wrapped.errors.hasPrefix("standard input:4:11: error: unknown type 'SLAK'"))
        let typed = try add(
            home,
            "Ops",
            "--type",
            "SLACK",
            "--event",
            "bild:start",
            "--address",
            "-",
            input: "https://a.example/x"
        )
        #expect(typed.errors.hasPrefix("the new integration:"), "\(typed.errors)")
    }

    @Test func mailGoesToTheAddressesOrToAllUsers() throws {
        let home = try TemporaryHome()
        try home.write(
            "belfry.json",
            #"{"mail": {"server": "smtps://mail.example", "from": "b@example.com"}, "users": {"anna": "anna@example.com"}}"#
        )
        let some = try add(home, "Books", "--type", "EMAIL", "--address", "-", input: "books@example.com\n anna \n\n")
        #expect(some.status == 0, "\(some.errors)")
        #expect(try Belfry.run(["list", "books"], home: home).output.contains("books@example.com +1"))
        #expect(try add(home, "Everybody", "--type", "EMAIL").status == 0)
        #expect(try Belfry.run(["list", "everybody"], home: home).output.contains("anna@example.com "))
        let none = try add(home, "Nobody", "--type", "EMAIL", "--address", "-", input: "\n")
        #expect(none.status == 65 && none.errors.contains("there is no address in standard input"))
        let wrong = try add(home, "Wrong", "--type", "EMAIL", "--address", "-", input: "otto\n")
        #expect(wrong.status == 78 && wrong.errors.contains("the new integration:"))
    }

    @Test func aSecretOfAnotherIntegrationStopsItBeforeAnythingIsWritten() throws {
        let home = try TemporaryHome()
        try home.write("secrets/mail.password", "other")
        let ended = try add(home, "-", input: AddTests.withSecrets[3])
        #expect(ended.status == 73 && ended.errors.contains("secrets/mail.password' is there already"))
        #expect(try home.text("secrets/mail.password") == "other")
        #expect(try home.names(in: "integrations") == ["example.json.sample"])
    }
}
