import JSON
import Receiver
import TestSupport
import Testing

/// An event that is named leads to digests that tell of others too: they are not taken in hand unasked.
@Suite struct SharedDigestTests {
    private let scene: Scene

    /// `a`, `b` and `c` lie in a digest that waits to be tried again; `blog` got each of them.
    init() throws {
        scene = try Scene(["/disc": [.answer(status: 503)]])
        try scene.integrate("blog")
        try scene.integrate("disc", with: #""mode": "digest", "retry": {"schedule": ["1h"]}"#)
        try scene.spool("a", "b", "c")
        _ = try scene.belfry("run")
    }

    private func state(_ integration: String, _ event: String = "a") throws -> JSON? {
        try scene.json("queue", event, "-i", integration)["state"]
    }

    @Test(
        arguments: [
            (["drop"], "dropped"), (["hold"], "parked"), (["requeue", "-i", "disc"], "requeued"),
        ]
    )
    func whatElseIsMeantIsSaidAndWantsAWord(command: [String], done: String) throws {
        let what = "1 delivery, a digest of 3 events to disc,"
        let arguments = [command[0], "a"] + command.dropFirst() + ["--now", "2026-03-02T06:10:00Z"]
        let trial = try Belfry.run(arguments + ["-n"], home: scene.home)
        #expect(trial == .init(status: 0, output: "\(what) would be \(done)\n", errors: ""))
        let asked = try Belfry.run(arguments, home: scene.home)
        #expect(asked.status == 64 && asked.errors.contains("\(what) will be \(done): say --yes"))
        #expect(try state("disc") == "deferred")
        let said = try Belfry.run(arguments + ["--yes"], home: scene.home)
        #expect(said == .init(status: 0, output: "1 delivery \(done)\n", errors: ""))
    }

    @Test func aDigestThatWasNamedItselfOrWithAllItsEventsIsNoSurprise() throws {
        let id = try scene.belfry("queue", "a", "-i", "disc", "--ids").output.filter { $0 != "\n" }
        #expect(try scene.belfry("hold", id).output == "1 delivery parked\n")
        #expect(try scene.belfry("release", "a", "b", "c").output == "1 delivery released\n")
        #expect(try state("disc") == "deferred")
    }

    @Test func whatIsDeliveredIsNotMeantUnlessItWasNamed() throws {
        let id = try scene.belfry("queue", "a", "-i", "blog", "--ids").output.filter { $0 != "\n" }
        for more in [["-n"], ["--yes"]] {
            let ended = try Belfry.run(["drop", id] + more, home: scene.home)
            #expect(ended.status == 1 && ended.output == "" && ended.errors.hasSuffix("\(id): it is delivered\n"))
            let byEvent = try Belfry.run(["drop", "a", "-i", "blog"] + more, home: scene.home)
            #expect(byEvent == ended, "nothing else is meant")
        }
        let both = try scene.belfry("drop", id, "b", "--yes")
        #expect(both.status == 1 && both.output == "1 delivery dropped\n" && both.errors.contains("it is delivered"))
        #expect(try state("disc") == "dropped" && state("blog") == "delivered")
    }

    @Test func resendAsksBeforeItRepeatsADigest() throws {
        scene.receiver.script("/disc", [.noContent])
        let sent = scene.receiver.count
        let announced = "blog: 1 delivery\ndisc: 1 delivery\n"
        let trial = try scene.belfry("resend", "a", "-n", at: "07:00:00")
        #expect(
            trial.output == announced + "it would ask first: among them a digest of 3 events to disc\n"
                && trial.status == 0
        )
        let asked = try scene.belfry("resend", "a", at: "07:00:00")
        #expect(asked.status == 64 && asked.errors.contains("among them a digest of 3 events to disc: say --yes"))
        #expect(scene.receiver.count == sent)
        let said = try scene.belfry("resend", "a", "--yes", at: "07:00:00")
        #expect(said.status == 0 && said.output == announced + "blog: 1 delivered\ndisc: 1 delivered\n")
        #expect(scene.receiver.count == sent + 2)
    }

    @Test func ofADigestOnlyTheNamedEventGetsANewMessage() throws {
        scene.receiver.script("/disc", [.noContent])
        let ended = try scene.belfry("resend", "b", "-i", "disc", "--as", "individual", at: "07:00:00")
        #expect(ended.status == 0 && ended.output.hasPrefix("disc: 1 event, a message each\ndisc: 1 delivered\n"))
        #expect(scene.ids("disc").contains("b"))
    }

    @Test func whatElseTheRunSendsIsToldApart() throws {
        try scene.spool("d", "e")
        let ended = try scene.belfry("resend", "a", "-i", "blog", at: "06:05:00")
        #expect(
            ended.output == """
                blog: 1 delivery
                blog: 1 delivered
                blog: 2 delivered of what else was due

                """
        )
    }
}
