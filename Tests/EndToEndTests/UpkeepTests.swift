import Foundation
import JSON
import Receiver
import Testing

/// `config`, `prune`, `doctor` and the manual page.
@Suite struct UpkeepTests {
    @Test func eachValueTellsWhereItComesFrom() throws {
        let scene = try Scene()
        try scene.home.write(
            "belfry.json",
            "{\"allowHTTP\": true, \"allowPrivate\": true,\n\"defaults\": {\"timeout\": \"9s\", \"rate\": \"30/m\"},\n\"retention\": \"7d\"}"
        )
        try scene.integrate("blog", with: #""timeout": "3s""#)
        try scene.integrate("ops")
        let blog = try scene.json("config", "blog")
        #expect(blog["timeout"]?["value"] == "3s")
        #expect(blog["timeout"]?["origin"]?.string?.hasSuffix("integrations/blog.json:1") == true)
        #expect(blog["rate"]?["origin"]?.string?.hasSuffix("belfry.json:2") == true)
        #expect(blog["allowHTTP"]?["origin"]?.string?.hasSuffix("belfry.json:1") == true)
        #expect(blog["concurrency"]?["origin"] == "default")
        #expect(try scene.json("config", "ops")["timeout"]?["value"] == "9s")
        let whole = try scene.belfry("config").output
        #expect(whole.contains(/retention +7d +.*belfry\.json:3\n/), "\(whole)")
        #expect(try scene.belfry("config", "opps").status == 3)
    }

    @Test func addressesAndSecretsAreNotShown() throws {
        let scene = try Scene()
        try scene.integrate("blog", with: #""secret": "hush-hush-hush""#)
        let shown = try scene.belfry("config", "blog").output
        #expect(!shown.contains("hush") && !shown.contains(scene.receiver.url + "/blog"))
    }

    /// Events that arrived and, behind them, events for an integration that is off.
    private func oldHistory() throws -> Scene {
        let scene = try Scene()
        try scene.integrate("blog")
        for number in 1...4 {
            try scene.spool("e\(number)")
            #expect(try scene.belfry("run", at: "06:0\(number):00").status == 0)
        }
        return scene
    }

    private func segments(_ scene: Scene) throws -> Int {
        try scene.home.names(in: "state/events").count { $0.hasSuffix(".ndjson") }
    }

    @Test func aTrialTellsWhatWouldGoAndLeavesIt() throws {
        let scene = try oldHistory()
        let before = try segments(scene)
        // The files are as old as this test; the clock is set ahead of them.
        let trial = try Belfry.run(
            ["prune", "--older-than", "1d", "-n", "--now", "2096-01-01T00:00:00Z"],
            home: scene.home
        )
        #expect(trial.status == 0)
        #expect(trial.output.contains("would be removed"), "\(trial.output)")
        #expect(try segments(scene) == before)
        let real = try Belfry.run(["prune", "--older-than", "1d", "--now", "2096-01-01T00:00:00Z"], home: scene.home)
        #expect(real.status == 0, "\(real.errors)")
        #expect(try segments(scene) < before)
    }

    @Test func whatIsHeldIsNeverPruned() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        #expect(try scene.belfry("run").status == 0)
        #expect(try scene.belfry("disable", "blog").status == 0)
        for number in 1...3 {
            try scene.spool("e\(number)")
            #expect(try scene.belfry("run", at: "06:0\(number):00").status == 0)
        }
        let before = try segments(scene)
        let ended = try Belfry.run(["prune", "--max-size", "1", "--now", "2096-01-01T00:00:00Z"], home: scene.home)
        #expect(ended.status == 1)
        #expect(ended.errors.contains("owed, held or in use"))
        #expect(try segments(scene) == before)
        #expect(try scene.belfry("enable", "blog", at: "07:00:00").status == 0)
        #expect(try scene.belfry("run", at: "07:01:00").status == 0)
        #expect(scene.ids("blog").sorted() == ["e1", "e2", "e3"])
    }

    @Test(arguments: ["x", "5T", "-1", "99999999999999999999G"])
    func whatIsNoSizeIsRefused(size: String) throws {
        let scene = try Scene()
        let ended = try scene.belfry("prune", "--max-size", size)
        #expect(ended.status == 64)
        #expect(ended.errors.contains("is not a size"))
    }

    @Test func theDoctorMendsFoldersModesAndWhatProducersLeft() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.home.write("secrets/blog", "x", mode: 0o644)
        try scene.home.setMode(0o777, of: "state")
        try scene.home.write("spool/tmp/half.json", "{")
        try scene.home.write("spool/corrupt/half.json", "an earlier one")
        try FileManager.default.removeItem(atPath: scene.home.path + "/spool/new")
        let later = ["--now", "2096-01-01T00:00:00Z"]
        let trial = try Belfry.run(["doctor", "-n"] + later, home: scene.home)
        #expect(trial.output.contains("would mend: closed") && !trial.output.contains("\nmended"))
        #expect(try scene.home.mode(of: "secrets/blog") == 0o644)
        let real = try Belfry.run(["doctor"] + later, home: scene.home)
        #expect(real.status == 1 && real.output.contains("left: 1 file in spool/corrupt"), "\(real.output)")
        #expect(try scene.home.mode(of: "secrets/blog") == 0o640)
        #expect(try scene.home.mode(of: "state") == 0o755)
        let corrupt = ["half.json", "half.json.1", "half.json.1.reason.txt"]
        #expect(try scene.home.names(in: "spool/corrupt") == corrupt)
        #expect(try scene.home.text("spool/corrupt/half.json") == "an earlier one")
        let reason = try scene.home.text("spool/corrupt/half.json.1.reason.txt")
        #expect(reason.hasPrefix("half.json: error: its writer never finished it\n"), "\(reason)")
        #expect(try scene.home.names(in: "spool/new") == [])
        for name in corrupt { try FileManager.default.removeItem(atPath: scene.home.path + "/spool/corrupt/" + name) }
        #expect(try Belfry.run(["doctor"], home: scene.home).output == "all is well\n")
    }

