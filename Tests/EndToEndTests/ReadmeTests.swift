import Foundation
import TestSupport
import Testing

@testable import belfry

/// What the front page shows is done as it stands there; its two commands for set-up are done by `.ci/run`.
@Suite struct ReadmeTests {
    private let readme: Readme

    init() throws { readme = try Readme() }

    @Test func everyExampleDoesWhatThePageSays() throws {
        let folder = try TemporaryDirectory()
        for block in readme.blocks {
            if let file = block.file {
                try folder.write(block.text, to: file)
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path(file))
            } else if block.language == "console" {
                try type(block, in: folder)
            }
        }
    }

    /// One shell for the whole block, as in a terminal.
    private func type(_ block: Readme.Block, in folder: TemporaryDirectory) throws {
        let (steps, mark) = (block.steps, "\u{1}")
        let script = steps.map { "\($0.command)\nprintf '\(mark)%s\(mark)' $?\n" }.joined()
        let ended = try shell("cd '\(folder.path)'; exec 2>&1; umask 022\n" + script)
        let parts = ended.output.components(separatedBy: mark)
        try #require(parts.count == 2 * steps.count + 1, "\(block): \(ended.output)")
        for (index, step) in steps.enumerated() {
            let (found, status) = (parts[2 * index], parts[2 * index + 1])
            let place = "\(block): $ \(step.command)"
            #expect(status == String(step.status), "\(place)\n\(found)")
            #expect(step.expects(found), "\(place)\n\(found)")
        }
    }

    @Test func everyBlockIsOfAKindThatIsRun() {
        for block in readme.blocks {
            switch block.language {
            case "console": #expect(!block.steps.isEmpty && block.lines.first?.hasPrefix("$ ") == true, "\(block)")
            case "json", "ndjson", "mustache": #expect(block.file != nil, "\(block)")
            default: #expect(block.language == "sh", "\(block)")
            }
        }
    }

    @Test func everyCommandWithinTheTextIsOneThatTheProgramTakes() throws {
        let commands = readme.inlineCode.filter { $0.hasPrefix("belfry ") }
        #expect(commands.count >= 10)
        for command in Set(commands) {
            let ended = try shell(command + " --help")
            #expect(ended.status == 0, "\(command): \(ended.errors)")
        }
    }

    @Test func everyFileOfTheProjectThatItNamesIsThere() {
        let linked = readme.text.matches(of: /\]\(([^)]+)\)/).map { String($0.1) }.filter { !$0.contains("://") }
        let named = readme.inlineCode.filter { $0.hasPrefix("Sources/") || $0.hasPrefix("Tests/") || $0 == ".ci/run" }
        #expect(linked.count > 3 && named.count > 2)
        for path in linked + named {
            #expect(FileManager.default.fileExists(atPath: packageRoot + "/" + path), "\(path)")
        }
    }

    @Test func theExitCodesAreThoseOfTheProgram() {
        let codes = readme.section("exit codes").flatMap { $0.prefix { $0 != "a" }.matches(of: /^\| ([\d, ]+) \|/) }
            .flatMap { $0.1.matches(of: /\d+/).compactMap { Int32($0.0) } }
        #expect(codes == ExitCode.allCases.map(\.rawValue))
    }

    @Test(arguments: [("demo", "swift run -c release belfry demo"), ("test", "swift test --disable-xctest")])
    func setUpIsOneCommand(mark: String, end: String) throws {
        let block = try #require(readme.block(mark))
        #expect(block.language == "sh")
        #expect(block.text.hasSuffix(" && \(end)\n"))
        #expect(block.lines.dropLast().allSatisfy { $0.hasSuffix("\\") })
        #expect(try Belfry.run("/bin/sh", ["-n"], input: block.text).status == 0)
    }

    @Test func theInstallationPutsEveryPieceWhereThePieceSays() throws {
        let root = try TemporaryDirectory()
        let lines = try #require(readme.block("install")).lines
        for line in lines where line.contains("sudo install ") {
            guard line.hasPrefix("sudo") else {
                #expect(
                    try shell(line.replacing("sudo ", with: "").replacing(" /usr", with: " '\(root.path)'/usr")).status
                        == 0
                )
                #expect(try root.read("usr/local/share/man/man1/belfry.1").contains(".TH BELFRY 1"))
                continue
            }
            let words = line.split(separator: " ").dropFirst().map(String.init)
            let (source, target) = (words[words.count - 2], try #require(words.last))
            let isProgram = source == ".build/release/belfry"
            let path = isProgram ? Belfry.program : packageRoot + "/" + source
            let ended = try shell(
                (words.dropLast(2) + ["'\(path)'", "'\(root.path)\(target)'"]).joined(separator: " ")
            )
            #expect(ended.status == 0, "\(ended.errors)")
            let service = try String(contentsOfFile: packageRoot + "/schedules/belfry.service", encoding: .utf8)
            let told = isProgram ? service : try String(contentsOfFile: path, encoding: .utf8) + service
            let folder = URL(fileURLWithPath: target).deletingLastPathComponent().path
            #expect(told.contains(isProgram ? "ExecStart=\(target) " : folder), "\(line)")
        }
        let installed = try FileManager.default.contentsOfDirectory(atPath: packageRoot + "/schedules")
        let shown = lines.joined(separator: "\n")
        #expect(
            installed.filter { !["crontab", "belfry.rules.yml"].contains($0) }.allSatisfy {
                shown.contains("schedules/\($0) ")
            }
        )
    }

    private func shell(_ script: String) throws -> Belfry.Ended {
        let programs = URL(fileURLWithPath: Belfry.program).deletingLastPathComponent().path
        return try Belfry.run("/bin/sh", ["-c", script], environment: ["PATH": "\(programs):/usr/bin:/bin"])
    }
}
