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
        #expect(try add(home, "Ops alerts", "--type", "SLACK").errors.contains("needs --address"))
        #expect(try add(home, "missing.json").status == 65)
    }
}
