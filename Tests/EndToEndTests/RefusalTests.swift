import Foundation
import Glibc
import JSON
import Receiver
import TestSupport
import Testing

/// Runs that cannot be: each has its code, and nothing is sent.
@Suite struct RefusalTests {
    @Test(arguments: [
        ["run", "--nonsense"], ["run", "-i"], ["run", "--max-runtime", "soon"], ["run", "--now", "noon"],
    ])
    func whatCannotBeUnderstoodIsUsage(arguments: [String]) throws {
        let scene = try sceneWithAnEvent()
        #expect(try Belfry.run(arguments, home: scene.home).status == 64)
        try expectUntouched(scene)
    }

    @Test func withoutAHomeThereIsNoConfiguration() throws {
        let ended = try Belfry.run(["run", "--home", "nowhere"])
        #expect(ended.status == 78)
        #expect(ended.errors.contains("belfry init nowhere"))
    }

    @Test(arguments: [
        "{", #"{"name": "x"}"#, #"{"name": "Blog", "type": "SLAK", "webhook": "https://x", "events": null}"#,
    ])
    func `T35: a wrong configuration stops everything`(text: String) throws {
        let scene = try sceneWithAnEvent()
        try scene.home.write("integrations/bad.json", text)
        let ended = try scene.belfry("run")
        #expect(ended.status == 78)
        #expect(ended.errors.contains("integrations/bad.json:1:"))
        try expectUntouched(scene)
    }

