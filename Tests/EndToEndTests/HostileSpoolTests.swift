import Foundation
import JSON
import Receiver
import TestSupport
import Testing

/// One spool with everything at once that nobody should put there.
@Suite struct HostileSpoolTests {
    @Test func everythingIsToldOrRefusedAsItDeservesAndNothingTwice() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        for entry in HostileEntry.all { SpawnGate.pass { entry.make(path(of: entry, in: scene)) } }
        #expect(try Belfry.run(["run"], home: scene.home).status == 1)

        let corrupt = try scene.home.names(in: "spool/corrupt")
        var expected: [String] = []
        for entry in HostileEntry.all {
            let isThere = access(path(of: entry, in: scene)) == 0
            let isAside = corrupt.contains(entry.text) && corrupt.contains(entry.text + ".reason.txt")
            #expect(isThere == (entry.answer == .left), "\(entry.text)")
            switch entry.answer {
            case .told(let marks):
                expected += marks
                #expect(!isAside, "\(entry.text)")
            case .inPart(let marks):
                expected += marks
                #expect(isAside, "\(entry.text)")
            case .refused: #expect(isAside, "\(entry.text)")
            case .left: #expect(!isAside, "\(entry.text)")
            }
        }
        #expect(marks(scene) == expected.sorted())

        // What was told of once is not told of again.
        let second = try scene.belfry("run")
        #expect(second == Belfry.Ended(status: 0, output: "", errors: ""))
        #expect(marks(scene) == expected.sorted())
    }

    private func path(of entry: HostileEntry, in scene: Scene) -> [CChar] {
        Array((scene.home.path + "/spool/new/").utf8CString.dropLast()) + entry.name.map { CChar(bitPattern: $0) } + [0]
    }

    private func access(_ path: [CChar]) -> Int32 {
        var status = stat()
        return lstat(path, &status)
    }

    /// The marks of the events that arrived.
    private func marks(_ scene: Scene) -> [String] {
        scene.receiver.requests(on: "/blog").compactMap { request in
            (try? JSON.read(request.body))?["data"]?["mark"]?.string
        }.sorted()
    }
}
