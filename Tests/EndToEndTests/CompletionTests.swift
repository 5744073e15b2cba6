import Foundation
import Receiver
import TestSupport
import Testing

@Suite struct CompletionTests {
    @Test(arguments: ["bash", "zsh", "fish"])
    func everyCommandAndFlagIsInTheScript(shell: String) throws {
        let script = try Belfry.run(["completion", shell])
        #expect(script.status == 0)
        for word in HelpTests.commands + ["max-runtime", "fail-on", "replay"] {
            #expect(script.output.contains(word), "no '\(word)'")
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"].filter { hasTool($0) })
    func theShellItselfAcceptsTheScript(shell: String) throws {
        let script = try Belfry.run(["completion", shell])
        let checked = try Belfry.run("/usr/bin/env", [shell, "-n"], input: script.output)
        #expect(checked == Belfry.Ended(status: 0, output: "", errors: ""))
    }

    @Test(
        arguments: [
            (["belfry", "en"], "enable"),
            (["belfry", "schema", "s"], "settings"),
            (["belfry", "run", "--fail-on", "d"], "deferred"),
            (["belfry", "--home", "x", "run", "--max"], "--max-runtime"),
            (["belfry", "help", "com"], ""),
        ] as [([String], String)]
    )
    func bashCompletesWords(words: [String], completed: String) throws {
        #expect(try bash(words) == completed)
    }

    /// What bash offers for the last of these words.
    private func bash(_ words: [String], home: TemporaryHome? = nil) throws -> String {
        let script = try Belfry.run(["completion", "bash"]).output
        let line = ([Belfry.program] + words.dropFirst()).joined(separator: " ")
        let use = "COMP_LINE='\(line)' COMP_POINT=\(line.utf8.count); _belfry; echo \"${COMPREPLY[*]}\""
        let ended = try Belfry.run("/bin/bash", ["-c", "complete() { :; }\n" + script + use], home: home)
        #expect(ended.errors == "")
        return String(ended.output.dropLast())
    }

    /// `ops` and `blog`, which is restricted to a project, and an event that was told to one of them and is owed to the other.
    private func scene() throws -> Scene {
        let scene = try Scene(["/ops": [.answer(status: 503)]])
        try scene.integrate("ops", with: #""retry": {"schedule": ["1h"]}"#)
        try scene.integrate("blog", with: #""restricted": true, "projects": ["shop"]"#)
        let event = #"{"event": "quantum:leak", "id": "q1", "data": {"project": {"id": "attic"}}}"#
        try scene.home.write("spool/new/1.json", event)
        _ = try scene.belfry("run", "--max-runtime", "1s")
        return scene
    }

    @Test func whatOnlyTheHomeKnowsIsCompleted() throws {
        let scene = try scene()
        let home = scene.home
        #expect(try bash(["belfry", "status", ""], home: home) == "blog ops")
        #expect(try bash(["belfry", "queue", "-i", "o"], home: home) == "ops")
        #expect(try bash(["belfry", "queue", "--project", ""], home: home) == "attic shop")
        #expect(
            try bash(["belfry", "reconcile", "--event", "quantum:l"], home: home) == "leak",
            "up to the colon bash has it"
        )
        #expect(try bash(["belfry", "explain", "q"], home: home) == "q1")
        let owed = try scene.belfry("queue", "--ids").output.split(separator: "\n").map(String.init)
        #expect(try bash(["belfry", "hold", String(owed[0].prefix(4))], home: home) == owed[0])
        #expect(try bash(["belfry", "--home", home.path, "schedule", "bl"]) == "blog")
        #expect(try bash(["belfry", "secret", "rotate", "o"], home: home) == "ops")
        #expect(try bash(["belfry", "secret", "ro"], home: home) == "rotate")
        #expect(try bash(["belfry", "status", ""]) == "", "without a home nothing is offered, and nothing is said")
        try home.write("integrations/blog.json", "{broken")
        #expect(try bash(["belfry", "status", ""], home: home) == "blog ops", "what is broken is what is looked at")
    }

    @Test(
        .enabled(if: hasTool("fish"), "no fish here"),
        arguments: [
            ("status ", ["blog", "ops"]), ("queue -i bl", ["blog"]), ("reconcile --event quantum:", ["quantum:leak"]),
            ("explain q", ["q1"]), ("run --fail-on d", ["deferred"]),
        ]
    )
    func fishCompletesTheSame(typed: String, offered: [String]) throws {
        let scene = try scene()
        let script = try scene.home.folder.write(try Belfry.run(["completion", "fish"]).output, to: "belfry.fish")
        let path = URL(fileURLWithPath: Belfry.program).deletingLastPathComponent().path
        let use = "set -x PATH '\(path)' $PATH; source '\(script)'; complete -C'belfry \(typed)'"
        let environment = ["HOME": scene.home.folder.path]
        let words = ["fish", "--no-config", "-c", use]
        let ended = try Belfry.run("/usr/bin/env", words, home: scene.home, environment: environment)
        let found = ended.output.split(separator: "\n").map { String($0.split(separator: "\t")[0]) }
        #expect(found == offered, "\(ended)")
    }

    @Test(.enabled(if: hasTool("zsh"), "no zsh here")) func zshAsksForTheSame() throws {
        let scene = try scene()
        let script = try scene.home.folder.write(try Belfry.run(["completion", "zsh"]).output, to: "_belfry")
        let program = URL(fileURLWithPath: Belfry.program).deletingLastPathComponent().path
        let use = """
            compdef() { :; }; _call_program() { shift; "$@" }; compadd() { print -rl -- ${(P)2} }
            typeset -A opt_args; path=('\(program)' $path); source '\(script)'; _belfry_words types owed >/dev/null
            _belfry_words integrations; opt_args[--home]=/nowhere; print -- "nowhere:"; _belfry_words integrations
            """
        let ended = try Belfry.run("/usr/bin/env", ["zsh", "-f", "-c", use], home: scene.home)
        #expect(ended == Belfry.Ended(status: ended.status, output: "blog\nops\nnowhere:\n\n", errors: ""))
    }

    @Test func wordsOfAnotherKindAreAnError() throws {
        #expect(try Belfry.run(["completion", "words"]).status == 64)
        #expect(
            try Belfry.run(["completion", "words", "colours"]).errors.contains("needs a KIND: integrations, projects")
        )
        #expect(try Belfry.run(["completion", "bash", "types"]).status == 64)
        #expect(try Belfry.run(["completion", "words", "types"]).output.contains("\nbuild:failure\n"))
    }
}
