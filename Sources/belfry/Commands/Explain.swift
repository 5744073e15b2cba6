import Delivery
import Configuration
import Events
import JSON
import Providers
import Reports
import Runner
import Storage

extension Command {
    static let explain = Command(
        name: "explain",
        summary: "which integrations an event reaches, which not, and why",
        details: [
            "EVENT is a file, - for standard input, or the id of an event that was taken in. Of one that was taken in it "
                + "tells what became of it, by the filters that were in force; of another, what a run would do now.",
            "With --expect it exits with 1 unless the event reaches that integration: a test for filters, in a "
                + "repository or after a change.",
        ],
        operand: .init("EVENT", words: [.events]),
        flags: [.integration, .expect, .json],
        exitCodes: [.attention, .notFound, .data, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry explain e1", "who was told of an event, and who was not"),
            .init("belfry explain event.json --expect ops", "does 'ops' get such events?"),
        ],
        perform: { context in try explainEvent(context) }
    )
}

private func explainEvent(_ context: Context) throws -> ExitCode {
    let typed = context.typed
    let setup = try context.setup()
    let asked = typed.values(.integration) + typed.values(.expect)
    for id in asked { _ = try setup.integration(id) }
    let event = try context.event(named: typed.requiredOperand, setup)
    let selected = typed.has(.integration) ? Set(asked) : nil
    let explainer = Explainer(setup, try context.home.ledgerState(), at: context.clock.now)
    let pairs = try context.pairs(of: event, setup)
    let told = try context.told(before: pairs, of: event.summary.type, setup)
    let explanation = explainer.explain(event, pairs: pairs, told: told, only: selected)
    try context.printDocument(explanation.text, explanation.json)
    let objections = typed.values(.expect).compactMap { explanation.objection(to: $0) }
    for objection in objections { context.terminal.say(.error, "belfry: error: \(objection)") }
    return objections.isEmpty ? .success : .attention
}

extension Context {
    /// Where an event of the log stands with the integrations that it matched.
    fileprivate func pairs(of event: GivenEvent, _ setup: Setup) throws -> [String: Pair] {
        guard event.summary.sequence > 0, var record = try record(setup) else { return [:] }
        var pairs: [String: Pair] = [:]
        var selection = EventSelection()
        selection.ids = [event.summary.id]
        try record.readPairs(of: nil, setup, selection, self) { pair in
            if pair.sequence == event.summary.sequence { pairs[pair.integration] = pair }
        }
        return pairs
    }

    /// The events that had told the same where one was passed over for that, by integration: the last before it.
    fileprivate func told(before pairs: [String: Pair], of type: String, _ setup: Setup) throws -> [String: Pair] {
        let repeats = pairs.filter { $0.value.state == .suppressed }
        guard !repeats.isEmpty, var record = try record(setup) else { return [:] }
        var told: [String: Pair] = [:]
        var selection = EventSelection()
        selection.patterns = [EventPattern(type)]
        try record.readPairs(of: Set(repeats.keys), setup, selection, self) { pair in
            guard let own = repeats[pair.integration], pair.sequence < own.sequence, pair.state != .suppressed,
                pair.state != .muted, pair.subject == own.subject
            else { return }
            told[pair.integration] = pair
        }
        return told
    }
}
