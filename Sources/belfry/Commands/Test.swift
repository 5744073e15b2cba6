import Configuration
import Delivery
import Messages
import Providers
import Runner
import Time

extension Command {
    static let test = Command(
        name: "test",
        summary: "send the confirmation message of an integration now",
        details: [
            "Sends one message that says who sent it and why (a mail to each recipient), prints what the other side "
                + "answered, and puts it on the record. A message that arrives ends a streak of failures, and enables "
                + "an integration that was disabled at another address than it has now."
        ],
        operand: .init("ID", words: [.integrations]),
        flags: [.dryRun],
        exitCodes: [.attention, .notFound, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry test ops", "does the address work?"),
            .init("belfry test ops --dry-run", "the message itself, not sent"),
        ],
        perform: { context in try sendTest(context) }
    )
}

private func sendTest(_ context: Context) throws -> ExitCode {
    let home = context.home
    let setup = try context.setup()
    let id = context.typed.requiredOperand
    let integration = try setup.integration(id)
    var composer = MessageComposer(overrides: try home.ownTemplates())
    let now = context.clock.now
    let payload = composer.composeTest(for: integration, at: now)
    if let fallback = payload.fallback { context.terminal.say(fallback) }
    let messageID = "test-\(id)-\(now.milliseconds)"
    let body = integration.provider.provider.frozen(payload.bytes, id: messageID, planned: now, for: integration)
    if context.typed.has(.dryRun) {
        try context.terminal.print(String(decoding: body, as: UTF8.self) + "\n")
        return .success
    }
    try State.mustBeOurs(home.state)
    let answers = try addresses(of: integration).map { address, recipient in
        let message = Message(deliveryID: messageID, eventType: "test", recipient: recipient, body: body)
        let answer: SingleSend.Answer
        do throws(RunError) {
            answer = try SingleSend(setup: setup).send(message, to: integration, at: now)
        } catch {
            throw CommandError(.configuration, "\(error)")
        }
        try context.terminal.print("\(address): \(answer.test.words)\n")
        return answer
    }
    try record(answers, of: integration, settings: setup.settings, context)
    guard answers.allSatisfy(\.test.isDelivered) else { return .attention }
    try tellWaiting(id, context)
    return .success
}

/// The endpoint answers: what waits for its next attempt need not.
private func tellWaiting(_ id: String, _ context: Context) throws {
    guard let known = try context.home.ledgerState().integrations[id], known.health.disabling == nil else { return }
    let waiting = known.outstanding.values.count { $0.state == .deferred }
    guard waiting > 0 else { return }
    let command = "belfry requeue ALL -i \(id) --yes"
    let what = counted(waiting, "delivery", "deliveries")
    try context.terminal.confirm("\(what) waiting for it: '\(command)' ends that\n")
}

/// Each place that a message goes to, for people and for the wire.
private func addresses(of integration: Integration) -> [(shown: String, recipient: String?)] {
    integration.recipients.map { $0.map { ($0, $0) } } ?? [(integration.shownAddress, nil)]
}

/// The message is sent by now: a run that is going on is waited for.
private func record(
    _ answers: [SingleSend.Answer],
    of integration: Integration,
    settings: Settings,
    _ context: Context
) throws {
    var state: State
    do {
        state = try State(context.home.state, settings: settings, locking: .now)
    } catch RunError.locked {
        context.terminal.say(.note, "a run is going on: its end is waited for, to put this on the record")
        state = try State(context.home.state, settings: settings, locking: .waiting)
    }
    switch try state.record(answers, of: integration, at: context.clock.now) {
    case .nothing: break
    case .enabled: try context.terminal.confirm("\(integration.id) is enabled again: its new address works\n")
    case .staysDisabled:
        try context.terminal.confirm("\(integration.id) is disabled: 'belfry enable \(integration.id)' ends that\n")
    }
}
