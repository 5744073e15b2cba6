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
}
