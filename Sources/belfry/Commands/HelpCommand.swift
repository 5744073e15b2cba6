import Providers

extension Command {
    static let help = Command(
        name: "help",
        summary: "this overview, or all about one command",
        details: [
            "With a command: its flags, its exit status and examples. With --man the whole as a manual page."
        ],
        operand: .init("COMMAND", isRequired: false),
        flags: [.man],
        exitCodes: [],
        examples: [
            .init("belfry help run", "all about 'run'"),
            .init("belfry help --man | sudo tee /usr/local/share/man/man1/belfry.1", "for 'man belfry'"),
        ],
        perform: { context in
            if context.typed.has(.man) {
                try context.terminal.print(ManualPage.text(version: Program.version, at: context.clock.now))
                return .success
            }
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
