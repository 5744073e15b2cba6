import Testing

@Suite struct UsageTests {
    @Test(
        arguments: [
            ([], "no command given"),
            (["emt"], "unknown command 'emt', did you mean 'emit'?"),
            (["xyzzy"], "unknown command 'xyzzy'"),
            (["--jsno", "list"], "unknown flag '--jsno', did you mean '--json'?"),
            (["list", "--jsno"], "unknown flag '--jsno', did you mean '--json'?"),
            (["run", "-z"], "unknown flag '-z'"),
            (["run", "-nz"], "unknown flag '-z'"),
            (["run", "--max-runtime"], "flag '--max-runtime' needs a value: --max-runtime DURATION"),
            (["run", "--max-runtime="], "flag '--max-runtime' needs a value: --max-runtime DURATION"),
            (["run", "-i"], "flag '-i' needs a value: -i ID"),
            (["run", "--wait=yes"], "flag '--wait' takes no value"),
            (["run", "--wait", "--wait"], "flag '--wait' is given twice"),
            (["run", "-nn"], "flag '-n' is given twice"),
            (["run", "--home", "a", "--home=b"], "flag '--home' is given twice"),
            (["run", "-qv"], "'--quiet' and '--verbose' contradict each other"),
            (["run", "ops"], "'run' takes no 'ops'"),
            (["run", "--max-runtime", "60"], "'60' is not a duration for '--max-runtime': use e.g. 30s, 5m or 2h"),
            (["run", "--fail-on", "always"], "'always' is not a value of '--fail-on': attention, deferred, never"),
            (["events", "--replay", "all"], "'events' does not take '--replay'"),
            (
                ["events", "--now", "noon"],
                "'noon' is not a time for '--now': use RFC 3339, e.g. 2026-11-21T06:00:00Z"
            ),
            (
                ["run", "--now", "1969-12-31T23:59:59Z"],
                "'1969-12-31T23:59:59Z' lies before 1970, where no clock starts: give '--now' a later time"
            ),
            (["enable"], "'enable' needs an ID"),
            (["enable", "a", "b"], "'enable' takes one ID, not also 'b'"),
            (["schema"], "'schema' needs a FILE: integration, settings, event"),
            (["schema", "setting"], "'setting' is not a FILE of 'schema', did you mean 'settings'?"),
            (["completion", "powershell"], "'powershell' is not a SHELL of 'completion': bash, zsh, fish, words"),
            (["help", "rnu"], "unknown command 'rnu', did you mean 'run'?"),
            (["emit", "a b"], "'a b' is not an event type: use e.g. build:failure"),
        ] as [([String], String)]
    )
    func whatCannotBeUnderstoodIsToldInOneLine(arguments: [String], message: String) throws {
        let ended = try Belfry.run(arguments)
        #expect(ended.status == 64)
        #expect(ended.output == "")
        let lines = ended.errors.split(separator: "\n").map(String.init)
        #expect(lines.first == "belfry: \(message)")
        #expect(lines.count == 2)
        #expect(lines.last?.hasPrefix("try 'belfry help") == true)
    }

    @Test func theHintNamesTheCommandThatWasTyped() throws {
        #expect(try Belfry.run(["run", "--wiat"]).errors.hasSuffix("try 'belfry help run'\n"))
        #expect(try Belfry.run(["--wiat"]).errors.hasSuffix("try 'belfry help'\n"))
    }

    @Test func flagsMayStandBeforeTheCommandAndBehindIt() throws {
        let home = try TemporaryHome()
        for arguments in [["--home", home.path, "emit", "a:b"], ["emit", "--home=\(home.path)", "a:b"]] {
            #expect(try Belfry.run(arguments).status == 0)
        }
        #expect(try home.names(in: "spool/new").count == 2)
    }

    @Test func twoDashesEndTheFlags() throws {
        let ended = try Belfry.run(["enable", "--", "--ops", "--x"])
        #expect(ended.errors.hasPrefix("belfry: 'enable' takes one ID, not also '--x'\n"))
    }

    @Test func textOfTheCommandLineCannotMoveTheCursor() throws {
        #expect(try Belfry.run(["\u{1B}[2J"]).errors.hasPrefix(#"belfry: unknown command '\u{1B}[2J'"#))
    }

    @Test func theJournalIsToldThePriorityOfALine() throws {
        let ended = try Belfry.run("/bin/sh", ["-c", script])
        #expect(ended.errors.isEmpty)
        #expect(ended.output == "<3>belfry: unknown command 'xyzzy'\n<3>try 'belfry help'\n")
    }

    /// Names standard error by device and inode, as systemd does for a service.
    private var script: String {
        """
        exec 2>&1
        JOURNAL_STREAM=$(stat -L -c %d:%i /proc/$$/fd/2) exec '\(Belfry.program)' xyzzy
        """
    }
}
