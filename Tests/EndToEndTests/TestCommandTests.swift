import Foundation
import Glibc
import JSON
import Receiver
import Testing

/// `belfry test`: what arrives, what is said, and what goes on the record.
@Suite struct TestCommandTests {
    @Test func aMessageArrivesAndIsOnTheRecord() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        let ended = try scene.belfry("test", "blog")
        #expect(ended.status == 0)
        #expect(ended.output.contains("delivered after"))
        #expect(!ended.output.contains(scene.receiver.url + "/blog"))
        #expect(scene.receiver.count == 1)
        let ledger = try scene.home.names(in: "state/ledger").map { try scene.home.text("state/ledger/" + $0) }.joined()
        #expect(ledger.contains(#""t":"tested","integration":"blog""#))
    }

    @Test func whatFailsSaysWhyAndCountsTowardNothing() throws {
        let scene = try Scene(fallback: .answer(status: 403))
        try scene.integrate("blog", with: #""disable": {"failures": 1, "failingFor": "0s"}"#)
        let ended = try scene.belfry("test", "blog")
        #expect(ended.status == 1)
        #expect(ended.output.contains("403 Forbidden (auth)"))
        let status = try scene.json("list", "blog")["data"]?["status"]
        #expect(status?["disabled"] == false && status?["numberOfFailedRequests"] == 0)
    }

    @Test func oneThatArrivesEndsAStreakOfFailures() throws {
        let scene = try Scene(["/blog": [.answer(status: 500), .noContent]])
        try scene.integrate("blog", with: #""retry": {"schedule": ["1h", "1h"]}"#)
        try scene.spool("a")
        _ = try scene.belfry("run")
        #expect(try scene.json("list", "blog")["data"]?["status"]?["numberOfFailedRequests"] == 1)
        #expect(try scene.belfry("test", "blog", at: "06:01:00").status == 0)
        #expect(try scene.json("list", "blog")["data"]?["status"]?["numberOfFailedRequests"] == 0)
    }

    @Test func whatWaitsAlthoughTheEndpointAnswersIsTold() throws {
        let scene = try Scene(["/blog": [.answer(status: 500), .noContent]])
        try scene.integrate("blog", with: #""retry": {"schedule": ["1h"]}"#)
        try scene.spool("a")
        _ = try scene.belfry("run")
        let ended = try scene.belfry("test", "blog", at: "06:01:00")
        let command = "belfry requeue ALL -i blog --yes"
        #expect(ended.output.hasSuffix("1 delivery waiting for it: '\(command)' ends that\n"), "\(ended.output)")
        #expect(
            try Belfry.run("/bin/sh", ["-c", command.replacing("belfry", with: Belfry.program)], home: scene.home)
                .status == 0
        )
        _ = try scene.belfry("run", at: "06:02:00")
        #expect(scene.ids("blog").last == "a")
        #expect(!(try scene.belfry("test", "blog", at: "06:03:00").output.contains("waiting")))
    }

    @Test func aNewAddressThatWorksEnablesAndNothingWasLost() throws {
        let scene = try Scene(["/old": [.answer(status: 410)]])
        try scene.integrate("old")
        try scene.spool("a")
        _ = try scene.belfry("run")
        try scene.spool("b")
        _ = try scene.belfry("run", at: "06:10:00")
        let moved = try scene.home.text("integrations/old.json").replacing("/old\"", with: "/new\"")
        try scene.home.write("integrations/old.json", moved)
        let created = try scene.json("list", "old")["data"]?["createdAt"]
        #expect(try scene.json("list", "old", at: "06:20:00")["data"]?["status"]?["disabled"] == true)

        let ended = try scene.belfry("test", "old", at: "06:21:00")
        #expect(ended.status == 0)
        #expect(try scene.json("list", "old")["data"]?["status"]?["disabled"] == false)
        _ = try scene.belfry("run", at: "06:22:00")
        #expect(Set(scene.ids("new").suffix(2)) == ["a", "b"])
        #expect(try scene.json("list", "old")["data"]?["createdAt"] == created)
    }

    @Test func anOldAddressThatWorksAgainIsForTheOperatorToEnable() throws {
        let scene = try Scene(["/blog": [.answer(status: 410), .noContent]])
        try scene.integrate("blog")
        try scene.spool("a")
        _ = try scene.belfry("run")
        #expect(try scene.belfry("test", "blog", at: "06:01:00").status == 0)
        #expect(try scene.json("list", "blog")["data"]?["status"]?["disabled"] == true)
    }

    @Test func aNewAddressThatFailsEnablesNothing() throws {
        let scene = try Scene(["/old": [.answer(status: 410)], "/new": [.answer(status: 404)]])
        try scene.integrate("old")
        try scene.spool("a")
        _ = try scene.belfry("run")
        let moved = try scene.home.text("integrations/old.json").replacing("/old\"", with: "/new\"")
        try scene.home.write("integrations/old.json", moved)
        #expect(try scene.belfry("test", "old", at: "06:01:00").status == 1)
        #expect(try scene.json("list", "old")["data"]?["status"]?["disabled"] == true)
    }

    @Test func whileARunGoesOnTheMessageIsSentAndTheRecordWaits() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        _ = try scene.belfry("run")
        let folder = open(scene.home.path + "/state", O_RDONLY | O_CLOEXEC)
        defer { close(folder) }
        try #require(flock(folder, LOCK_EX) == 0)
        let child = try Child(["test", "blog"], home: scene.home)
        #expect(eventually { scene.receiver.count == 1 })
        #expect(child.hasEnded == false)
        flock(folder, LOCK_UN)
        #expect(child.wait() == .exited(0))
    }

    @Test func aDryRunPrintsTheMessage() throws {
        let scene = try Scene()
        try scene.integrate("ops", "SLACK")
        let ended = try scene.belfry("test", "ops", "--dry-run")
        #expect(try JSON.read(Array(ended.output.utf8))["blocks"] != nil)
        #expect(scene.receiver.count == 0)
        #expect(try scene.home.names(in: "state").isEmpty)
    }
}
