import Configuration
import Delivery
import Diagnostics
import Mail
import Providers
import Testing

/// What `mail`, `users`, `teams` and `to` come to.
@Suite struct MailTests {
    private static let people = """
        "users": {"anna": "anna@example.com", "ben": "ben@example.com"}, "teams": {"ops": ["ben", "desk@example.com"]}
        """

    private func read(mail: String, with more: String = "", in integration: String = "") -> Configuration.Reading {
        let settings = "{\(MailTests.people), \"mail\": {\(mail)}\(more)}"
        let target = #"{"name": "Ops by mail", "type": "EMAIL", "events": ["build:*"]\#(integration)}"#
        return Configuration.read(settings: settings, ["ops": target])
    }

    private func target(mail: String, in integration: String = "") throws -> MailTarget {
        let reading = read(mail: mail, in: integration)
        #expect(reading.problems.isEmpty, "\(reading.problems)")
        return try #require(reading.setup?.integrations.first?.mail)
    }

    private static let relay = #""sendmail": "/usr/sbin/sendmail", "from": "Belfry <belfry@example.com>""#

    @Test func aTeamOfNobodyCannotBeWrittenTo() {
        let settings = #"{"teams": {"empty": []}, "mail": {\#(MailTests.relay)}}"#
        let target = #"{"name": "Ops by mail", "type": "EMAIL", "events": null, "to": ["empty"]}"#
        let reading = Configuration.read(settings: settings, ["ops": target])
        #expect(reading.setup == nil)
        #expect(reading.problems.map(\.message) == ["nobody is in the team 'empty'"])
    }

    @Test(arguments: [
        (#", "to": "ops@example.com""#, ["ops@example.com"]),
        (#", "to": ["anna", "ops"]"#, ["anna@example.com", "ben@example.com", "desk@example.com"]),
        (#", "to": ["ops", "ben", "ben@EXAMPLE.com"]"#, ["ben@example.com", "desk@example.com"]),
        (#", "to": "Organisation""#, ["anna@example.com", "ben@example.com"]),
        ("", ["anna@example.com", "ben@example.com"]),
    ])
    func recipientsAreAddressesUsersTeamsOrEverybodyEachOnce(_ to: String, _ recipients: [String]) throws {
        #expect(try target(mail: MailTests.relay, in: to).recipients.map(\.description) == recipients)
    }

    @Test(arguments: [
        ("smtps://Mail.example.com", "mail.example.com", 465, MailServer.Security.implicit),
        ("smtp://mail.example.com/", "mail.example.com", 587, .startTLS),
        ("smtp://[::1]:25", "[::1]", 25, .startTLS),
    ])
    func aServerIsReachedWithTLS(_ text: String, _ host: String, _ port: Int, _ security: MailServer.Security) throws {
        let reading = read(mail: #""server": "\#(text)", "from": "ops@example.com""#)
        let server = MailServer(host: host, port: port, security: security)
        #expect(reading.setup?.integrations.first?.mail?.route == .server(server))
    }

    @Test func anIntegrationSaysOtherwiseKeyByKey() throws {
        let own = try target(mail: MailTests.relay, in: #", "mail": {"from": "Ops <ops@example.com>"}"#)
        #expect(own.from.name == "Ops")
        #expect(own.route == .program("/usr/sbin/sendmail"))
    }

    @Test func aPasswordGoesToNoServerThatItWasNotMeantFor() throws {
        let mail = #""server": "smtps://mail.example.com", "from": "a@example.com", "user": "a", "password": "hunter2""#
        #expect(try target(mail: mail).login?.user == "a")
        let elsewhere = try target(mail: mail, in: #", "mail": {"server": "smtps://other.example.com"}"#)
        #expect(elsewhere.login == nil)
        #expect(elsewhere.route == .server(MailServer(host: "other.example.com", port: 465, security: .implicit)))
    }

    @Test func halfALoginIsToldWhereTheOtherHalfWasLeftBehind() {
        let mail = #""server": "smtps://mail.example.com", "from": "a@example.com", "user": "a", "password": "hunter2""#
        let reading = read(mail: mail, in: #", "mail": {"server": "smtps://other.example.com", "user": "b"}"#)
        #expect(reading.problems.map(\.message) == ["'mail' has no 'password'"])
    }

    @Test(arguments: [
        #""server": "mail.example.com", "from": "ops@example.com""#,
        #""server": "smtps://mail.example.com", "from": "ops""#,
        #""sendmail": "sendmail", "from": "ops@example.com""#,
        #""server": "smtps://mail.example.com", "from": "o@example.com", "user": "o", "password": {"env": "NONE"}"#,
    ])
    func whatIsBrokenInTheSettingsIsToldOnceAndNotForEachIntegration(_ mail: String) {
        #expect(read(mail: mail).problems.map(\.file) == ["belfry.json"])
    }

    @Test func aServerOnThisMachineHasToBeAllowed() throws {
        let mail = #""server": "smtp://127.0.0.1:25", "tls": "none", "from": "ops@example.com""#
        let warning = try #require(read(mail: mail).problems.first)
        #expect(warning.severity == .warning)
        #expect(warning.message == "'127.0.0.1' is a private address, which may not be connected to")
        #expect(read(mail: mail, with: #", "allowAddresses": ["127.0.0.1"]"#).problems.isEmpty)
    }
}
