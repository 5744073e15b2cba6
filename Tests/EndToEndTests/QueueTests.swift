import Foundation
import JSON
import Receiver
import TestSupport
import Testing

/// Looking at deliveries, and taking them in hand.
@Suite struct QueueTests {
    private let scene: Scene

    /// Three events for an endpoint that is down, one of which was tried.
    init() throws {
        scene = try Scene(["/blog": [.answer(status: 503, body: "down \u{1B}[31m")]])
        try scene.integrate("blog", with: #""concurrency": 1, "retry": {"schedule": ["1h"]}"#)
        try scene.integrate("ops")
        try scene.spool("a", "b", "c")
        _ = try scene.belfry("run")
    }

    private func lines(_ arguments: String...) throws -> [String] {
        let ended = try Belfry.run(arguments + ["--now", "2026-03-02T06:10:00Z"], home: scene.home)
        return ended.output.split(separator: "\n").map(String.init)
    }

    private func states() throws -> [String] {
        try lines("queue", "-i", "blog", "--json", "a", "b", "c").map {
            try JSON.read(Array($0.utf8))["state"]?.string ?? ""
        }
    }

    @Test func whatIsOwedIsListedWithWhatItWaitsFor() throws {
        let list = try lines("queue")
        #expect(list.count == 5)
        #expect(list[0].hasPrefix("ID  "))
        #expect(list[1].contains("deferred") && list[1].contains("build:failure: again in "))
        #expect(list[1].hasSuffix("503 Service Unavailable"))
        #expect(list[2].contains("pending") && list[2].contains("build:failure: in "))
        #expect(
            list[2].contains(", behind \(list[1].prefix { $0 != " " })") || list[2].hasSuffix("as the endpoint fails")
        )
        #expect(list[4] == "3 deliveries to 1 integration")
        let long = try lines("queue", "-l", "a")
        #expect(long.contains { $0 == "    event a" } && long.contains { $0.contains("status 503") })
    }

    @Test func selectorsMeanTheSameAsElsewhere() throws {
        #expect(try lines("queue", "--ids", "--state", "delivered").count == 3)
        #expect(try lines("queue", "--ids", "--state", "delivered", "--state", "deferred").count == 4)
        #expect(try lines("queue", "--ids", "-i", "ops") == [])
        #expect(try lines("queue", "--ids", "--event", "build:*").count == 3)
        #expect(try lines("queue", "--ids", "--event", "job:*") == [])
        #expect(try lines("queue", "--ids", "--until", "2026-03-02T05:00:00Z") == [])
        #expect(try lines("queue", "--ids", "b").count == 2, "an event is told to two")
        #expect(try scene.belfry("queue", "nothing").status == 3)
    }

    /// What keeps the deliveries from going, and the words for it.
    private func obstacles(_ time: String, _ integration: String = "blog") throws -> [String] {
        let listed = try scene.belfry("queue", "-i", integration, "--json", at: time)
        return try listed.output.split(separator: "\n").map { line in
            try JSON.read(Array(line.utf8))["keptBy"]?.string ?? "nothing"
        }
    }

