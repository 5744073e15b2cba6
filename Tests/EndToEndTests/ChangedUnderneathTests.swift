import Foundation
import JSON
import Receiver
import Testing

/// What was planned meets something else by the time it goes: another type, a damaged log, no configuration.
@Suite struct ChangedUnderneathTests {
    private let mail = """
        {"name": "The blog", "type": "EMAIL", "to": ["ops@example.com"], "events": null,
         "mail": {"sendmail": "/bin/true", "from": "belfry@example.com"}}
        """

    @Test(arguments: ["RAW_WEBHOOK", "SLACK"])
    func whatIsOwedToAnotherTypeIsRejectedAndTheOthersGoOn(type: String) throws {
        let scene = try Scene(["/blog": [.answer(status: 503)]])
        try scene.integrate("blog", type, with: #""mode": "individual", "retry": {"schedule": ["1h"]}"#)
        try scene.integrate("other")
        try scene.spool("a")
        _ = try scene.belfry("run")
        try scene.home.write("integrations/blog.json", mail)
        try scene.spool("b")
        #expect(try scene.belfry("run", at: "08:00:00").status == 1)
        #expect(scene.ids("other") == ["a", "b"])
        let shown = try scene.belfry("show", "a", at: "08:10:00").output
        #expect(shown.contains("'blog' was of another type when it was planned"))
        #expect(try scene.json("status", at: "08:20:00")["totals"]?["outstanding"] == 0)
    }

    /// The head of its line is sound, so that it is found; what it holds is no JSON any more.
    @Test(arguments: ["individual", "digest"])
    func anEventThatIsDamagedInTheLogKeepsNobodyFromTheOthers(mode: String) throws {
        let scene = try Scene(["/chat": [.answer(status: 200, body: "ok")]])
        try scene.integrate("raw")
        try scene.integrate("chat", "SLACK", with: #""mode": "\#(mode)""#)
        _ = try scene.belfry("run")
        for id in ["raw", "chat"] { _ = try scene.belfry("disable", id) }
        try scene.spool("a", "b", "c")
        _ = try scene.belfry("run", at: "06:10:00")
        let log = scene.home.path + "/state/events/00000001.ndjson"
        let text = try String(contentsOfFile: log, encoding: .utf8)
        try text.replacing(#""data": {"n": "b"}"#, with: #""data": {"n": \b"}"#)
            .write(toFile: log, atomically: false, encoding: .utf8)
        for id in ["raw", "chat"] { _ = try scene.belfry("enable", id, "--replay", "all", at: "06:20:00") }
        _ = try scene.belfry("run", "--force", at: "06:30:00")
        #expect(scene.ids("raw") == ["a", "c"])
        #expect(scene.receiver.requests(on: "/chat").count == (mode == "digest" ? 1 : 2))
        #expect(try scene.json("queue", "b", "-i", "raw", at: "06:40:00")["state"] == "rejected")
        #expect(try scene.belfry("doctor", "-n", at: "06:50:00").output.contains("not what was written there"))
        try scene.spool("d")
        #expect(try scene.belfry("run", at: "07:00:00").status == 0)
        #expect(scene.ids("raw") == ["a", "c", "d"])
    }

    @Test func whatIsHeldForAnIntegrationThatIsAwayOutlivesTheRetention() throws {
        let scene = try Scene()
        try scene.home.write("belfry.json", #"{"allowHTTP": true, "allowPrivate": true, "retention": "1d"}"#)
        try scene.integrate("blog")
        try scene.integrate("other")
        _ = try scene.belfry("run")
        _ = try scene.belfry("disable", "blog")
        try scene.spool("a", "b")
        _ = try scene.belfry("run", at: "06:10:00")
        let written = try scene.home.text("integrations/blog.json")
        try FileManager.default.removeItem(atPath: scene.home.path + "/integrations/blog.json")
        for day in 10...12 {
            try scene.spool("other-\(day)")
            _ = try Belfry.run(["run", "--now", "2096-03-\(day)T06:00:00Z"], home: scene.home)
        }
        try scene.home.write("integrations/blog.json", written)
        _ = try Belfry.run(["enable", "blog", "--replay", "all", "--now", "2096-03-13T06:00:00Z"], home: scene.home)
        _ = try Belfry.run(["run", "--now", "2096-03-13T06:10:00Z"], home: scene.home)
        #expect(scene.ids("blog").prefix(2) == ["a", "b"])
    }
}
