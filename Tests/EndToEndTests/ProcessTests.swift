import Foundation
import Glibc
import Receiver
import TestSupport
import Testing

@testable import belfry

/// What other users of the machine can see and do while Belfry runs, and the disks it may find.
@Suite(.serialized) struct ProcessTests {
    private static let secrets = ["T0kenOfAFile", "T0kenOfTheEnvironment", "T0kenOfTheText", "S3cretPath"]

    /// A mail program looks at itself and at who started it, as a user of its own, since root may look at everything.
    @Test(.enabled(if: geteuid() == 0 && hasTool("setpriv"), "only root can become somebody else"))
    func `T38: no secret stands in arguments, environment or core, and nobody looks into its memory`() throws {
        let scene = try Scene(["/S3cretPath": [.answer(status: 200, body: "ok")]])
        let folder = scene.home.folder
        try scene.integrate("file", with: #""secret": {"file": "secrets/token"}"#)
        try scene.home.write("secrets/token", "T0kenOfAFile")
        try scene.integrate("environment", with: #""secret": {"env": "PLANTED"}"#)
        try scene.integrate("text", with: #""secret": "T0kenOfTheText""#)
        try scene.integrate("address", "SLACK", with: #""mode": "individual""#)
        let address = try scene.home.text("integrations/address.json").replacing("/address\"", with: "/S3cretPath\"")
        try scene.home.write("integrations/address.json", address)
        let look = """
            #!/bin/sh
            cat >/dev/null
            exec >'\(scene.home.path)/seen' 2>&1
            for process in $$ $PPID; do
                echo; echo "arguments of $process:"; tr '\\0' ' ' </proc/$process/cmdline
                echo; echo "environment of $process:"; tr '\\0' ' ' </proc/$process/environ
            done
            echo; grep 'core file' /proc/$PPID/limits
            echo "owner $(stat -c %u /proc/$PPID/environ)"
            """
        try scene.home.write("sendmail", look, mode: 0o700)
        try scene.home.write(
            "integrations/mail.json",
            """
            {"name": "The mail", "type": "EMAIL", "to": ["ops@example.com"], "events": null,
             "mail": {"sendmail": "\(scene.home.path)/sendmail", "from": "belfry@example.com"}}
            """
        )
        try scene.spool("a")
        let program = folder.path("belfry")
        try SpawnGate.pass { try FileManager.default.copyItem(atPath: Belfry.program, toPath: program) }
        try runTool(["chown", "-R", "65534:65534", "home"], in: folder.path)
        let words = [
            "--reuid=65534", "--regid=65534", "--clear-groups", program, "run", "--now", "2026-03-02T06:00:00Z",
        ]
        let ended = try Belfry.run(
            "/usr/bin/setpriv",
            words,
            home: scene.home,
            environment: ["PLANTED": "T0kenOfTheEnvironment"]
        )
        let seen = try scene.home.text("seen")
        #expect(scene.ids("environment") == ["a"], "\(ended)")
        #expect(seen.contains("/sendmail") && seen.contains("\(program) run"))
        for secret in Self.secrets { #expect(!seen.contains(secret), "\(seen)") }
        // The environment of who started it is refused.
        #expect(seen.contains("Permission denied"))
        #expect(seen.contains("owner 0"))
        #expect(seen.contains(#/Max core file size +0 +0/#))
    }

    @Test(arguments: [0o770, 0o702, 0o722])
    func `T39: a state that others can write to is refused, and nothing is touched`(mode: Int) throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.spool("a")
        try scene.home.setMode(mode, of: "state")
        let ended = try scene.belfry("run")
        #expect(ended.status == 78)
        #expect(
            ended.errors == """
                belfry: error: users who are not Belfry's can write to '\(scene.home.path)/state'
                note: close it with: chmod go-w '\(scene.home.path)/state'

                """
        )
        #expect(scene.receiver.count == 0)
        #expect(try scene.home.names(in: "spool/new") == ["a.ndjson"])
        try scene.home.setMode(0o750, of: "state")
        #expect(try scene.belfry("run").status == 0)
    }

    /// Else what root writes stops its owner, at whose timer nobody looks.
    @Test(.enabled(if: geteuid() == 0, "only root can give a folder away"))
    func `T39: a state that belongs to another user is refused, and nothing is touched`() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        #expect(try scene.belfry("run").status == 0)
        let ledger = try scene.home.names(in: "state/ledger")
        try scene.spool("a")
        #expect(chown(scene.home.path + "/state", 4_000_000_000, 0) == 0)
        for words in [
            ["run"], ["disable", "blog"], ["mute", "add", "blog", "--expires", "1h", "--reason", "x"], ["prune"],
            ["test", "blog"],
        ] {
            let ended = try Belfry.run(words, home: scene.home)
            #expect(ended.status == 77, "\(words)")
            #expect(ended.errors.contains("/state' belongs to another user, '#4000000000'\n"), "\(words)")
            #expect(ended.errors.contains("note: do it as that user: sudo -u '#4000000000' belfry …"), "\(words)")
        }
        #expect(scene.receiver.count == 0)
        #expect(try scene.home.names(in: "spool/new") == ["a.ndjson"])
        #expect(try scene.home.names(in: "state/ledger") == ledger)
        #expect(try scene.belfry("status").status == 0, "who only looks may")
        let doctor = try scene.belfry("doctor")
        #expect(doctor.status == 1 && doctor.output.contains("left: \(scene.home.path)/state belongs to another user"))
    }

    /// Else root's first command makes a state that the service cannot use.
    @Test(.enabled(if: geteuid() == 0))
    func `T39: in another user's home no state is made`() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try FileManager.default.removeItem(atPath: scene.home.path + "/state")
        #expect(chown(scene.home.path, 4_000_000_000, 0) == 0)
        for words in [
            ["run"], ["disable", "blog"], ["mute", "add", "blog", "--expires", "1h", "--reason", "x"],
            ["test", "blog"],
        ] {
            let ended = try Belfry.run(words, home: scene.home)
            #expect(ended.status == 77, "\(words) \(ended)")
            #expect(ended.errors.contains("belongs to another user, '#4000000000'\n"), "\(words)")
            #expect(ended.errors.contains("note: do it as that user: sudo -u '#4000000000' belfry …"), "\(words)")
        }
        #expect(try scene.belfry("report").status == 0, "who only looks may")
        #expect(try scene.belfry("run", "--dry-run").status == 0)
        #expect(!FileManager.default.fileExists(atPath: scene.home.path + "/state"))
    }

    /// A state that cannot be looked at is not a healthy one.
    @Test(.enabled(if: geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")))
    func `T39: who may not look at the state is told so`() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.spool("a")
        #expect(try scene.belfry("run").status == 0)
        for (name, mode) in [
            ("..", 0o755), (".", 0o755), ("belfry.json", 0o644), ("integrations", 0o755),
            ("integrations/blog.json", 0o644),
            ("state", 0o700),
        ] { try scene.home.setMode(mode, of: name) }
        for words in [
            ["status"], ["status", "--max-age", "1h"], ["queue"], ["reconcile"], ["report"], ["doctor", "-n"],
        ] {
            let ended = try Belfry.run(
                "/usr/bin/setpriv",
                ["--reuid=4000000", "--regid=4000000", "--clear-groups", Belfry.program] + words,
                home: scene.home
            )
            #expect(ended.status == 77, "\(words) \(ended)")
            #expect((ended.output + ended.errors).contains("/state: open: Permission denied"), "\(words) \(ended)")
            #expect((ended.output + ended.errors).contains("sudo -u 'root' belfry …"), "\(words)")
        }
    }

    /// The events are copied from one to the other, never renamed.
    @Test(.enabled(if: geteuid() == 0, "only root can mount"), arguments: ["state", "spool/new"])
    func `T39: spool and state may lie on different disks`(place: String) throws {
        let scene = try Scene()
        try scene.integrate("blog")
        let folder = scene.home.path + "/" + place
        try #require(mount("none", folder, "tmpfs", 0, "mode=700") == 0)
        defer { umount2(folder, Int32(MNT_DETACH)) }
        try scene.spool("a")
        try scene.home.write("spool/new/bad.json", "{")
        let ended = try scene.belfry("run")
        #expect(ended.status == (place == "state" ? 1 : 0), "\(ended)")
        #expect(scene.ids("blog") == ["a"])
        guard place == "spool/new" else { return }
        // What cannot be moved to another disk stays and is told of.
        #expect(try scene.home.names(in: "spool/new") == ["bad.json"])
        let emitted = try Belfry.run(["emit", "build:start"], home: scene.home)
        #expect(emitted.status == 73 && emitted.errors.contains("nvalid cross-device link"), "\(emitted)")
    }

    @Test func `T39: a state on another machine's disk is told of`() {
        #expect(NetworkFileSystem.kind(number: 0x6969) == "NFS")
        #expect(NetworkFileSystem.kind(number: Int(Int32(bitPattern: 0xFF53_4D42))) == "CIFS")
        #expect(NetworkFileSystem.kind(number: 0xEF53) == nil, "ext4")
        #expect(NetworkFileSystem.kind(at: "/proc") == nil)
        #expect(NetworkFileSystem.kind(at: "/nowhere") == nil)
    }

    /// In a mount namespace of its own, with names that lead to two addresses each.
    @Test(.enabled(if: geteuid() == 0 && hasTool("unshare"), "only root can have a network of its own"))
    func `T52: of several addresses one that answers is enough`() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        let file = try scene.home.text("integrations/blog.json").replacing("127.0.0.1", with: "several.example")
        try scene.home.write("integrations/blog.json", file)
        try scene.home.write("hosts", "127.0.0.9 several.example\n::1 several.example\n127.0.0.1 several.example\n")
        try scene.spool("a")
        let script = "mount --bind '\(scene.home.path)/hosts' /etc/hosts && exec \(Belfry.program) run"
        let ended = try Belfry.run("/usr/bin/unshare", ["--mount", "sh", "-c", script], home: scene.home)
        #expect(ended == Belfry.Ended(status: 0, output: "", errors: ""))
        #expect(scene.ids("blog") == ["a"])
    }
}
