extension Completion {
    static var fish: String {
        let commands = Command.all.map {
            "complete -c belfry -f -n __fish_use_subcommand -a \($0.name) -d '\(quoted($0.summary))'"
        }
        let global = Flag.global.map { "complete -c belfry \(flag(Flag.named($0)))" }
        let own = Command.all.flatMap { command in
            command.flags.map {
                "complete -c belfry -n '__fish_seen_subcommand_from \(command.name)' \(flag(command.flag($0)))"
            }
        }
        let operands = Command.all.flatMap { command in
            [command.operand, command.subject].compactMap { $0 }.compactMap { operand in
                answers(operand.choices, operand.words).map {
                    "complete -c belfry -f -n '__fish_seen_subcommand_from \(command.name)' -a \($0)"
                }
            }
        }
        return ([head] + commands + global + own + operands).joined(separator: "\n") + "\n"
    }

    private static let head = """
        # belfry completion for fish: save it as ~/.config/fish/completions/belfry.fish
        function __belfry_words
            set -l typed (commandline -opc)
            set -l home (string match -rg -- '--home[= ](\\S+)' "$typed")
            for kind in $argv
                $typed[1] (test -n "$home[1]"; and printf '%s\\n' --home $home[1]) completion words $kind 2>/dev/null
            end
        end
        """

    private static func flag(_ flag: Flag) -> String {
        var words = flag.short.map { ["-s \($0)"] } ?? []
        words.append("-l \(flag.name.rawValue)")
        if flag.placeholder != nil { words.append("-r") }
        if let answers = answers(flag.choices, flag.words) { words.append("-f -a \(answers)") }
        words.append("-d '\(quoted(flag.help))'")
        return words.joined(separator: " ")
    }

    private static func answers(_ choices: [String], _ words: [KnownWords]) -> String? {
        guard !choices.isEmpty || !words.isEmpty else { return nil }
        let asked = words.isEmpty ? [] : ["(__belfry_words \(kinds(words)))"]
        return "'\((choices + asked).joined(separator: " "))'"
    }

    private static func quoted(_ text: String) -> String {
        text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
    }
}
