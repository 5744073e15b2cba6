import Foundation
import Receiver
import Testing

/// Far more than anybody meant to send.
@Suite struct FloodTests {
    /// Small enough for every build; `Tests/Load/load.py` has the millions.
    @Test func `T22: a flood is taken in and told in little memory, and delays nobody`() throws {
        let ok = Reply.answer(status: 200, body: "ok")
        let few = try peak(files: 10, lines: 10, ok)
        let many = try peak(files: 500, lines: 5000, ok)
        #expect(many < few + 16 << 20, "\(few >> 20) MiB for few, \(many >> 20) MiB for many")
    }

    /// Memory of a run that takes in these, of which one event in a file of its own matters most.
    private func peak(files: Int, lines: Int, _ ok: Reply) throws -> Int {
        let scene = try Scene(["/chat": [ok]])
        try scene.integrate("chat", "SLACK", with: #""digest": {}"#)
        try scene.home.write(
            "integrations/pager.json",
            """
            {"name": "The pager", "type": "RAW_WEBHOOK", "webhook": "\(scene.receiver.url)/pager", \
            "events": ["addon-backup:failure"]}
            """
        )
        func line(_ id: String) -> String { #"{"event":"build:start","id":"\#(id)","data":{"n":"\#(id)"}}"# + "\n" }
        for number in 0..<files { try scene.home.write("spool/new/a\(number).json", line("a\(number)")) }
        try scene.home.write("spool/new/b.ndjson", (0..<lines).map { line("b\($0)") }.joined())
        try scene.spool(["urgent"], type: "addon-backup:failure")
        let child = try Child(["run", "--json", "--now", "2026-03-02T06:00:00Z"], home: scene.home)
        #expect(child.wait() == .exited(0))
        #expect(scene.ids("pager") == ["urgent"])
        #expect(try scene.home.names(in: "spool/new").isEmpty)
        let told = try #require(scene.receiver.requests(on: "/chat").first?.text)
        #expect(told.contains("\(files + lines + 1) events"), "the digest counts them all")
        return child.peakMemory
    }
}
