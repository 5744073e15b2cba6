extension Completion {
    static var zsh: String {
        """
        #compdef belfry
        # belfry completion for zsh: put it into a folder of $fpath as _belfry
        _belfry_words() {
            local kind home=${opt_args[--home]}
            local -a found
            for kind; do
                found+=(${(f)"$(_call_program words belfry ${home:+--home $home} completion words $kind 2>/dev/null)"})
            done
            compadd -a found
        }
        _belfry() {
            local line state
            typeset -A opt_args
            _arguments -C \(flags(Flag.global.map(Flag.named))) '1:command:->command' '*::argument:->argument'
            case $state in
                command)
                    local -a commands=(
        \(lines(16, Command.all.map { "'\($0.name):\(quoted($0.summary))'" }))
                    )
                    _describe command commands ;;
                argument)
                    case $line[1] in
        \(lines(16, Command.all.map { "\($0.name)) _arguments \(flags(flags(of: $0)))\(operands(of: $0)) ;;" }))
                    esac ;;
            esac
        }
        if [[ $funcstack[1] == _belfry ]]; then _belfry "$@"; else compdef _belfry belfry; fi

        """
    }

    private static func flags(_ flags: [Flag]) -> String { flags.map(flag).joined(separator: " ") }

    private static func flag(_ flag: Flag) -> String {
        let repeats = flag.isRepeatable ? "*" : ""
        let value = flag.placeholder.map { ":\($0):\(action(flag.choices, flag.words, $0))" } ?? ""
        let spellings = ([flag.spelling] + (flag.short.map { ["-\($0)"] } ?? []))
        return spellings.map { "'\(repeats)\($0)[\(quoted(flag.help))]\(value)'" }.joined(separator: " ")
    }

    private static func operands(of command: Command) -> String {
        guard let operand = command.operand else { return "" }
        let isOfMany = operand.isRepeatable && command.subject == nil
        let first = " '\(isOfMany ? "*" : "1"):\(operand.name):\(action(operand.choices, operand.words, operand.name))'"
        guard let subject = command.subject else { return first }
        return first + " '*:\(subject.name):\(action(subject.choices, subject.words, subject.name))'"
    }

    /// What stands behind a value's name: the words, or where they come from.
    private static func action(_ choices: [String], _ words: [KnownWords], _ name: String) -> String {
        let asked = "_belfry_words \(kinds(words))"
        if !words.isEmpty { return choices.isEmpty ? asked : "{compadd \(choices.joined(separator: " ")); \(asked)}" }
        if !choices.isEmpty { return "(\(choices.joined(separator: " ")))" }
        switch name {
        case "DIR": return "_files -/"
        case "FILE", "EVENT", "WHAT": return "_files"
        default: return ""
        }
    }

    /// Inside single quotes and a description: quotes, colons and brackets have meanings there.
    private static func quoted(_ text: String) -> String {
        text.map { "'" == $0 ? "'\\''" : ":[]".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    }
}
