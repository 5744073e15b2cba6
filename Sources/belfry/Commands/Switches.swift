import Configuration
import Delivery
import Providers
import Reports
import Runner
import Storage

extension Command {
    static let enable = Command(
        name: "enable",
        summary: "switch an integration on again and decide about what was held",
        details: [
            "While an integration is disabled its events are held, not lost. --replay says what becomes of them: 'all' "
                + "sends them as the integration would have, 'digest' sends one catch-up digest, 'none' skips them on "
                + "the record. Without it you are asked at a terminal; elsewhere they are sent as usual, and it says so."
        ],
        operand: .init("ID", words: [.integrations]),
        flags: [.replay],
        exitCodes: [.notFound, .inputOutput, .locked, .permission, .configuration],
        examples: [
            .init("belfry enable blog", "go on with what was held"),
            .init("belfry enable ops --replay digest", "one message about everything that was missed"),
        ],
        perform: { context in
            guard let replay = try replay(context) else { return .success }
            try change(context) { id, state in
                let through = state.log.nextSequence - 1
                return .enabled(integration: id, at: context.clock.now, replay: replay, through: through)
            }
            return .success
        }
    )

    static let disable = Command(
        name: "disable",
        summary: "switch an integration off; its events are held",
        details: ["Nothing is sent to it any more and nothing is lost: its events wait until it is enabled again."],
        operand: .init("ID", words: [.integrations]),
        flags: [.reason],
        exitCodes: [.notFound, .inputOutput, .locked, .permission, .configuration],
        examples: [.init("belfry disable blog --reason 'moving hosts'", "quiet, with a reason that status shows")],
        perform: { context in
            let reason = context.typed.value(.reason) ?? "switched off by hand"
            try change(context) { id, _ in .disabled(integration: id, at: context.clock.now, reason: reason) }
            return .success
        }
    )
}

/// What becomes of held events: as it was typed, else as is answered at a terminal, else sent as usual.
///
/// - Returns: `nil` when the question was left unanswered.
private func replay(_ context: Context) throws -> Replay? {
    if let typed = context.typed.value(.replay) { return Replay(rawValue: typed) }
    let id = context.typed.requiredOperand
    let status = StatusReport(setup: try context.setup(), state: try context.home.ledgerState())
    let report = status.report(at: context.clock.now).integrations.first { $0.id == id }
    guard let held = report?.backlog.held, held > 0 else { return .all }
    let events = counted(held, "event was", "events were")
    if let answer = context.answer("\(events) held for \(id): send \(Replay.words)?", among: Replay.answers) {
        return Replay.answers[answer]
    }
    if context.canAsk {
        context.terminal.say(.warning, "\(id) stays as it is")
        return nil
    }
    try context.terminal.confirm("\(events) held for \(id): sent as usual; --replay digest or none would not\n")
    return .all
}

extension Replay {
    fileprivate static let words = "[a]ll of them, one [d]igest, or [n]othing"
    fileprivate static let answers: [String: Replay] = [
        "a": .all, "all": .all, "d": .digest, "digest": .digest, "n": .none, "none": .none, "nothing": .none,
    ]
}

/// Writes one record about an integration, under the run's lock.
private func change(_ context: Context, _ record: (String, borrowing State) -> LedgerRecord) throws {
    let home = context.home
    let setup = try context.setup()
    let id = context.typed.requiredOperand
    let integration = try setup.integration(id)
    do {
        var state = try State(home.state, settings: setup.settings, locking: .now)
        let now = context.clock.now
        try state.beginLedger(at: now)
        state.greet([integration], at: now)
        state.ledger.append(record(id, state))
        try state.ledger.end(at: now)
    } catch RunError.locked {
        throw CommandError(.locked, "a run is going on", notes: ["try again when it has ended"])
    }
    let known = StatusReport(setup: setup, state: try home.ledgerState()).report(at: context.clock.now)
    if let report = known.integrations.first(where: { $0.id == id }) {
        let held = report.backlog.held + report.backlog.outstanding
        try context.terminal.confirm("\(id) is \(report.status.state.rawValue), \(held) waiting\n")
    }
}
