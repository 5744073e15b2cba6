import Foundation
import TestSupport
import Testing

@testable import belfry

/// The examples that help shows, typed into a shell as they stand there.
@Suite struct HelpExampleTests {
    /// What examples use besides Belfry stands in for itself.
    private static let standIns = ["sudo": "exec \"$@\"", "pg_dump": "exit 1", "tee": "cat", "jq": "cat"]

    private let home: TemporaryHome
    private let programs: TemporaryDirectory

    init() throws {
        home = try TemporaryHome()
        programs = try TemporaryDirectory()
        for (name, body) in HelpExampleTests.standIns {
            let path = try programs.write("#!/bin/sh\n\(body)\n", to: name)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
        try home.write("belfry.json", #"{"allowHTTP": true, "allowPrivate": true}"#)
        for id in ["blog", "ops"] { try home.write("integrations/\(id).json", HelpExampleTests.integration(named: id)) }
        try programs.write(HelpExampleTests.integration(named: "New one"), to: "integration.json")
        try programs.write("https://hooks.slack.com/services/T0/B0/X\n", to: "address")
        try programs.write(#"{"event": "build:failure", "data": {}}"# + "\n", to: "events.ndjson")
        try programs.write("", to: ".config/fish/completions/other.fish")
    }

    /// Nobody listens there: what is sent fails at once.
    private static func integration(named name: String) -> String {
        #"{"name": "\#(name)", "type": "RAW_WEBHOOK", "webhook": "http://127.0.0.1:9/", "events": null}"#
    }

    @Test(arguments: Command.all.filter { $0.name != "demo" }.map(\.name))
    func everyExampleIsUnderstood(command: String) throws {
        let examples = try #require(Command.named(command)).examples
        #expect(!examples.isEmpty)
        for example in examples {
            let folder = URL(fileURLWithPath: Belfry.program).deletingLastPathComponent().path
            let ended = try Belfry.run(
                "/bin/bash",
                ["-c", "cd '\(programs.path)'; " + example.line],
                home: home,
                environment: ["PATH": "\(programs.path):\(folder):/usr/bin:/bin", "HOME": programs.path]
            )
            #expect(ended.status != 64 && ended.status != 127, "\(example.line)\n\(ended.errors)")
            #expect(!ended.errors.contains("try 'belfry help"), "\(example.line)\n\(ended.errors)")
        }
    }
}
