extension Command {
    static let help = Command(
        name: "help",
        summary: "this overview, or all about one command",
        details: ["With a command: its flags, its exit status and examples."],
        operand: .init("COMMAND", isRequired: false),
        exitCodes: [],
        examples: [.init("belfry help run", "all about 'run'")],
        perform: { context in
            guard let name = context.typed.operand else {
                try context.terminal.print(Help.overview)
                return .success
            }
            guard let command = Command.named(name) else { throw UsageError.unknownCommand(name) }
            try context.terminal.print(Help.page(of: command))
            return .success
        }
    )

    static let completion = Command(
        name: "completion",
        summary: "a completion script for your shell",
        details: ["The script knows every command, flag and fixed value of this version."],
        operand: .init("SHELL", choices: Completion.shells),
        examples: [
            .init("source <(belfry completion bash)", "for this bash"),
            .init("belfry completion fish > ~/.config/fish/completions/belfry.fish", "for every fish from now on"),
        ],
        perform: { context in
            try context.terminal.print(Completion.script(for: context.typed.requiredOperand))
            return .success
        }
    )
}
