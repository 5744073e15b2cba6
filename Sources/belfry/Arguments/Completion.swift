/// Completion scripts for the shells, written from the tables.
enum Completion {
    static let shells = ["bash", "zsh", "fish"]

    static func script(for shell: String) -> String {
        switch shell {
        case "bash": bash
        case "zsh": zsh
        case "fish": fish
        default: preconditionFailure("shell '\(shell)' has no completion script")
        }
    }

    // MARK: bash

    /// Words by position: values after a flag, flags after a dash, else commands or the command's operands.
    private static var bash: String {
        """
        # belfry completion for bash: source it, or install it as /usr/share/bash-completion/completions/belfry
        _belfry() {
            local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command= index
            for ((index = 1; index < COMP_CWORD; index++)); do
                case ${COMP_WORDS[index]} in
                    \(names.joined(separator: "|"))) command=${COMP_WORDS[index]}; break ;;
                esac
            done
            case $previous in
        \(lines(8, Flag.all.filter { $0.placeholder != nil }.map(bashValue)))
            esac
            if [[ $word == -* ]]; then
                case $command in
        \(lines(12, Command.all.map { "\($0.name)) COMPREPLY=($(compgen -W '\(spellings($0))' -- \"$word\")) ;;" }))
                    *) COMPREPLY=($(compgen -W '\(Flag.global.map { "--" + $0.rawValue }.joined(separator: " "))' -- "$word")) ;;
                esac
                return
            fi
            case $command in
                '') COMPREPLY=($(compgen -W '\(names.joined(separator: " "))' -- "$word")) ;;
        \(lines(8, withChoices.map { "\($0.0.name)) COMPREPLY=($(compgen -W '\($0.1)' -- \"$word\")) ;;" }))
                *) COMPREPLY=($(compgen -f -- "$word")) ;;
            esac
        }
        complete -o filenames -F _belfry belfry

        """
    }

    private static func bashValue(_ flag: Flag) -> String {
        let pattern = flag.short.map { "\(flag.spelling)|-\($0)" } ?? flag.spelling
        // bash knows the flag, not the command.
        let choices = flag.choices + Command.all.flatMap { $0.choices[flag.name] ?? [] }
        let generator = choices.isEmpty ? files(flag) : "-W '\(choices.joined(separator: " "))'"
        guard let generator else { return "\(pattern)) COMPREPLY=(); return ;;" }
        return "\(pattern)) COMPREPLY=($(compgen \(generator) -- \"$word\")); return ;;"
    }

    /// How bash completes a value that is a file or folder; `nil` for other text.
    private static func files(_ flag: Flag) -> String? {
        switch flag.placeholder {
        case "DIR": "-d"
        case "FILE": "-f"
        default: nil
        }
    }

    // MARK: zsh

    private static var zsh: String {
        """
        #compdef belfry
        # belfry completion for zsh: put it into a folder of $fpath as _belfry
        _belfry() {
            local line state
            _arguments -C \(zshFlags(Flag.global.map(Flag.named))) '1:command:->command' '*::argument:->argument'
            case $state in
                command)
                    local -a commands=(
        \(lines(16, Command.all.map { "'\($0.name):\(zshQuoted($0.summary))'" }))
                    )
                    _describe command commands ;;
                argument)
                    case $line[1] in
        \(lines(16, Command.all.map { "\($0.name)) _arguments \(zshFlags(flags(of: $0)))\(zshOperand($0)) ;;" }))
                    esac ;;
            esac
        }
        if [[ $funcstack[1] == _belfry ]]; then _belfry "$@"; else compdef _belfry belfry; fi

        """
    }

    private static func zshFlags(_ flags: [Flag]) -> String { flags.map(zshFlag).joined(separator: " ") }

    private static func zshFlag(_ flag: Flag) -> String {
        let repeats = flag.isRepeatable ? "*" : ""
        let value = flag.placeholder.map { ":\($0):\(zshValue(flag))" } ?? ""
        let spellings = ([flag.spelling] + (flag.short.map { ["-\($0)"] } ?? []))
        return spellings.map { "'\(repeats)\($0)[\(zshQuoted(flag.help))]\(value)'" }.joined(separator: " ")
    }

    private static func zshValue(_ flag: Flag) -> String {
        if !flag.choices.isEmpty { return "(\(flag.choices.joined(separator: " ")))" }
        switch flag.placeholder {
        case "DIR": return "_files -/"
        case "FILE": return "_files"
        default: return ""
        }
    }

    private static func zshOperand(_ command: Command) -> String {
        guard let operand = command.operand else { return "" }
        return " '1:\(operand.name):\(operand.choices.isEmpty ? "" : "(\(operand.choices.joined(separator: " ")))")'"
    }

    /// Inside single quotes and a description: quotes, colons and brackets have meanings there.
    private static func zshQuoted(_ text: String) -> String {
        text.map { "'" == $0 ? "'\\''" : ":[]".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    }

    // MARK: fish

    private static var fish: String {
        let commands = Command.all.map {
            "complete -c belfry -f -n __fish_use_subcommand -a \($0.name) -d '\(fishQuoted($0.summary))'"
        }
        let global = Flag.global.map { "complete -c belfry \(fishFlag(Flag.named($0)))" }
        let own = Command.all.flatMap { command in
            command.flags.map {
                "complete -c belfry -n '__fish_seen_subcommand_from \(command.name)' \(fishFlag(command.flag($0)))"
            }
        }
        let operands = withChoices.map {
            "complete -c belfry -f -n '__fish_seen_subcommand_from \($0.0.name)' -a '\($0.1)'"
        }
        let head = "# belfry completion for fish: save it as ~/.config/fish/completions/belfry.fish"
        return ([head] + commands + global + own + operands).joined(separator: "\n") + "\n"
    }

    private static func fishFlag(_ flag: Flag) -> String {
        var words = flag.short.map { ["-s \($0)"] } ?? []
        words.append("-l \(flag.name.rawValue)")
        if flag.placeholder != nil { words.append("-r") }
        if !flag.choices.isEmpty { words.append("-f -a '\(flag.choices.joined(separator: " "))'") }
        words.append("-d '\(fishQuoted(flag.help))'")
        return words.joined(separator: " ")
    }

    private static func fishQuoted(_ text: String) -> String {
        text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
    }

    // MARK: shared

    private static var names: [String] { Command.all.map { $0.name } }

    /// Commands whose operand is one of a few words, with those words.
    private static var withChoices: [(Command, String)] {
        Command.all.compactMap { command in
            guard let choices = command.operand?.choices, !choices.isEmpty else { return nil }
            return (command, choices.joined(separator: " "))
        }
    }

    private static func flags(of command: Command) -> [Flag] { (command.flags + Flag.global).map(command.flag) }

    private static func spellings(_ command: Command) -> String {
        (command.flags + Flag.global).map { "--" + $0.rawValue }.joined(separator: " ")
    }

    private static func lines(_ indent: Int, _ lines: [String]) -> String {
        lines.map { String(repeating: " ", count: indent) + $0 }.joined(separator: "\n")
    }
}
