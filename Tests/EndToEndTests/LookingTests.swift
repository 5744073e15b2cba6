import Foundation
import TestSupport
import Testing

/// Whoever only looks makes nothing: not in a home where no run has worked yet, where root may be the first to look.
@Suite struct LookingTests {
    @Test(
        arguments: [
            "report", "report --format csv", "report --format html", "report --range last-run", "status",
            "status --ages", "queue",
            "list", "reconcile", "schedule blog", "config", "check", "show e1", "explain e1", "render -i blog",
            "resend --failed",
            "hold ALL --yes", "drop e1", "mute list", "run -n", "prune -n", "doctor -n", "test blog -n", "events",
        ]
    )
    func nothingIsMade(words: String) throws {
        let home = try TemporaryHome()
        try home.write(
            "integrations/blog.json",
            #"{"name": "Blog", "type": "RAW_WEBHOOK", "webhook": "https://a.example/x", "events": null}"#
        )
        for folder in ["state", "reports"] { try FileManager.default.removeItem(atPath: home.path + "/" + folder) }
        let before = try all(home)
        let ended = try Belfry.run(words.split(separator: " ").map(String.init), home: home)
        #expect([0, 1, 3].contains(ended.status), "\(ended)")
        #expect(try all(home) == before, "\(ended)")
        for folder in ["state", "state/events"] { try home.makeFolder(folder) }
        let again = try Belfry.run(words.split(separator: " ").map(String.init), home: home)
        #expect(again.status == ended.status, "\(again)")
        #expect(try all(home) == (before + ["state", "state/events"]).sorted(), "a state that nobody has begun")
    }

    private func all(_ home: TemporaryHome) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: home.path).sorted()
    }
}

extension TemporaryHome {
    fileprivate func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: false)
    }
}
