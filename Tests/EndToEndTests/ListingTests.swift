import Foundation
import JSON
import Receiver
import TestSupport
import Testing

/// The page about the JSON of lists says what is printed.
@Suite struct ListingTests {
    private let scene: Scene
    private let page: String

    init() throws {
        let path = packageRoot + "/Sources/Reports/Reports.docc/Listings.md"
        page = try String(contentsOfFile: path, encoding: .utf8)
        scene = try Scene(["/blog": [.answer(status: 503)]])
        try scene.integrate("blog", with: #""retry": {"schedule": ["1h"]}"#)
        try scene.spool("a")
        _ = try scene.belfry("run", "--max-runtime", "1s")
        _ = try scene.belfry("hold", "a")
    }

    /// The names in backticks between a command's heading and the next.
    private func documented(_ command: String) throws -> Set<String> {
        let parts = page.components(separatedBy: "\n## belfry ")
        let part = try #require(parts.first { $0.hasPrefix(command + "\n") })
        let shared = command == "show" ? try documented("queue") : []
        return shared.union(part.matches(of: /`([A-Za-z]+)`/).map { String($0.1) })
    }

    private func keys(_ json: JSON) -> Set<String> {
        let own = Set((json.members ?? []).map(\.key))
        let values = (json.members ?? []).map(\.value) + (json.array ?? [])
        return values.reduce(own) { $0.union(keys($1)) }
    }

    @Test(
        arguments: [
            ["queue", "a"], ["show", "a"], ["reconcile"], ["explain", "a"], ["schedule", "blog"], ["schedule", "a"],
            ["render", "a"],
        ]
    )
    func everyKeyThatIsPrintedIsDocumented(command: [String]) throws {
        let ended = try Belfry.run(command + ["--json", "--now", "2026-03-02T06:30:00Z"], home: scene.home)
        let printed = keys(try JSON.read(Array(ended.output.utf8)))
        #expect(printed.count >= 3)
        let unknown = printed.subtracting(try documented(command[0]))
        // The states of a balance are words of the page's first table, too.
        #expect(unknown.subtracting(try documented("queue")) == [], "\(command)")
    }
}
