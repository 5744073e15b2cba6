import Foundation
import JSON
import Receiver
import TestSupport
import Testing

/// `belfry remove`: nothing is lost with an integration, and nothing goes unasked.
@Suite struct RemoveTests {
    private func exists(_ scene: Scene, _ name: String) -> Bool {
        FileManager.default.fileExists(atPath: scene.home.path + "/" + name)
    }

    @Test func whatOwesNothingIsRemovedAndItsRecordStays() throws {
        let scene = try Scene()
        try scene.home.write("secrets/blog", "hush-hush-hush")
        try scene.integrate("blog", with: #""secret": {"file": "secrets/blog"}"#)
        try scene.spool("a")
        _ = try scene.belfry("run")
        #expect(try scene.belfry("remove", "blog", "-n").output.hasSuffix("/integrations/blog.json would be deleted\n"))
        let asked = try scene.belfry("remove", "blog")
        #expect(asked.status == 64 && asked.errors.contains("will be deleted: say --yes"))
        #expect(exists(scene, "integrations/blog.json"))
        let ended = try scene.belfry("remove", "blog", "--yes")
        #expect(ended.status == 0 && ended.output.contains("blog is removed, its record stays\n"))
        #expect(ended.output.hasSuffix("its secret stays too: \(scene.home.path)/secrets/blog\n"))
        #expect(!exists(scene, "integrations/blog.json") && exists(scene, "secrets/blog"))
        #expect(try scene.json("queue", "a")["state"] == "delivered")
        #expect(try scene.belfry("remove", "blog", "--yes").status == 3)
    }

    @Test func whatIsOwedOrHeldStopsItUntilTheAdviceIsTaken() throws {
        let scene = try Scene(["/blog": [.answer(status: 503)]])
        try scene.integrate("blog", with: #""concurrency": 1, "retry": {"schedule": ["1h"]}"#)
        try scene.spool("a", "b")
        _ = try scene.belfry("run")
        _ = try scene.belfry("disable", "blog")
        try scene.spool("c")
        _ = try scene.belfry("run", at: "06:01:00")
        let refused = try scene.belfry("remove", "blog", "--yes", at: "06:02:00")
        #expect(refused.status == 1 && refused.errors.contains("2 deliveries are owed to blog"))
        #expect(refused.errors.contains("1 event is held for blog"), "\(refused.errors)")
        #expect(exists(scene, "integrations/blog.json"))
        for command in refused.errors.matches(of: /with: belfry (.*)/).map(\.1) {
            let script = "'\(Belfry.program)' \(command) --now 2026-03-02T06:03:00Z"
            #expect(try Belfry.run("/bin/sh", ["-c", script], home: scene.home).status == 0, "\(command)")
        }
        #expect(try scene.belfry("remove", "blog", "--yes", at: "06:04:00").status == 0)
        #expect(try scene.json("queue", "a")["state"] == "dropped")
    }

    @Test func whatOthersNeedStays() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.home.write("belfry.json", #"{"allowHTTP": true, "allowPrivate": true, "ownerNotice": ["blog"]}"#)
        let told = try scene.belfry("remove", "blog", "--yes")
        #expect(told.status == 78 && told.errors.contains("there is no integration 'blog' to tell"), "\(told.errors)")
        try scene.home.write(
            "integrations/hook.json",
            #"{"urls": [{"url": "\#(scene.receiver.url)/1"}, {"url": "\#(scene.receiver.url)/2"}]}"#
        )
        let one = try scene.belfry("remove", "hook-2", "--yes")
        #expect(one.status == 1 && one.errors.contains("/hook.json' describes hook too: take its URL out there"))
        #expect(exists(scene, "integrations/blog.json") && exists(scene, "integrations/hook.json"))
    }
}
