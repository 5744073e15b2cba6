import Configuration
import Delivery
import Glibc
import JSON
import Providers
import Receiver
import Reports
import Runner
import Storage
import TestSupport
import Testing
import Time

/// `confirmOnCreate`: a new integration begins with a message that says so, once.
@Suite struct ConfirmationTests {
    private static let type = "X-Northflank-Notification-Integration-Event-Type"

    private func types(_ station: Station) -> [String] {
        station.receiver.requests.map { $0.header(Self.type) ?? "none" }
    }

    @Test func aNewIntegrationBeginsWithItsTestMessageAndNeverSendsItAgain() throws {
        let station = try Station()
        station.integrate("blog", with: #""confirmOnCreate": true, "concurrency": 1"#)
        try station.spool(ids: ["a"])
        let first = try station.run()
        #expect(types(station) == ["test", "build:failure"])
        #expect(first["blog"].thisRun == DeliveryCounts(planned: 2, delivered: 2))
        try station.spool(ids: ["b"])
        try station.run()
        #expect(types(station) == ["test", "build:failure", "build:failure"])
    }

    @Test(arguments: [
        (ProviderType.slack, "ok"), (.discord, #"{"id": "1"}"#), (.teams, "1"), (.teamsWorkflows, ""),
    ])
    func everyChatIsConfirmedAlsoWithoutAnyEvent(_ type: ProviderType, _ answer: String) throws {
        let station = try Station(fallback: .answer(body: answer))
        station.integrate("ops", type, with: #""confirmOnCreate": true"#)
        #expect(try station.run()["ops"].thisRun == DeliveryCounts(planned: 1, delivered: 1))
        #expect(try station.run()["ops"].thisRun == DeliveryCounts())
        #expect(station.receiver.count == 1)
    }

    @Test func itIsTriedAgainAsEveryDeliveryIs() throws {
        let station = try Station(["/blog": [.answer(status: 500), .noContent]])
        station.integrate("blog", with: #""confirmOnCreate": true, "retry": {"schedule": ["5m"]}"#)
        let first = try station.run()
        #expect(first["blog"].backlog.outstanding == 1 && first["blog"].status.state == .failing)
        station.wait(.seconds(3600))
        #expect(try station.run()["blog"].thisRun == DeliveryCounts(delivered: 1))
        #expect(Set(station.receiver.requests.map { $0.header("Idempotency-Key") }).count == 1)
        #expect(try station.run()["blog"].thisRun == DeliveryCounts())
    }

    @Test func withoutTheSettingThereIsNone() throws {
        let station = try Station()
        station.integrate("blog")
        station.integrate("off", with: #""confirmOnCreate": false"#)
        try station.run()
        #expect(station.receiver.count == 0)
    }

    @Test func anIntegrationThatIsNotNewIsNotConfirmed() throws {
        let station = try Station()
        station.integrate("blog")
        try station.run()
        station.integrate("blog", with: #""confirmOnCreate": true"#)
        try station.run()
        #expect(station.receiver.count == 0)
    }

    @Test func aRunThatIsKilledBeforeItPlansLeavesItToTheNext() throws {
        let station = try Station()
        station.integrate("blog", with: #""confirmOnCreate": true"#)
        let integration = try #require(try station.setup().integrations.first)
        do {
            var state = try State(station.places.state, settings: Settings(), locking: .waiting)
            try state.beginLedger(at: station.now)
            state.greet([integration], at: station.now)
            try state.ledger.sync()
        }
        try station.run()
        #expect(types(station) == ["test"])
    }

    @Test func aTestMessageThatArrivedIsConfirmationEnough() throws {
        let station = try Station()
        station.integrate("blog", with: #""confirmOnCreate": true"#)
        let setup = try station.setup()
        let message = Message(deliveryID: "t", eventType: "test", body: [])
        let answer = try SingleSend(setup: setup).send(message, to: setup.integrations[0], at: station.now)
        do {
            var state = try State(station.places.state, settings: Settings(), locking: .waiting)
            _ = try state.record([answer], of: setup.integrations[0], at: station.now)
        }
        try station.run()
        #expect(station.receiver.count == 1)
    }

    /// Mail goes to each recipient by a program that keeps what it is given.
    private func mailing(_ station: Station, _ recipients: String, _ more: String = "") throws {
        let script = "#!/bin/sh\nfor last; do :; done\ncat > '\(station.folder.path("mail-"))'\"$last\"\n"
        try station.folder.write(script, to: "sendmail")
        #expect(chmod(station.folder.path("sendmail"), 0o755) == 0)
        station.integrate(
            "team",
            file: """
                {"name": "Team", "type": "EMAIL", "to": \(recipients), "events": null\(more), \
                "mail": {"sendmail": "\(station.folder.path("sendmail"))", "from": "belfry@example.com"}}
                """
        )
    }

    @Test func everyRecipientOfMailIsConfirmedOnce() throws {
        let station = try Station()
        try mailing(station, #"["a@example.com", "b@example.com"]"#, #", "confirmOnCreate": true"#)
        #expect(try station.run()["team"].thisRun == DeliveryCounts(planned: 2, delivered: 2))
        #expect(try station.run()["team"].thisRun == DeliveryCounts())
        for name in ["a", "b"] {
            let mail = try station.folder.read("mail-\(name)@example.com")
            #expect(mail.contains("\nSubject: ") && mail.contains("Team"))
        }
    }

    @Test func aTestOfMailIsOnTheRecordForEachRecipient() throws {
        let station = try Station()
        try mailing(station, #"["a@example.com", "no/such/folder@example.com"]"#)
        let setup = try station.setup()
        let team = setup.integrations[0]
        let answers = try (team.recipients ?? []).map { recipient in
            let message = Message(deliveryID: "t", eventType: "test", recipient: recipient, body: [])
            return try SingleSend(setup: setup).send(message, to: team, at: station.now)
        }
        #expect(answers.map(\.test.isDelivered) == [true, false])
        var state = try State(station.places.state, settings: Settings(), locking: .waiting)
        _ = try state.record(answers, of: team, at: station.now)
        #expect(answers.compactMap(\.test.recipient) == team.recipients)
    }

    @Test func aDryRunTellsOfItAndSendsNothing() throws {
        let station = try Station()
        station.integrate("blog", with: #""confirmOnCreate": true"#)
        let report = try station.run { $0.sendsNothing = true }
        #expect(report["blog"].thisRun.planned == 1)
        #expect(station.receiver.count == 0)
    }
}
