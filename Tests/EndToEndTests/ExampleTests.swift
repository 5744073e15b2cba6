import Foundation
import JSON
import Receiver
import TestSupport
import Testing

@testable import belfry

/// What help shows can be typed: every example of every command is.
@Suite struct ExampleTests {
    static let lines = Command.all.flatMap { command in command.examples.map { $0.line } }
        .filter { !$0.contains("jq ") || hasTool("jq") }

    /// What examples use besides Belfry, where the thing itself would leave the test's folder.
    private static let standIns = ["sudo": "exec \"$@\"", "tee": "cat"]

    @Test(arguments: lines)
    func anExampleOfHelpDoesItsWork(line: String) throws {
        let scene = try scene()
        let mutes = try JSON.read(Array(try Belfry.run(["mute", "list", "--json"], home: scene.home).output.utf8))
        let mute = try #require(mutes["data"]?.array?.first?["id"]?.string)
        let line = line.replacing("m42", with: mute)
        let prelude = line.contains(" init ") ? "true" : "belfry init ~/belfry > /dev/null"
        let programs = URL(fileURLWithPath: Belfry.program).deletingLastPathComponent().path
        for (name, body) in ExampleTests.standIns {
            let path = try scene.home.folder.write("#!/bin/sh\n\(body)\n", to: "bin/" + name)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
        let folder = scene.home.folder.path
        let set = "set -o pipefail; cd '\(folder)'; mkdir -p .config/fish/completions secrets"
        let ended = try Belfry.run(
            "/bin/bash",
            ["-c", "\(set); \(prelude); \(line)"],
            home: scene.home,
            environment: ["PATH": "\(folder)/bin:\(programs):/usr/bin:/bin", "HOME": folder],
            input: #"{"event": "build:failure", "id": "e9", "data": {}}"# + "\n"
        )
        // Some tell that somebody has to look, and so somebody has.
        #expect([0, 1].contains(ended.status), "\(line)\n\(ended.errors)")
        #expect(!ended.errors.contains("belfry: error: "), "\(line)\n\(ended.errors)")
    }

    /// A morning after an outage: something was given up, something is owed, something is held.
    private func scene() throws -> Scene {
        let scene = try Scene(["/blog": [.answer(status: 503)], "/ops": [.answer(body: "ok")]])
        try scene.home.write("secrets/blog.whsec", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")
        let signing = #""signing": {"secret": {"file": "secrets/blog.whsec"}}"#
        try scene.integrate("blog", with: #""retry": {"schedule": []}, "concurrency": 1, \#(signing)"#)
        try scene.integrate("ops", "SLACK", with: #""mode": "individual", "retry": {"schedule": ["1h"]}"#)
        try scene.spool("e1", "e2")
        _ = try Belfry.run(["run"], home: scene.home)
        scene.receiver.script("/blog", [.noContent])
        try scene.spool("e3")
        let event = #"{"event": "build:failure", "id": "e8", "data": {}}"# + "\n"
        for name in ["event.json", "events.ndjson"] { try scene.home.folder.write(event, to: name) }
        let body = #"{"name": "New one", "type": "RAW_WEBHOOK", "webhook": "http://127.0.0.1:9/", "events": null}"#
        try scene.home.folder.write(body, to: "integration.json")
        try scene.home.folder.write("https://hooks.slack.com/services/T0/B0/X\n", to: "address")
        let mute = ["mute", "add", "ops", "--expires", "8h", "--reason", "quiet", "--event", "job-run:*"]
        _ = try Belfry.run(mute, home: scene.home)
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
