import Foundation
import Receiver
import Testing

/// Far more than anybody meant to send.
@Suite struct FloodTests {
    /// Small enough for every build; `Tests/Load/load.py` has the millions.
    @Test func `T22: a flood is taken in and told in little memory, and delays nobody`() throws {
        let few = try peak(files: 10, lines: 10)
        let many = try peak(files: 500, lines: 5000)
        #expect(few > 0 && many < few + 16 << 20, "\(few >> 20) MiB for few, \(many >> 20) MiB for many")
    }

    @Test(arguments: [("a.ndjson", "", "\n", ""), ("a.json", "[", ",\n", "]")])
    func `T02: an event that is too long is never held whole`(
        _ name: String,
        _ begin: String,
        _ between: String,
        _ end: String
    ) throws {
        let peaks = try [1, 33].map { size in
            let long = #"{"event":"x","data":{"t":"\#(String(repeating: "x", count: size << 20))"}}"#
            let scene = try Scene(["/blog": [.hang]])
            try scene.integrate("blog")
            let urgent = #"{"event":"build:failure","id":"urgent","data":{}}"#
            try scene.home.write("spool/new/" + name, begin + urgent + between + long + end)
            let child = try Child(["run"], home: scene.home)
            #expect(eventually(within: .seconds(60)) { scene.ids("blog") == ["urgent"] })
            #expect(try scene.home.text("spool/corrupt/" + name).contains(long))
            return try child.peakMemory()
        }
        #expect(peaks[0] > 0 && peaks[1] < peaks[0] + 8 << 20, "\(peaks.map { $0 >> 20 }) MiB")
    }

    /// Memory of a run that takes in these, seen once it has told of all: one event in a file of its own matters most.
    private func peak(files: Int, lines: Int) throws -> Int {
        let scene = try Scene(["/chat": [.hang]])
        try scene.integrate("chat", "SLACK", with: #""digest": {}"#)
        try scene.integrate("pager")
        let pager = try scene.home.text("integrations/pager.json").replacing("null", with: #"["addon-backup:failure"]"#)
        try scene.home.write("integrations/pager.json", pager)
        func line(_ id: String) -> String { #"{"event":"build:start","id":"\#(id)","data":{"n":"\#(id)"}}"# + "\n" }
        for number in 0..<files { try scene.home.write("spool/new/a\(number).json", line("a\(number)")) }
        try scene.home.write("spool/new/b.ndjson", (0..<lines).map { line("b\($0)") }.joined())
        try scene.spool(["urgent"], type: "addon-backup:failure")
        let child = try Child(["run"], home: scene.home)
        let isTold = eventually(within: .seconds(60)) {
            scene.ids("pager") == ["urgent"] && scene.receiver.requests(on: "/chat").count == 1
        }
        #expect(isTold)
        #expect(try scene.home.names(in: "spool/new").isEmpty)
        let digest = try #require(scene.receiver.requests(on: "/chat").first?.text)
        #expect(digest.contains("\(files + lines + 1) events"), "it counts them all")
        return try child.peakMemory()
    }
}
