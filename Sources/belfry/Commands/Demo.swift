extension Command {
    static let demo = Command(
        name: "demo",
        summary: "see it work: a temporary home, sample events, receivers on loopback",
        details: [
            "Makes a temporary home, emits sample events, starts a receiver on 127.0.0.1 for every provider, does the "
                + "real run and prints the report. Nothing leaves the machine, nothing is left behind."
        ],
        flags: [.json],
        exitCodes: [.attention, .cannotCreate, .inputOutput],
        examples: [.init("belfry demo", "the first thing to try")],
        perform: { _ in throw CommandError(.configuration, "'demo' is not part of this build") }
    )
}
