import Configuration
import Delivery
import Reports
import Runner

extension Command {
    static let hold = act(
        "hold",
        summary: "set deliveries aside: they stay owed and are not sent",
        details: "What is set aside keeps its place on the record until 'belfry release' or 'belfry drop'.",
        examples: [
            .init("belfry queue --ids -i ops | belfry hold -", "all that is owed to 'ops'"),
            .init("belfry hold ALL --yes", "everything that is owed"),
        ],
        done: "parked"
    ) { _ in .park }

    static let release = act(
        "release",
        summary: "let deliveries go that were set aside",
        details: "They go with the next run, when they are due. How long one may take counts from here on.",
        examples: [.init("belfry release ALL --yes", "everything that was set aside")],
        done: "released"
    ) { _ in .release }

    static let requeue = act(
        "requeue",
        summary: "put deliveries back at the beginning of their schedule",
        details:
            "They are due at once, go with the next run, and have their whole schedule before them, also when they "
            + "were settled; the back-off of a failing endpoint ends. 'belfry resend' does the same and sends at once.",
        examples: [.init("belfry requeue ALL --yes", "the network is back: everything that is owed may go now")],
        done: "requeued"
    ) { _ in .requeue }

    static let drop = act(
        "drop",
        summary: "give deliveries up, on the record",
        details: "Nothing is deleted: they are counted as dropped, with the reason, and 'belfry resend' can still send "
            + "them while the record lasts. With ALL and the id of an integration whose file is gone, what it holds is "
            + "passed over too.",
        flags: [.reason],
        examples: [
            .init("belfry drop ALL -i blog --yes", "all that is owed to 'blog', and what it holds if its file is gone"),
            .init(
                "belfry queue --ids --until 2d -i ops | belfry drop - --reason 'too old'",
                "nobody needs these any more"
            ),
        ],
        done: "dropped"
    ) { .drop(reason: $0.value(.reason)) }

    private static func act(
        _ name: String,
        summary: String,
        details: String,
        flags: [Flag.Name] = [],
        examples: [Example],
        done: String,
        _ act: @escaping @Sendable (TypedArguments) -> Intervention.Act
    ) -> Command {
        Command(
            name: name,
            summary: summary,
            details: [
                details,
                "Named are deliveries, or events that they tell of; - reads ids from standard input, and ALL in capitals "
                    + "is everything that is owed. Where an event leads to a digest of others too, that is said and asked "
                    + "about.",
            ],
            operand: .init("ID", isRepeatable: true, words: [.owed, .events]),
            flags: [.integration] + flags + [.dryRun, .yes, .wait],
            exitCodes: [.attention, .notFound, .inputOutput, .locked, .permission, .configuration],
            examples: examples,
            perform: { context in try change(act(context.typed), done: done, context) }
        )
    }
}

private func change(_ act: Intervention.Act, done: String, _ context: Context) throws -> ExitCode {
    let typed = context.typed
    let setup = try context.setup()
    let names = try typed.names()
    let isAll = names.contains("ALL")
    if names.isEmpty { return .success }
    let selectors = try context.selectors(setup)
    var search = DeliverySearch(context, setup)
    var found: [Intervention.Subject] = []
    let states = isAll ? act.states : nil
    try search.perform(isAll ? [] : names, selectors, states: states) { found.append(Intervention.Subject($0)) }
    for name in search.unknown { context.terminal.say(.error, "belfry: error: nothing on record is named '\(name)'") }
    let stranded = isAll && act.givesUp ? try context.heldByRemoved(selectors, setup) : []
    let held = stranded.reduce(0) { $0 + $1.backlog.held }
    guard !found.isEmpty || held > 0 else {
        if isAll { try context.terminal.confirm("no deliveries\n") }
        return isAll ? .success : .notFound
    }
    let named = NamedDeliveries(found, by: search, for: act)
    context.tell(named.refusals)
    let isWhole = named.refusals.isEmpty && search.unknown.isEmpty
    guard !named.subjects.isEmpty || held > 0 else { return .attention }
    let what = named.words(withHeld: held)
    if typed.has(.dryRun) {
        try context.terminal.print("\(what) would be \(done)\n")
        return isWhole ? .success : .attention
    }
    let isAsked = isAll || !named.shared.isEmpty
    if isAsked, try !context.isConfirmed("\(what) will be \(done)") { return .success }
    let (count, skipped, refused) = try context.intervene(setup) { intervention in
        for subject in named.subjects { try intervention.perform(act, on: subject, at: context.clock.now) }
        let count = intervention.done.values.reduce(0) { $0 + $1.count }
        let skipped = try intervention.skipHeld(ofRemoved: stranded.map(\.id), at: context.clock.now)
        return (count, skipped, intervention.refusals.count)
    }
    let events = skipped > 0 ? ", \(counted(skipped, "held event", "held events")) skipped" : ""
    try context.terminal.confirm("\(counted(count, "delivery", "deliveries")) \(done)\(events)\n")
    return refused == 0 && isWhole ? .success : .attention
}

extension Context {
    /// Integrations that are named with '--integration' and configured no longer, as far as they hold events.
    fileprivate func heldByRemoved(_ selectors: Selectors, _ setup: Setup) throws -> [RemovedIntegration] {
        guard let named = selectors.integrations, selectors.events.isEverything else { return [] }
        return try status(setup).removed.filter { named.contains($0.id) && $0.backlog.held > 0 }
    }
}

extension Intervention.Act {
    fileprivate var givesUp: Bool {
        if case .drop = self { true } else { false }
    }

    /// What `ALL` means.
    fileprivate var states: Set<DeliveryState> {
        switch self {
        case .park: [.pending, .deferred]
        case .release: [.parked]
        case .requeue, .drop: [.pending, .deferred, .parked]
        }
    }
}
