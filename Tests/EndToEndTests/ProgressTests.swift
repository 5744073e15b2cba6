import Foundation
import Receiver
import TestSupport
import Testing

/// Long reading shows how far it is: on a terminal, and only there.
@Suite(.enabled(if: hasTool("script"), "no script here, which plays a terminal"))
struct ProgressTests {
    /// `belfry ARGUMENTS` with both outputs on a terminal.
    private func onATerminal(_ arguments: String, _ scene: Scene) throws -> String {
        let line = "'\(Belfry.program)' \(arguments)"
        let environment = ["TERM": "xterm", "SHELL": "/bin/sh"]
        return try Belfry.run(
            "/usr/bin/script",
            ["-qec", line, "/dev/null"],
            home: scene.home,
            environment: environment
        ).output
    }

    @Test func aBarIsDrawnWhileHistoryIsReadAndGoneWhenItIs() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.spool((1...1200).map { "e\($0)" })
        _ = try scene.belfry("run")
        for arguments in ["queue --state delivered --ids", "queue --state rejected", "report", "show e7"] {
            let shown = try onATerminal(arguments, scene)
            #expect(shown.contains(" KB of the ledger read\u{1B}[K"), "\(arguments)")
            let rest = shown.components(separatedBy: " KB of the ledger read\u{1B}[K").last ?? ""
            #expect(rest.hasPrefix("\r\u{1B}[K"), "\(arguments): what is written takes its place")
            let words = arguments.split(separator: " ").map(String.init)
            #expect(try Belfry.run(words, home: scene.home).errors == "", "\(arguments)")
        }
        let quiet = try onATerminal("queue --state rejected --quiet", scene)
        #expect(!quiet.contains("KB"))
    }

    @Test func colorsAreForTerminalsThatWantThem() throws {
        let scene = try Scene()
        try scene.home.write("integrations/blog.json", "{broken")
        let colored = try onATerminal("check", scene)
        #expect(colored.contains("\u{1B}[1;31merror:"))
        #expect(try !onATerminal("check --no-color", scene).contains("\u{1B}["))
        let line = "NO_COLOR=1 '\(Belfry.program)' check"
        let plain = try Belfry.run("/usr/bin/script", ["-qec", line, "/dev/null"], home: scene.home)
        #expect(!plain.output.contains("\u{1B}[") && plain.output.contains("error:"))
        #expect(try !Belfry.run(["check"], home: scene.home).errors.contains("\u{1B}["))
    }
}
