extension Command {
    static let status = Command(
        name: "status",
        summary: "health, backlog, and the next thing to do",
        details: [
            "Tells what is wrong, since when, what happens next, and the command to type. Reads only; a run may be "
                + "going on."
        ],
        operand: .init("ID", isRequired: false),
        flags: [.json],
        exitCodes: [.attention, .notFound, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry status", "how everything is"),
            .init("belfry status ops --json", "one integration, for scripts"),
        ],
        perform: { _ in throw CommandError(.configuration, "'status' is not part of this build") }
    )
}
