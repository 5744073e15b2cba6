import Time

/// The manual page of the program, in man(7), written from the same tables as help.
enum ManualPage {
    /// `belfry.1`, as of a day.
    static func text(version: String, at now: Timestamp) -> String {
        let blocks = [
            [".TH BELFRY 1 \(now.rfc3339.prefix(10)) \"belfry \(version)\" \"User Commands\""],
            section("NAME", ["belfry \\- takes events from a spool and tells people and programs about them"]),
            section("SYNOPSIS", [".B belfry", ".I COMMAND", "[\\fIFLAGS\\fR]", "[\\fIOPERAND\\fR]"]),
            section("DESCRIPTION", paragraphs(description)),
            section("COMMANDS", Command.all.flatMap(command)),
            section("FLAGS OF EVERY COMMAND", Flag.global.flatMap { item(Flag.named($0)) }),
            section("EXIT STATUS", ExitCode.allCases.flatMap { [".TP", "\($0.rawValue)", escaped($0.meaning)] }),
            section("FILES", files.flatMap { [".TP", ".I \(escaped($0.path))", escaped($0.holds)] }),
            section("ENVIRONMENT", variables.flatMap { [".TP", ".B \($0.name)", escaped($0.meaning)] }),
        ]
        return blocks.joined().joined(separator: "\n") + "\n"
    }

    private static let description = [
        "Programs drop event files into a spool; cron or a systemd timer rings 'belfry run'; each event, or a digest of "
            + "many, goes to the integrations whose filter it matches. Every event that matched is delivered, or "
            + "'belfry status' and 'belfry reconcile' say why not, and which command mends it."
    ]

    private static let files: [(path: String, holds: String)] = [
        ("belfry.json", "settings for all integrations, in the home"),
        ("integrations/ID.json", "one integration each"),
        ("templates/", "templates that take the place of the program's own"),
        ("spool/new", "where event files are taken from"),
        ("spool/corrupt", "what could not be read, with the reasons"),
        ("state/", "event log and ledger"),
        ("reports/", "status.txt, status.json and belfry.prom, new with every run"),
    ]

    private static let variables: [(name: String, meaning: String)] = [
        ("BELFRY_HOME", "the home, where --home names none"),
        ("NO_COLOR", "no colors when it is set"),
        ("CONFIGURATION_DIRECTORY, STATE_DIRECTORY, CREDENTIALS_DIRECTORY", "the places that systemd gives"),
    ]

    private static func section(_ title: String, _ lines: [String]) -> [String] { [".SH \"\(title)\""] + lines }

    private static func command(_ command: Command) -> [String] {
        var lines = [".SS \"\(escaped(Help.usage(of: command)))\"", sentence(command.summary)]
        lines += command.details.flatMap { [".PP", escaped($0)] }
        lines += command.flags.flatMap { item(command.flag($0)) }
        let codes = Help.exitCodes(of: command).map { "\($0.rawValue)" }.joined(separator: ", ")
        lines += [".PP", "Exit status: \(codes)."]
        for example in command.examples {
            lines += [
                ".PP", sentence(example.purpose, ends: ":"), ".PP", ".nf", ".RS", escaped(example.line), ".RE", ".fi",
            ]
        }
        return lines
    }

    private static func item(_ flag: Flag) -> [String] {
        let spellings = (flag.short.map { ["-\($0)"] } ?? []) + [flag.spelling]
        let names = spellings.map { "\\fB\(escaped($0))\\fR" }.joined(separator: ", ")
        let value = flag.placeholder.map { " \\fI\(escaped($0))\\fR" } ?? ""
        let choices = flag.choices.isEmpty ? "" : " (\(flag.choices.joined(separator: ", ")))"
        return [".TP", names + value, escaped(flag.help + choices)]
    }

    private static func paragraphs(_ texts: [String]) -> [String] {
        texts.enumerated().flatMap { $0.offset == 0 ? [escaped($0.element)] : [".PP", escaped($0.element)] }
    }

    private static func sentence(_ text: String, ends: String = ".") -> String {
        escaped(text.prefix(1).uppercased() + text.dropFirst() + ends)
    }

    /// Backslashes and dashes mean what they are, and no line is taken for a request.
    static func escaped(_ text: String) -> String {
        let plain = text.map { character -> String in
            switch character {
            case "\\": "\\e"
            case "-": "\\-"
            case "\"": "\\(dq"
            case "…": "..."
            default: String(character)
            }
        }.joined()
        return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
    }
}