    @Test(arguments: [(0o644, 77), (0o604, 77), (0o640, 0), (0o600, 0)] as [(Int, Int32)])
    func `T37: a secret that everybody can read is refused`(mode: Int, code: Int32) throws {
        let scene = try sceneWithAnEvent(with: #""secret": {"file": "secrets/blog"}"#)
        try scene.home.write("secrets/blog", "s3cr3t\n", mode: mode)
        let ended = try scene.belfry("run")
        #expect(ended.status == code)
        #expect(!ended.errors.contains("s3cr3t"))
        guard code == 0 else { return try expectUntouched(scene) }
        let request = try #require(scene.receiver.requests.first)
        #expect(request.header("X-Northflank-Notification-Integration-Token") == "s3cr3t")
    }

    @Test func aSecretThatIsMissingIsConfiguration() throws {
        let scene = try sceneWithAnEvent(with: #""secret": {"file": "secrets/blog"}"#)
        #expect(try scene.belfry("run").status == 78)
        try expectUntouched(scene)
    }

    @Test func whereTheStateCannotBeMadeNothingIsSent() throws {
        let scene = try sceneWithAnEvent()
        try FileManager.default.removeItem(atPath: scene.home.path + "/state")
        try scene.home.write("state", "in the way")
        let ended = try scene.belfry("run")
        #expect(ended.status == 73)
        #expect(ended.errors.contains("/state"))
        #expect(scene.receiver.count == 0)
        #expect(try scene.home.names(in: "spool/new") == ["a.ndjson"])
    }

    @Test func `T40: a link in place of the ledger is not followed`() throws {
        let scene = try sceneWithAnEvent()
        let elsewhere = try TemporaryDirectory()
        try FileManager.default.createSymbolicLink(
            atPath: scene.home.path + "/state/ledger",
            withDestinationPath: elsewhere.path
        )
        #expect(try scene.belfry("run").status != 0)
        #expect(scene.receiver.count == 0)
        #expect(try elsewhere.names() == [])
    }

    /// As another user, since root may do everything.
    @Test(.enabled(if: geteuid() == 0 && hasTool("setpriv"), "only root can become somebody else"))
    func whatMayNotBeWrittenIsPermission() throws {
        let scene = try sceneWithAnEvent()
        let program = scene.home.folder.path("belfry")
        try SpawnGate.pass { try FileManager.default.copyItem(atPath: Belfry.program, toPath: program) }
        for name in ["", "/integrations", "/spool", "/spool/new", "/spool/tmp", "/spool/corrupt", "/templates"] {
            try scene.home.setMode(0o755, of: name)
        }
        for name in ["belfry.json", "integrations/blog.json", "spool/new/a.ndjson"] {
            try scene.home.setMode(0o644, of: name)
        }
        let words = ["--reuid=65534", "--regid=65534", "--clear-groups", program, "run"]
        let ended = try Belfry.run("/usr/bin/setpriv", words, home: scene.home)
        #expect(ended.status == 77)
        #expect(ended.errors.contains("/state: "))
        #expect(scene.receiver.count == 0)
        #expect(try scene.home.names(in: "spool/new") == ["a.ndjson"])
    }

    /// `ulimit -f` counts blocks of 512 bytes; what goes over is EFBIG, like a full disk in all that matters.
    @Test(arguments: [1, 8, 20, 23, 26, 29])
    func aFullDiskStopsTheSendingAndLosesNothing(blocks: Int) throws {
        let scene = try Scene()
        try scene.integrate("blog", with: #""concurrency": 1"#)
        let ids = (100..<150).map { "\($0)" }
        try scene.spool(ids)
        let script = "ulimit -f \(blocks); exec \(Belfry.program) run"
        let full = try Belfry.run("/bin/sh", ["-c", script], home: scene.home)
        #expect([73, 74].contains(full.status), "\(full)")
        #expect(full.errors.contains("File too large"))
        let sent = scene.receiver.count
        #expect(sent < ids.count)

        // With room again nothing is missing, and no more than was in flight is repeated.
        #expect(try scene.belfry("run").status == 0)
        #expect(Set(scene.ids("blog")) == Set(ids))
        #expect(scene.receiver.count <= ids.count + 1)
        #expect(try scene.json("status")["totals"]?["outstanding"] == 0)
        #expect(try scene.home.names(in: "spool/new") == [])
    }

    /// What is left means nothing by itself: to go on would send all again, or pass over what never was sent.
    @Test(arguments: ["ledger", "events"])
    func aStateOfWhichAPartIsGoneStopsEverythingAndSaysHowToGoOn(part: String) throws {
        let scene = try sceneWithAnEvent()
        _ = try scene.belfry("run")
        try FileManager.default.removeItem(atPath: scene.home.path + "/state/" + part)
        try scene.spool("b")
        let ended = try scene.belfry("run", at: "07:00:00")
        #expect(ended.status == 74)
        let lines = ended.errors.split(separator: "\n").map(String.init)
        let state = scene.home.path + "/state"
        #expect(lines.first == "belfry: error: '\(state)/\(part)' is gone: nothing was taken in, and nothing was sent")
        #expect(lines.last?.contains("belfry emit -") == true)
        #expect(scene.ids("blog") == ["a"])
        #expect(try scene.home.names(in: "spool/new") == ["b.ndjson"])
        try FileManager.default.moveItem(atPath: state, toPath: state + ".lost")
        #expect(try scene.belfry("run", at: "08:00:00").status == 0)
        #expect(scene.ids("blog") == ["a", "b"])
    }

    @Test func aReportThatCannotBeWrittenIsTold() throws {
        let scene = try sceneWithAnEvent()
        try FileManager.default.removeItem(atPath: scene.home.path + "/reports")
        try scene.home.write("reports", "in the way")
        let ended = try scene.belfry("run")
        #expect(ended.status == 1)
        #expect(ended.errors.contains("the reports could not be written"))
        #expect(scene.ids("blog") == ["a"])
    }

    @Test func aDamagedLedgerIsToldAndNothingIsLost() throws {
        let scene = try sceneWithAnEvent()
        _ = try scene.belfry("run")
        let name = try #require(try scene.home.names(in: "state/ledger").first)
        var lines = try scene.home.text("state/ledger/" + name).split(separator: "\n").map(String.init)
        let attempt = try #require(lines.firstIndex { $0.contains(#""attempted""#) })
        lines[attempt].removeLast(20)
        try scene.home.write("state/ledger/" + name, lines.map { $0 + "\n" }.joined())
        let ended = try scene.belfry("run", at: "07:00:00")
        #expect(ended.status == 74)
        #expect(ended.errors.contains(name + ":\(attempt + 1)"))
        #expect(scene.ids("blog") == ["a", "a"], "a repeat at worst, never a loss")
    }

    @Test func withoutTLSOrOnAPrivateAddressNothingLeaves() throws {
        let scene = try sceneWithAnEvent(with: #""retry": {"schedule": ["1h"]}"#)
        try scene.home.write("belfry.json", "{}")
        #expect(try scene.belfry("run").status == 78)
        try scene.home.write("belfry.json", #"{"allowHTTP": true}"#)
        let report = try scene.json("run")
        #expect(report["integrations"]?.array?[0]["lastFailure"]?["class"] == "blocked_address")
        #expect(scene.receiver.count == 0)
    }

    // MARK: -

    private func sceneWithAnEvent(with more: String = "") throws -> Scene {
        let scene = try Scene()
        try scene.integrate("blog", with: more)
        try scene.spool("a")
        return scene
    }

    private func expectUntouched(_ scene: Scene) throws {
        #expect(scene.receiver.count == 0)
        #expect(try scene.home.names(in: "spool/new") == ["a.ndjson"])
        #expect(try scene.home.names(in: "state") == [])
        #expect(try scene.home.names(in: "reports") == [])
    }
}
