import Foundation
import Glibc
import Receiver
import TestSupport
import Testing

/// What a kill left or something else damaged in the ledger costs a repeat at worst, and never a message.
@Suite struct LedgerDamageTests {
    private let scene: Scene

    init() throws { scene = try Scene() }

    /// The first segment that holds this text, by its name in the home.
    private func segment(with text: String) throws -> String {
        let names = try scene.home.names(in: "state/ledger").map { "state/ledger/" + $0 }
        return try #require(names.first { try $0.hasSuffix(".ndjson") && scene.home.text($0).contains(text) })
    }

    /// Changes the first occurrence of a text.
    private func damage(_ text: String, _ other: String) throws {
        let name = try segment(with: text)
        var content = try scene.home.text(name)
        content.replaceSubrange(try #require(content.range(of: text)), with: other)
        try scene.home.write(name, content)
    }

    @Test(arguments: ["RAW_WEBHOOK", "SLACK"])
    func aDeliveryThatIsOwedOutlivesTheCommitOfItsBatch(_ type: String) throws {
        scene.receiver.script("/blog", [.answer(body: "ok"), .answer(status: 503), .answer(body: "ok")])
        let more = #""mode": "individual", "concurrency": 1, "retry": {"schedule": ["1h", "1h"]}"#
        try scene.integrate("blog", type, with: more)
        _ = try scene.belfry("run")
        try scene.spool("a", "b", "c")
        _ = try scene.belfry("run", "--max-runtime", "1s")
        try scene.spool("d")
        _ = try scene.belfry("run", "--force", "--max-runtime", "1s", at: "06:10:00")
        let count = scene.receiver.requests(on: "/blog").count
        #expect(count >= 4)
        scene.receiver.script("/blog", [.answer(body: "ok")])
        try damage(#""t":"commit""#, #""t":"commut""#)
        let run = try scene.belfry("run", "--force", at: "08:30:00")
        #expect(run.status == 74 && run.errors.contains("the record is damaged and was skipped"))
        _ = try scene.belfry("run", "--force", at: "08:40:00")
        let account = try scene.belfry("reconcile", "--since", "beginning", at: "08:50:00")
        #expect(account.output.contains("matched 4 = 4 delivered\n"), "\(account.output)")
        #expect(try scene.belfry("queue", "--ids", at: "08:50:00").output == "")
    }

    /// Without its record nothing is owed; the event is missing, and the account mends it.
    @Test func aPlanThatIsDamagedLeavesAGapThatIsMended() throws {
        scene.receiver.script("/blog", [.answer(status: 503)])
        let more = #""mode": "individual", "concurrency": 1, "retry": {"schedule": ["1h", "1h"]}"#
        try scene.integrate("blog", "SLACK", with: more)
        _ = try scene.belfry("run")
        try scene.spool("a")
        _ = try scene.belfry("run", "--max-runtime", "1s")
        scene.receiver.script("/blog", [.answer(body: "ok")])
        try damage(#""t":"planned""#, #""t":"plannet""#)
        let account = try scene.belfry("reconcile", "--since", "beginning", at: "06:10:00")
        #expect(account.status == 1 && account.output.contains("matched 1 = 1 missing\n"), "\(account.output)")
        _ = try scene.belfry("reconcile", "--apply", "--yes", at: "06:20:00")
        // It is planned; the endpoint failed, and is asked again in its time.
        _ = try scene.belfry("run", at: "08:00:00")
        let after = try scene.belfry("reconcile", "--since", "beginning", at: "08:30:00")
        #expect(after.output.contains("matched 1 = 1 delivered\n"), "\(after.output)")
    }

    @Test func aPayloadThatIsGoneIsRejectedAndTheOthersGoOut() throws {
        scene.receiver.script("/blog", [.answer(status: 503)])
        try scene.integrate("blog", "SLACK", with: #""mode": "individual", "retry": {"schedule": ["1h", "1h"]}"#)
        try scene.integrate("ops")
        _ = try scene.belfry("run")
        try scene.spool("a")
        _ = try scene.belfry("run", "--max-runtime", "1s")
        scene.receiver.script("/blog", [.answer(body: "ok")])
        let name = try segment(with: #""t":"planned""#)
        // Behind a snapshot nothing else of the segment is needed.
        var runs = 0
        while try !scene.home.names(in: "state/ledger").contains(where: { $0.hasSuffix(".snapshot.json") }) {
            runs += 1
            _ = try scene.belfry(runs % 2 == 1 ? "disable" : "enable", "ops", at: "06:10:00")
            try #require(runs < 80)
        }
        _ = try scene.belfry("enable", "ops", at: "06:15:00")
        try FileManager.default.removeItem(atPath: scene.home.path + "/" + name)
        try scene.spool("b")
        _ = try scene.belfry("run", "--force", at: "08:30:00")
        _ = try scene.belfry("run", "--force", at: "08:40:00")
        #expect(scene.ids("ops").suffix(1) == ["b"])
        let failed = try scene.belfry("queue", "--failed", at: "08:50:00").output
        #expect(failed.contains("its event or payload is no longer on disk"), "\(failed)")
        let account = try scene.belfry("reconcile", "--since", "beginning", at: "08:50:00").output
        #expect(account.contains("matched 4 = 2 delivered + 1 rejected + 1 pruned\n"), "\(account)")
        #expect(try scene.belfry("run", at: "08:55:00").status == 0)
    }

    /// A run that dies within a batch that was written in pieces leaves a part of it; the copies of that part spoil nothing.
    @Test func aBatchThatBrokeOffSpoilsNoneThatIsCopiedWithIt() throws {
        let integrations = ["a", "b", "c", "d", "e", "f"]
        let more = #""mode": "individual", "concurrency": 1"#
        for id in integrations { try scene.integrate(id, "SLACK", with: more) }
        for id in integrations { scene.receiver.script("/" + id, [.answer(body: "ok")]) }
        _ = try scene.belfry("run")
        let text = String(repeating: "x", count: 5000)
        let lines = (1...60).map { #"{"event": "build:failure", "id": "e\#($0)", "data": {"message": "\#(text)"}}"# }
        try scene.home.write("spool/new/all.ndjson", lines.joined(separator: "\n") + "\n")
        // Files of at most 800 KiB: the batch is longer, and is written in part.
        let torn = try Belfry.run(
            "/bin/bash",
            ["-c", "ulimit -f 800; exec \"$0\" run", Belfry.program],
            home: scene.home
        )
        #expect(torn.status == 74 && scene.receiver.count == 0, "\(torn)")
        #expect(try scene.home.text("state/ledger/00000002.ndjson").contains(#""t":"planned""#))
        let killed = try Child(["run"], home: scene.home)
        while scene.receiver.count < 60, !killed.hasEnded { sched_yield() }
        killed.send(SIGKILL)
        #expect(killed.wait() == .killed(signal: SIGKILL))
        #expect(try Belfry.run(["run"], home: scene.home).status == 0)
        #expect(scene.receiver.count >= 360 && scene.receiver.count <= 360 + integrations.count)
        let account = try Belfry.run(["reconcile", "--since", "beginning"], home: scene.home).output
        #expect(account.contains("matched 360 = 360 delivered\n"), "\(account)")
    }
}
