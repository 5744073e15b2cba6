extension Completion {
    /// Words by position: values after a flag, flags after a dash, else commands or the command's operands.
    ///
    /// bash breaks words at colons, which types of events have: the line is split anew, and of what is answered the part
    /// up to the last colon is cut off.
    static var bash: String {
        """
        # belfry completion for bash: source it, or install it as /usr/share/bash-completion/completions/belfry
        _belfry_words() {
            local kind
            for kind; do "${words[0]}" ${home:+--home "$home"} completion words "$kind" 2>/dev/null; done
        }
        _belfry() {
            local line=${COMP_LINE:0:COMP_POINT} command= home= index words=()
            read -ra words <<<"$line"
            [[ $line == *[[:space:]] ]] && words+=('')
            local last=$((${#words[@]} - 1)) word=${words[-1]} previous=${words[-2]}
            for ((index = 1; index < last; index++)); do
                [[ ${words[index]} == --home=* ]] && home=${words[index]#--home=}
                [[ ${words[index]} == --home ]] && home=${words[index + 1]}
                case ${words[index]} in
                    \(names.joined(separator: "|"))) [[ -n $command || ${words[index - 1]} == --home ]] || command=${words[index]} ;;
                esac
            done
            _belfry_answer
            [[ $word == *:* ]] && COMPREPLY=("${COMPREPLY[@]#"${word%:*}:"}")
        }
        _belfry_answer() {
            COMPREPLY=()
            case $previous in
        \(lines(8, Flag.all.filter { $0.placeholder != nil }.map(value)))
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
        \(lines(8, Command.all.compactMap(operand)))
                *) COMPREPLY=($(compgen -f -- "$word")) ;;
            esac
        }
        complete -o filenames -F _belfry belfry

        """
    }

    private static func spellings(_ command: Command) -> String {
        (command.flags + Flag.global).map { "--" + $0.rawValue }.joined(separator: " ")
    }

    private static func value(_ flag: Flag) -> String {
        let pattern = flag.short.map { "\(flag.spelling)|-\($0)" } ?? flag.spelling
        // bash knows the flag, not the command.
        let choices = flag.choices + Command.all.flatMap { $0.choices[flag.name] ?? [] }
        guard let words = generator(choices, flag.words) ?? files(flag) else { return "\(pattern)) return ;;" }
        return "\(pattern)) COMPREPLY=($(compgen \(words) -- \"$word\")); return ;;"
    }

    /// A command whose operand is one of a few words, or is known to the home; behind an action stands its subject.
    private static func operand(_ command: Command) -> String? {
        guard let operand = command.operand, let words = generator(operand.choices, operand.words) else { return nil }
        let answer = "COMPREPLY=($(compgen \(words) -- \"$word\"))"
        guard let subject = command.subject, let others = generator(subject.choices, subject.words) else {
            return "\(command.name)) \(answer) ;;"
        }
        let isAction = "[[ ' \(operand.choices.joined(separator: " ")) ' == *\" $previous \"* ]]"
        return
            "\(command.name)) if \(isAction); then COMPREPLY=($(compgen \(others) -- \"$word\")); else \(answer); fi ;;"
    }

    /// The arguments of `compgen`; `nil` where nothing is known.
    private static func generator(_ choices: [String], _ words: [KnownWords]) -> String? {
        guard !choices.isEmpty || !words.isEmpty else { return nil }
        let asked = words.isEmpty ? "" : "$(_belfry_words \(kinds(words)))"
        return "-W \"\((choices + [asked]).filter { !$0.isEmpty }.joined(separator: " "))\""
    }

    /// How bash completes a value that is a file or folder; `nil` for other text.
    private static func files(_ flag: Flag) -> String? {
        switch flag.placeholder {
        case "DIR": "-d"
        case "FILE": "-f"
        default: nil
        }
    }
}
