import Foundation
import Receiver
import TestSupport
import Testing

@testable import belfry

/// What help shows can be typed: every example of every command is.
@Suite struct ExampleTests {
    static let lines = Command.all.flatMap { command in command.examples.map { $0.line } }

    @Test(arguments: lines)
    func anExampleOfHelpDoesItsWork(line: String) throws {
        if line.contains("jq "), !hasTool("jq") { return }
        let scene = try scene()
        let prelude = line.contains(" init ") ? "true" : "belfry init ~/belfry > /dev/null"
        let programs = URL(fileURLWithPath: Belfry.program).deletingLastPathComponent().path
        let ended = try Belfry.run(
            "/bin/bash",
            [
                "-c",
                "set -o pipefail; cd '\(scene.home.folder.path)'; mkdir -p .config/fish/completions; \(prelude); \(line)",
            ],
            home: scene.home,
            environment: ["PATH": "\(programs):/usr/bin:/bin", "HOME": scene.home.folder.path],
            input: #"{"event": "build:failure", "id": "e9", "data": {}}"# + "\n"
        )
        // Some tell that somebody has to look, and so somebody has.
        #expect([0, 1].contains(ended.status), "\(line)\n\(ended.errors)")
        #expect(!ended.errors.contains("belfry: error: "), "\(line)\n\(ended.errors)")
    }

    /// A morning after an outage: something was given up, something is owed, something is held.
    private func scene() throws -> Scene {
        let scene = try Scene(["/blog": [.answer(status: 503)], "/ops": [.answer(body: "ok")]])
        try scene.integrate("blog", with: #""retry": {"schedule": []}, "concurrency": 1"#)
        try scene.integrate("ops", "SLACK", with: #""mode": "individual", "retry": {"schedule": ["1h"]}"#)
        try scene.spool("e1", "e2")
        _ = try Belfry.run(["run"], home: scene.home)
        scene.receiver.script("/blog", [.noContent])
        try scene.spool("e3")
        let event = #"{"event": "build:failure", "id": "e8", "data": {}}"# + "\n"
        for name in ["event.json", "events.ndjson"] { try scene.home.folder.write(event, to: name) }
        return scene
    }
}

/// The table of flags holds nothing that no command takes.
@Suite struct FlagTests {
    @Test func everyFlagIsTakenBySomeCommand() {
        for flag in Flag.all {
            #expect(Command.all.contains { $0.takes(flag.name) }, "\(flag.spelling)")
        }
        #expect(Set(Flag.all.map(\.name)) == Set(Flag.Name.allCases), "and every name has a row")
    }
}