    @Test func whatTheDoctorCannotMendIsLeftToYou() throws {
        let scene = try Scene()
        try scene.integrate("blog", with: #""timeout": "soon""#)
        let ended = try scene.belfry("doctor")
        #expect(ended.status == 1)
        #expect(ended.output.contains("left: 1 error in the configuration: belfry check"))
    }

    @Test func theDoctorFindsWhatChangedInTheEventLog() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.spool("a")
        _ = try scene.belfry("run")
        #expect(try scene.belfry("doctor").output == "all is well\n")
        let name = "state/events/00000001.ndjson"
        try scene.home.write(name, try scene.home.text(name).replacing(#""n": "a""#, with: #""n": "b""#))
        let ended = try scene.belfry("doctor")
        #expect(ended.status == 1)
        let folder = scene.home.path + "/state/events"
        #expect(ended.output == "left: 00000001.ndjson in \(folder): not what was written there\n")
    }

    @Test func enablingWithoutATerminalSaysWhatBecomesOfTheHeld() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        #expect(try scene.belfry("run").status == 0)
        #expect(try scene.belfry("disable", "blog").status == 0)
        try scene.spool("e1")
        #expect(try scene.belfry("run", at: "06:01:00").status == 0)
        let said = try scene.belfry("enable", "blog", at: "06:02:00").output
        #expect(said.contains("1 event was held for blog: sent as usual"), "\(said)")
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/mandoc"), "no mandoc here"))
    func theManualPageIsSoundAndHasEveryCommand() throws {
        let page = try Belfry.run(["help", "--man"]).output
        let lint = try Belfry.run("/usr/bin/mandoc", ["-T", "lint", "-W", "warning"], input: page)
        #expect(lint.output == "" && lint.errors == "")
        let shown = try Belfry.run("/usr/bin/mandoc", ["-T", "ascii"], input: page).output
        let plain = shown.replacing(/.\u{8}/, with: "")
        for command in HelpTests.commands { #expect(plain.contains("belfry \(command) "), "\(command)") }
        #expect(plain.contains("--max-runtime"))
    }
}
