extension Command {
    static let test = Command(
        name: "test",
        summary: "send the confirmation message of an integration now",
        details: [
            "Sends one message that says who sent it and why, and prints what the other side answered. It does not "
                + "touch the event log."
        ],
        operand: .init("ID"),
        flags: [.dryRun],
        exitCodes: [.attention, .notFound, .inputOutput, .permission, .configuration],
        examples: [.init("belfry test ops", "does the address work?")],
        perform: { _ in throw CommandError(.configuration, "'test' is not part of this build") }
    )
}
