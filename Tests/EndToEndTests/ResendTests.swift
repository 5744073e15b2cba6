import Foundation
import JSON
import Receiver
import TestSupport
import Testing

/// Sending again: what is named, failed or missing, as it was or in another form.
@Suite struct ResendTests {
    @Test func whatWasDeliveredCanBeSentAgainUnderTheSameIds() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.spool("a", "b")
        _ = try scene.belfry("run")
        #expect(try scene.belfry("resend", "a", at: "07:00:00").output == "blog: 1 delivery\nblog: 1 delivered\n")
        let requests = scene.receiver.requests(on: "/blog").filter { $0.text.contains("\"a\"") }
        #expect(requests.count == 2 && requests[0].text == requests[1].text)
        for name in ["Idempotency-Key", "X-Northflank-Notification-Integration-Event-Id"] {
            #expect(requests[0].header(name) == requests[1].header(name))
        }
        #expect(try scene.json("queue", "a")["attempts"] == 2)
    }

    @Test func theAttemptIsMarkedAsManualAndOnlyThatOne() throws {
        let scene = try Scene(["/blog": [.noContent, .answer(status: 503), .noContent]])
        try scene.integrate("blog", with: #""retry": {"schedule": ["1s"]}"#)
        try scene.spool("a")
        _ = try scene.belfry("run")
        _ = try scene.belfry("resend", "a", at: "07:00:00")
        let ledger = try scene.home.names(in: "state/ledger").map { try scene.home.text("state/ledger/" + $0) }.joined()
        let triggers = ledger.split(separator: "\n").filter { $0.contains("\"attempted\"") }.map {
            $0.contains(#""trigger":"manual""#) ? "manual" : "auto"
        }
        #expect(triggers == ["auto", "manual", "auto"])
        #expect(try scene.json("queue", "a")["state"] == "delivered")
    }

    @Test func afterAnOutageOneCommandBringsBackWhatItCost() throws {
        let scene = try Scene(["/blog": [.answer(status: 503)]])
        try scene.integrate("blog", with: #""retry": {"schedule": []}, "concurrency": 1"#)
        for (number, id) in ["a", "b", "c"].enumerated() {
            try scene.spool(id)
            _ = try scene.belfry("run", at: "0\(number):00:00")
        }
        #expect(try scene.belfry("queue", "--failed", "--ids").output.split(separator: "\n").count == 3)
        scene.receiver.script("/blog", [.noContent])
        let counted = try scene.belfry("resend", "--failed", "--dry-run", at: "06:00:00")
        #expect(counted.output == "blog: 3 deliveries\n" && scene.receiver.count == 3)
        let sent = try scene.belfry("resend", "--failed", "--yes", at: "06:00:00")
        #expect(sent.status == 0 && sent.output == "blog: 3 deliveries\nblog: 3 delivered\n")
        #expect(
            try scene.belfry("resend", "--failed", "--yes", at: "06:10:00").output == "there is nothing to send again\n"
        )
        #expect(try scene.belfry("reconcile", at: "06:20:00").status == 0)
    }

    @Test func asADigestManyBecomeOneMessage() throws {
        let scene = try Scene(["/blog": [.answer(status: 503)]])
        try scene.integrate("blog", with: #""retry": {"schedule": []}, "concurrency": 1"#)
        try scene.spool("a", "b", "c")
        _ = try scene.belfry("run")
        scene.receiver.script("/blog", [.noContent])
        _ = try scene.belfry("run", at: "06:30:00")
        let failed = scene.receiver.count
        let ended = try scene.belfry("resend", "--failed", "--as", "digest", "--yes", at: "07:00:00")
        #expect(ended.status == 0 && ended.output.contains("in one digest\n"))
        #expect(scene.receiver.count == failed + 1)
        let digest = try JSON.read(try #require(scene.receiver.requests.last).body)
        #expect(digest["event"] == "digest")
        let account = try scene.json("reconcile", at: "08:00:00")["total"]
        #expect(account?["matched"] == 3 && account?["delivered"] == 3)
    }

    @Test func aDigestCanBeSentAgainEventByEvent() throws {
        let scene = try Scene()
        try scene.integrate("blog", with: #""mode": "digest""#)
        try scene.spool("a", "b")
        _ = try scene.belfry("run")
        #expect(scene.receiver.count == 1)
        let ended = try scene.belfry("resend", "-i", "blog", "--as", "individual", "--yes", at: "07:00:00")
        #expect(ended.output == "blog: 2 events, a message each\nblog: 2 delivered\n")
        #expect(Set(scene.ids("blog").dropFirst()) == ["a", "b"])
        #expect(try scene.json("reconcile")["total"]?["delivered"] == 2)
    }

    @Test func whatCannotBeSentIsToldAndWhy() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.integrate("gone")
        try scene.spool("a")
        _ = try scene.belfry("run")
        try FileManager.default.removeItem(atPath: scene.home.path + "/integrations/gone.json")
        let ended = try scene.belfry("resend", "a", at: "07:00:00")
        #expect(ended.status == 1)
        #expect(ended.errors.contains("'gone' is no longer configured"))
        #expect(scene.ids("blog") == ["a", "a"])
        #expect(try scene.belfry("resend", "nothing").status == 3)
        #expect(try scene.belfry("resend").errors.contains("say what"))
        _ = try scene.belfry("disable", "blog", at: "07:10:00")
        let disabled = try scene.belfry("resend", "a", "-i", "blog", at: "07:20:00")
        #expect(disabled.errors.contains("blog is disabled: belfry enable blog"))
        #expect(scene.ids("blog") == ["a", "a"])
        _ = try scene.belfry("enable", "blog", at: "07:30:00")
        _ = try scene.belfry("run", at: "07:40:00")
        #expect(scene.ids("blog") == ["a", "a", "a"])
    }
}