    @Test func whatReallyKeepsEachFromGoingIsTold() throws {
        // Which of the two is longer is the jitter's to say.
        let kept = try obstacles("06:10:00")
        #expect(["back-off", "not-due"].contains(kept[0]), "\(kept)")
        #expect(kept[1] == (kept[0] == "back-off" ? "back-off" : "behind") && kept[2] == kept[1], "\(kept)")
        #expect(try obstacles("08:00:00") == ["nothing", "nothing", "nothing"])
        #expect(try scene.belfry("queue", "a", "-i", "blog", at: "08:00:00").output.contains("again with the next run"))

        _ = try scene.belfry("mute", "add", "blog", "--expires", "4h", "--reason", "works", at: "08:00:00")
        #expect(try obstacles("08:30:00") == ["muted", "muted", "muted"])
        #expect(try scene.belfry("queue", at: "08:30:00").output.contains("muted for another 3h "))
        #expect(try obstacles("12:30:00") == ["nothing", "nothing", "nothing"])

        _ = try scene.belfry("disable", "blog", at: "12:30:00")
        #expect(try obstacles("12:40:00") == ["disabled", "disabled", "disabled"])
        let off = try scene.belfry("queue", at: "12:40:00").output
        #expect(off.contains("kept until belfry enable blog"), "\(off)")
        #expect(!off.contains("next run") && !off.contains("due now"))

        _ = try scene.belfry("hold", "a", "-i", "blog", at: "12:40:00")
        #expect(try obstacles("12:50:00").sorted() == ["disabled", "disabled", "parked"])
        #expect(try scene.belfry("schedule", "b", at: "12:50:00").output.contains("kept until belfry enable blog"))
        #expect(try scene.json("status", "blog", at: "12:50:00")["integrations"]?.array?.first?["keptBy"] == "disabled")
        let account = try scene.belfry("reconcile", at: "12:50:00").output
        #expect(account.contains("  blog: 2 owed, kept until belfry enable blog\n"), "\(account)")
        #expect(account.contains("  blog: 1 set aside by hand: belfry release\n"))
    }

    @Test func aHostThatAskedToWaitIsWaitedFor() throws {
        scene.receiver.script("/blog", [.answer(status: 429, headers: [("Retry-After", "7200")])])
        _ = try scene.belfry("requeue", "ALL", "--yes", at: "06:10:00")
        _ = try scene.belfry("run", "--max-runtime", "1s", at: "06:11:00")
        let kept = try obstacles("06:12:00")
        #expect(Set(kept) == ["paused"] || Set(kept) == ["host-paused"], "\(kept)")
        let status = try scene.belfry("status", at: "06:12:00").output
        #expect(status.contains(/next attempt in 1h 5\dm, as (the endpoint|its host) asked/), "\(status)")
    }

    @Test func heldIsWhatNoRunSendsBeforeSomebodyActs() throws {
        #expect(try lines("queue", "--held") == ["no deliveries"])
        _ = try scene.belfry("hold", "a", "-i", "blog")
        #expect(try lines("queue", "--held", "--ids").count == 1)
        _ = try scene.belfry("disable", "blog")
        #expect(try lines("queue", "--held", "--ids").count == 3)
        #expect(try lines("queue", "--held", "--ids", "-i", "ops") == [])
    }

