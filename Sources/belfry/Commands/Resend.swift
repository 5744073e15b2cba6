import Configuration
import Delivery
import Providers
import Runner

extension Command {
    static let resend = Command(
        name: "resend",
        summary: "send again what is named, failed or missing",
        details: [
            "Deliveries are named by their ids or by the id of an event that they tell of; - reads ids from standard "
                + "input. They go again as they were, byte for byte and under the same id, at once, whether they were "
                + "delivered or not; on the record the attempt is 'manual'.",
            "Without ids, --failed, --missing and the selectors choose; what is chosen is counted first, and asked about. "
                + "So is a digest that a named event leads to, if it tells of others too. "
                + "--as makes new messages of the events: one for each, or one digest. Whoever gets them has seen "
                + "some of it before, maybe: the ids of events are the same.",
        ],
        operand: .init("ID", isRequired: false, isRepeatable: true, words: [.events, .owed]),
        flags: Selectors.flags + [.failed, .missing, .mode, .dryRun, .yes, .wait, .maxRuntime],
        exitCodes: [.attention, .notFound, .inputOutput, .locked, .permission, .configuration],
        examples: [
            .init("belfry resend --failed --dry-run", "what was given up on, counted"),
            .init(
                "belfry resend --failed -i ops --since yesterday --yes",
                "an outage is over: bring back what it cost"
            ),
            .init("belfry resend --failed -i ops --as digest --yes", "the same in one message"),
            .init("belfry queue --failed --ids | belfry resend -", "the same, chosen by any program between"),
        ],
        perform: { context in try sendAgain(context) }
    )
}

private func sendAgain(_ context: Context) throws -> ExitCode {
    let typed = context.typed
    let names = try typed.names()
    let selectors = try Selectors(typed, now: context.clock.now)
    guard !typed.operands.isEmpty || !selectors.isEverything || typed.has(.failed) || typed.has(.missing) else {
        throw typed.error("say what: ids, --failed, --missing, or which integration, project, event or time")
    }
    if !typed.operands.isEmpty, names.isEmpty { return .success }
    let setup = try context.setup()
    try context.mustKnow(typed.values(.integration), setup)
    let mode = typed.value(.mode).flatMap { Integration.Mode(rawValue: $0) }
    let (plan, unknown) = try resendPlan(context, setup, names, selectors, mode)
    for name in unknown { context.terminal.say(.error, "belfry: error: nothing on record is named '\(name)'") }
    guard !plan.isEmpty else {
        if !names.isEmpty { return .notFound }
        try context.terminal.confirm("there is nothing to send again\n")
        return .success
    }
    let code = try context.resend(setup, as: mode, isAsked: names.isEmpty, plan) {
        try resendPlan(context, setup, names, selectors, mode).0
    }
    return code == .success && !unknown.isEmpty ? .attention : code
}

private func resendPlan(
    _ context: Context,
    _ setup: Setup,
    _ names: [String],
    _ selectors: Selectors,
    _ mode: Integration.Mode?
) throws -> (ResendPlan, unknown: [String]) {
    let typed = context.typed
    var plan = ResendPlan()
    var search = DeliverySearch(context, setup)
    let isOnlyMissing = typed.has(.missing) && !typed.has(.failed)
    let states = typed.has(.failed) ? Set(DeliveryState.allCases.filter(\.isFailed)) : nil
    var found: [Intervention.Subject] = []
    if !isOnlyMissing || !names.isEmpty {
        try search.perform(names, selectors, states: states) { found.append(Intervention.Subject($0)) }
    }
    if mode == nil { plan.shared = SharedDigests(found.map(\.delivery).filter(search.tellsOfOthers)) }
    guard mode != nil || typed.has(.missing) else {
        for subject in found { plan.add(subject) }
        return (plan, search.unknown)
    }
    // New messages are made of events: the pairs say which.
    let chosen = Dictionary(found.map { ($0.delivery.id, $0) }) { $1 }
    var singles: Set<String> = []
    if mode == nil { for subject in found { plan.add(subject) } }
    guard var record = try context.record(setup) else { return (plan, search.unknown) }
    try record.readPairs(of: selectors.integrations, setup, selectors.events, context) { pair in
        let isMissing = pair.state == .missing && typed.has(.missing)
        let isChosen = mode != nil && pair.deliveries.contains { chosen[$0] != nil && search.means(pair, by: $0) }
        guard isMissing || isChosen else { return }
        let own = pair.deliveries.filter { DeliveryID($0) == .event(pair.sequence) }
        if mode == .individual, isChosen, !own.isEmpty {
            singles.formUnion(own)
        } else {
            plan.add(PlannedEvent(sequence: pair.sequence, place: pair.place), for: pair.integration)
        }
    }
    // A message of its own goes again as it was.
    for id in singles.sorted() { if let subject = chosen[id] { plan.add(subject) } }
    return (plan, search.unknown)
}
