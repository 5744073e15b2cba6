import Testing

@Suite struct HelpTests {
    static let commands = [
        "run", "demo", "init", "check", "schema", "emit", "list", "status", "report", "events", "formats", "enable",
        "disable", "mute", "test", "secret", "queue", "show", "hold", "release", "requeue", "drop", "resend",
        "reconcile", "explain", "render", "schedule", "add", "remove", "config", "prune", "doctor", "completion",
        "help",
    ]

    @Test func theOverviewListsEveryCommandOnce() throws {
        let ended = try Belfry.run(["help"])
        #expect(ended.status == 0)
        let listed = ended.output.split(separator: "\n").drop { $0 != "commands:" }.dropFirst()
            .prefix { $0.hasPrefix("  ") && !$0.contains("--") }
        #expect(listed.map { String($0.split(separator: " ")[0]) } == HelpTests.commands)
        #expect(try Belfry.run(["--help"]) == ended)
        #expect(try Belfry.run(["-h"]) == ended)
    }

    @Test(arguments: commands)
    func everyCommandExplainsItselfWithExitStatusAndExamples(command: String) throws {
        let ended = try Belfry.run(["help", command])
        #expect(ended.status == 0)
        #expect(ended.errors == "")
        for part in ["usage: belfry \(command) ", "\nEXIT STATUS\n  0 ", "\n  64 ", "\nEXAMPLES\n"] {
            #expect(ended.output.contains(part), "no '\(part)'")
        }
        #expect(try Belfry.run([command, "--help"]) == ended)
    }

    /// What is to be typed stands on one line, whatever its length.
    @Test func noPageIsWiderThanATerminal() throws {
        for words in [["help"]] + HelpTests.commands.map({ ["help", $0] }) {
            let page = try Belfry.run(words).output.split(separator: "\n")
            for line in page where !line.hasPrefix("  belfry ") && !line.hasPrefix("  source ") {
                #expect(line.count <= 80, "\(words): \(line)")
            }
        }
    }

    @Test func theVersionIsOneLine() throws {
        let ended = try Belfry.run(["--version"])
        #expect(ended.status == 0)
        #expect(ended.output.wholeMatch(of: /belfry \d+\.\d+\.\d+\n/) != nil)
    }

    @Test func aReaderThatGoesAwayIsNoError() throws {
        let script = "trap '' PIPE; '\(Belfry.program)' events | head -n 1; echo ${PIPESTATUS[0]}"
        let ended = try Belfry.run("/bin/bash", ["-c", script])
        #expect(ended.errors == "")
        #expect(ended.output.hasSuffix("\n0\n"))
    }

    @Test func aFullDiskIsAnError() throws {
        let ended = try Belfry.run("/bin/sh", ["-c", "'\(Belfry.program)' events > /dev/full"])
        #expect(ended.status == 74)
        #expect(ended.errors.contains("No space left on device"))
    }
}
