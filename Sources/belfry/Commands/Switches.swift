extension Command {
    static let enable = Command(
        name: "enable",
        summary: "switch an integration on again and decide about what was held",
        details: [
            "While an integration is disabled its events are held, not lost. --replay says what becomes of them: 'all' "
                + "sends them as the integration would have, 'digest' sends one catch-up digest, 'none' skips them on "
                + "the record. Without it, they are sent as usual."
        ],
        operand: .init("ID"),
        flags: [.replay],
        exitCodes: [.notFound, .inputOutput, .locked, .permission, .configuration],
        examples: [
            .init("belfry enable blog", "go on with what was held"),
            .init("belfry enable ops --replay digest", "one message about everything that was missed"),
        ],
        perform: { context in
            _ = context.typed.value(.replay).flatMap(Replay.init)
            throw CommandError(.configuration, "'enable' is not part of this build")
        }
    )

    static let disable = Command(
        name: "disable",
        summary: "switch an integration off; its events are held",
        details: ["Nothing is sent to it any more and nothing is lost: its events wait until it is enabled again."],
        operand: .init("ID"),
        flags: [.reason],
        exitCodes: [.notFound, .inputOutput, .locked, .permission, .configuration],
        examples: [.init("belfry disable blog --reason 'moving hosts'", "quiet, with a reason that status shows")],
        perform: { _ in throw CommandError(.configuration, "'disable' is not part of this build") }
    )
}

/// What becomes of the events that were held while an integration was disabled.
enum Replay: String {
    case all, digest, none
}
