import JSON
import TestSupport
import Testing

/// Keeping an integration quiet, from the command line.
@Suite struct MuteCommandTests {
    private let scene: Scene

    init() throws {
        scene = try Scene()
        try scene.integrate("blog")
        _ = try scene.belfry("run")
    }

    private func mute(_ arguments: String..., at time: String = "2026-03-02T06:10:00Z") throws -> Belfry.Ended {
        try Belfry.run(["mute"] + arguments + ["--now", time], home: scene.home)
    }

    @Test func aMuteIsMadeShownAndEnded() throws {
        let added = try mute("add", "blog", "--expires", "8h", "--reason", "moving hosts")
        #expect(added.status == 0)
        let data =
            try JSON.read(Array(try mute("list", "--json", at: "2026-03-02T06:10:30Z").output.utf8))["data"]?.array
            ?? []
        #expect(data.count == 1)
        #expect(data.first?["until"]?.string?.hasPrefix("2026-03-02T14:10:00") == true)
        let id = try #require(data.first?["id"]?.string)
        #expect(try mute("list", at: "2026-03-02T06:10:30Z").output.contains("moving hosts"))
        let status = try Belfry.run(["status", "--now", "2026-03-02T06:11:00Z"], home: scene.home).output
        #expect(status.contains("blog: everything for another 7h 58m: moving hosts"))
        #expect(status.contains("→ belfry mute expire \(id)"))
        #expect(try Belfry.run(["list", "--now", "2026-03-02T06:11:00Z"], home: scene.home).output.contains("muted"))
        #expect(try mute("expire", id, at: "2026-03-02T06:12:00Z").status == 0)
        #expect(try mute("list", at: "2026-03-02T06:13:00Z").output == "nothing is muted\n")
        #expect(try mute("expire", id, at: "2026-03-02T06:14:00Z").status == 3, "it is over")
    }

    @Test func itEndsByItself() throws {
        _ = try mute("add", "blog", "--expires", "2026-03-02T07:00:00Z", "--reason", "x", "--event", "build:*")
        #expect(try mute("list", at: "2026-03-02T06:59:00Z").output.contains("build:*"))
        #expect(try mute("list", at: "2026-03-02T07:00:01Z").output == "nothing is muted\n")
    }

    @Test(arguments: [
        (["add"], 64, "needs the ID"),
        (["add", "blog", "--reason", "x"], 64, "needs an end"),
        (["add", "blog", "--expires", "8h"], 64, "needs a reason"),
        (["add", "blog", "--expires", "soon", "--reason", "x"], 64, "'soon' is no end"),
        (["add", "blog", "--expires", "2026-03-02T05:00:00Z", "--reason", "x"], 64, "is past"),
        (["add", "blog", "--expires", "8h", "--reason", "x", "--event", "a::b"], 64, "--event 'a::b'"),
        (["add", "blgo", "--expires", "8h", "--reason", "x"], 3, "did you mean 'blog'?"),
        (["expire"], 64, "needs the name"),
        (["expire", "m77"], 3, "no mute 'm77' is in force"),
        (["list", "blog"], 64, "takes no 'blog'"),
        (["forever", "blog"], 64, "'forever' is not an ACTION"),
    ])
    func whatCannotBeMeantIsRefused(_ words: [String], code: Int32, saying: String) throws {
        let ended = try Belfry.run(["mute"] + words + ["--now", "2026-03-02T06:10:00Z"], home: scene.home)
        #expect(ended.status == code)
        #expect(ended.errors.contains(saying), "\(ended.errors)")
        #expect(try mute("list").output == "nothing is muted\n", "nothing was muted")
    }
}
