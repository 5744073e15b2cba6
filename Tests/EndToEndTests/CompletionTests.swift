import Foundation
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

    @Test(arguments: ["bash", "zsh", "fish"])
    func theShellItselfAcceptsTheScript(shell: String) throws {
        let path = ["/bin/", "/usr/bin/"].map { $0 + shell }.first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let path else { return }
        let script = try Belfry.run(["completion", shell])
        let checked = try Belfry.run(path, ["-n"], input: script.output)
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
        let script = try Belfry.run(["completion", "bash"]).output
        let array = words.map { "'\($0)'" }.joined(separator: " ")
        let use = "COMP_WORDS=(\(array)); COMP_CWORD=\(words.count - 1); _belfry; echo \"${COMPREPLY[*]}\""
        let ended = try Belfry.run("/bin/bash", ["-c", "complete() { :; }\n" + script + use])
        #expect(ended.output == completed + "\n")
    }
}
