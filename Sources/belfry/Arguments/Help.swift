/// The overview and each command's page, written from the tables.
enum Help {
    static var overview: String {
        let commands = Command.all.map { ($0.name, $0.summary) }
        let flags = Flag.global.map { row(Flag.named($0)) }
        return """
            belfry takes events from a spool and tells people and programs about them.

            usage: belfry COMMAND [FLAGS]

            commands:
            \(table(commands))

            flags of every command:
            \(table(flags))

            'belfry help COMMAND' explains one, with its exit status and examples.

            Something went wrong over night? 'belfry status' tells what, 'belfry queue'
            what waits, 'belfry reconcile' what was lost, and its --apply brings it back.

            """
    }

    static func page(of command: Command) -> String {
        var blocks = ["\(command.name): \(command.summary)", "usage: \(usage(of: command))"]
        blocks += command.details.map(wrapped)
        if !command.flags.isEmpty {
            blocks.append("FLAGS\n" + table(command.flags.map { row(command.flag($0)) }))
        }
        blocks.append("FLAGS OF EVERY COMMAND\n" + table(Flag.global.map { row(Flag.named($0)) }))
        blocks.append("EXIT STATUS\n" + table(exitCodes(of: command).map { ("\($0.rawValue)", $0.meaning) }))
        blocks.append(
            "EXAMPLES\n" + command.examples.map { "  \($0.line)\n      \($0.purpose)" }.joined(separator: "\n")
        )
        return blocks.joined(separator: "\n\n") + "\n"
    }

    static func usage(of command: Command) -> String {
        let operands = [command.operand, command.subject].compactMap { $0 }.map { operand in
            let name = operand.name + (operand.isRepeatable ? "…" : "")
            return operand.isRequired ? " " + name : " [\(name)]"
        }
        return "belfry \(command.name) [FLAGS]\(operands.joined())"
    }

    static func exitCodes(of command: Command) -> [ExitCode] {
        ExitCode.allCases.filter { [.success, .usage].contains($0) || command.exitCodes.contains($0) }
    }

    private static func row(_ flag: Flag) -> (String, String) {
        let short = flag.short.map { "-\($0), " } ?? "    "
        let words = flag.choices.isEmpty ? "" : " (\(flag.choices.joined(separator: ", ")))"
        return (short + flag.spelling + (flag.placeholder.map { " " + $0 } ?? ""), flag.help + words)
    }

    /// Two columns, the second broken into lines that begin together.
    private static func table(_ rows: [(String, String)]) -> String {
        let widest = rows.map(\.0.count).max() ?? 0
        let cells = rows.flatMap { name, text in
            lines(of: text, width: width - widest - 4).enumerated().map { [$0 == 0 ? name : "", $1] }
        }
        return String(aligned(cells, indent: 2).dropLast())
    }

    /// Columns of a page.
    private static let width = 80

    private static func wrapped(_ text: String) -> String { lines(of: text, width: width).joined(separator: "\n") }

    /// Breaks a text into lines of at most `width` characters, at spaces.
    private static func lines(of text: String, width: Int) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if line.count + 1 + word.count <= width {
                lines[lines.count - 1] = line + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
