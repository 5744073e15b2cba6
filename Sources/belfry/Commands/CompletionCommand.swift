extension Command {
    static let completion = Command(
        name: "completion",
        summary: "a completion script for your shell",
        details: [
            "The script knows every command, flag and fixed value of this version. For what only a home knows, such as ids of "
                + "integrations and of the latest events, it asks 'belfry completion words KIND', which prints them one a "
                + "line and leaves out what it cannot read. A KIND is: "
                + KnownWords.allCases.map(\.rawValue).joined(separator: ", ")
                + "."
        ],
        operand: .init("SHELL", choices: Completion.shells + [Completion.words]),
        subject: .init("KIND", isRequired: false, choices: KnownWords.allCases.map(\.rawValue)),
        examples: [
            .init("source <(belfry completion bash)", "for this bash"),
            .init("belfry completion fish > ~/.config/fish/completions/belfry.fish", "for every fish from now on"),
            .init("belfry completion words integrations", "the ids of all integrations, for scripts"),
        ],
        perform: { context in
            guard context.typed.operand == Completion.words else {
                if let extra = context.typed.subject {
                    throw context.typed.error("a shell's script takes no '\(extra)'")
                }
                try context.terminal.print(Completion.script(for: context.typed.requiredOperand))
                return .success
            }
            guard let kind = context.typed.subject.flatMap({ KnownWords(rawValue: $0) }) else {
                let kinds = KnownWords.allCases.map(\.rawValue).joined(separator: ", ")
                throw context.typed.error("'completion words' needs a KIND: \(kinds)")
            }
            try context.terminal.print(kind.all(context).map { $0 + "\n" }.joined())
            return .success
        }
    )
}
