import Foundation
import Testing

@testable import belfry

@Suite struct HomeTests {
    @Test func theFlagWinsOverEverything() {
        let home = Home(flag: "h/", environment: ["BELFRY_HOME": "e"], isDirectory: { _ in true })
        #expect(home.origin == .flag)
        #expect(home.settings == "h/belfry.json")
        #expect(home.newEvents == "h/spool/new")
        #expect(home.state == "h/state")
    }

    @Test func theEnvironmentWinsOverSystemd() {
        let home = Home(flag: nil, environment: systemd.merging(["BELFRY_HOME": "e"]) { $1 }) { _ in true }
        #expect(home.origin == .environment)
        #expect(home.integrations == "e/integrations")
        #expect(home.credentials == "/run/credentials/belfry")
    }

    @Test func anEmptyVariableIsNone() {
        let home = Home(flag: nil, environment: ["BELFRY_HOME": "", "STATE_DIRECTORY": ""]) { _ in false }
        #expect(home.origin == .workingDirectory)
        #expect(home.configuration == "belfry-home")
    }

    @Test func systemdsFoldersSplitConfigurationAndState() {
        let home = Home(flag: nil, environment: systemd) { _ in false }
        #expect(home.origin == .systemd)
        #expect(home.settings == "/etc/belfry/belfry.json")
        #expect(home.templates == "/etc/belfry/templates")
        #expect(home.state == "/var/lib/belfry/state")
        #expect(home.reports == "/var/lib/belfry/reports")
        #expect(home.spool == "/var/lib/belfry/spool")
    }

    @Test func aSharedSpoolIsUsedWhereThereIsOne() {
        let shared = Home(flag: nil, environment: systemd) { $0 == "/var/spool/belfry" }
        #expect(shared.spool == "/var/spool/belfry")
        let own = Home(flag: "h", environment: [:]) { $0 == "/var/spool/belfry" }
        #expect(own.spool == "h/spool")
    }

    @Test func aListOfFoldersMeansTheFirst() {
        let environment = systemd.merging(["STATE_DIRECTORY": "/var/lib/a:/var/lib/b"]) { $1 }
        #expect(Home(flag: nil, environment: environment) { _ in false }.state == "/var/lib/a/state")
    }

    @Test func withoutVariablesTheSystemsFoldersServeWhereTheyAre() {
        let home = Home(flag: nil, environment: ["STATE_DIRECTORY": "/s"]) { $0 == "/etc/belfry" }
        #expect(home.origin == .system)
        #expect(home.state == "/var/lib/belfry/state")
        #expect(home.spool == "/var/lib/belfry/spool")
    }

    private let systemd = [
        "CONFIGURATION_DIRECTORY": "/etc/belfry", "STATE_DIRECTORY": "/var/lib/belfry",
        "CREDENTIALS_DIRECTORY": "/run/credentials/belfry",
    ]
}