    @Test(
        arguments: [
            ["queue"], ["show", "a"], ["hold", "a"], ["release", "ALL"], ["requeue", "a"], ["drop", "a"],
            ["resend", "--failed"], ["reconcile"], ["explain", "a"], ["render", "a"], ["report"], ["run"],
        ]
    )
    func anIntegrationThatIsNoneIsAnError(arguments: [String]) throws {
        let ended = try Belfry.run(arguments + ["-i", "blgo"], home: scene.home)
        #expect(ended.status == 3, "\(arguments): \(ended)")
        #expect(ended.output == "")
        #expect(
            ended.errors.contains("there is no integration 'blgo'") && ended.errors.contains("did you mean 'blog'?")
        )
    }

    @Test func anIntegrationThatIsGoneIsStillKnown() throws {
        let file = scene.home.path + "/integrations/blog.json"
        try FileManager.default.removeItem(atPath: file)
        #expect(try lines("queue", "--ids", "-i", "blog").count == 3)
        #expect(try lines("queue", "-i", "blog")[1].contains("'blog' is configured no longer"))
        #expect(try lines("queue", "--held", "--ids").count == 3)
        let account = try scene.belfry("reconcile")
        #expect(account.output.contains("owed or held, and 'blog' is configured no longer\n"))
        #expect(account.status == 1)
        #expect(try scene.belfry("run", "-i", "blog").status == 3)
    }

    @Test func jsonIsAnObjectALine() throws {
        let first = try JSON.read(Array(try #require(try lines("queue", "--json").first).utf8))
        let keys = [
            "id", "integration", "state", "type", "eventId", "events", "first", "last", "plannedAt", "changedAt",
            "dueAt",
            "attempts", "lastStatus", "lastClass", "lastReason", "keptBy", "keptUntil",
        ]
        #expect(first.members?.map(\.key) == keys)
        #expect(first["eventId"] == "a" && first["lastClass"] == "server" && first["attempts"] == 1)
    }

    @Test func whatIsHeldBackIsNotSentUntilItIsReleased() throws {
        let ids = try lines("queue", "--ids")
        #expect(try scene.belfry("hold", ids[0], ids[1]).output == "2 deliveries parked\n")
        scene.receiver.script("/blog", [.noContent])
        _ = try scene.belfry("run", at: "08:00:00")
        #expect(try states().sorted() == ["delivered", "parked", "parked"])
        #expect(scene.ids("blog") == ["a", "c"])
        let again = try scene.belfry("hold", ids[0])
        #expect(again.status == 1 && again.errors.contains("it is parked already"))
        #expect(try scene.belfry("release", "ALL").status == 64, "ALL wants a word")
        #expect(try scene.belfry("release", "ALL", "--yes").output == "2 deliveries released\n")
        _ = try scene.belfry("run", at: "09:00:00")
        #expect(Set(scene.ids("blog").dropFirst(2)) == ["a", "b"])
    }

    @Test func requeuingEndsTheWait() throws {
        scene.receiver.script("/blog", [.noContent])
        _ = try scene.belfry("run", at: "06:10:00")
        #expect(scene.ids("blog") == ["a"], "the endpoint is left alone for an hour")
        #expect(try scene.belfry("requeue", "ALL", "--yes", at: "06:11:00").output == "3 deliveries requeued\n")
        _ = try scene.belfry("run", at: "06:12:00")
        #expect(scene.ids("blog").sorted() == ["a", "a", "b", "c"])
    }

    @Test func whatIsDroppedStaysOnTheRecord() throws {
        let input = try scene.belfry("queue", "--ids").output
        let dropped = try Belfry.run(["drop", "-", "--reason", "told by phone"], home: scene.home, input: input)
        #expect(dropped.output == "3 deliveries dropped\n")
        #expect(try lines("queue") == ["no deliveries"])
        #expect(try lines("queue", "-l", "--state", "dropped").count { $0.hasSuffix(": told by phone") } == 3)
        #expect(try scene.belfry("drop", "a").errors.contains("it is dropped"))
        scene.receiver.script("/blog", [.noContent])
        #expect(try scene.belfry("resend", "a", "-i", "blog", at: "07:00:00").output.hasSuffix("blog: 1 delivered\n"))
    }

    @Test func namesThatAreNoneAreToldAndTheOthersAreDone() throws {
        let some = try scene.belfry("hold", "a", "nothing")
        #expect(some.status == 1)
        #expect(some.errors.contains("nothing on record is named 'nothing'"))
        #expect(try scene.belfry("hold", "nothing").status == 3)
        #expect(try scene.belfry("hold", "all").status == 3, "ALL is in capitals")
        #expect(try Belfry.run(["hold", "-"], home: scene.home, input: "").status == 0)
        #expect(try scene.belfry("hold").status == 64)
        #expect(try scene.belfry("drop", "ALL", "--dry-run").output == "3 deliveries would be dropped\n")
        #expect(try lines("queue", "--ids").count == 3)
    }

    @Test func aRunThatGoesOnIsNotDisturbed() throws {
        let command = "flock '\(scene.home.path)/state' '\(Belfry.program)' hold a --home '\(scene.home.path)'"
        let ended = try Belfry.run("/bin/sh", ["-c", command], home: scene.home)
        #expect(ended.status == 75)
        #expect(ended.errors.contains("a run is going on"))
    }
}
