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
            "Sends one message that says who sent it and why, and prints what the other side answered. It does not "
                + "touch the event log."
        ],
        operand: .init("ID"),
        flags: [.dryRun],
        exitCodes: [.attention, .notFound, .inputOutput, .permission, .configuration],
        examples: [.init("belfry test ops", "does the address work?")],
        perform: { context in try sendTest(context) }
    )
}

private func sendTest(_ context: Context) throws -> ExitCode {
    let home = context.home
    let setup = try context.setup()
    let id = context.typed.requiredOperand
    guard let integration = setup.integrations.first(where: { $0.id == id }) else {
        throw CommandError.noIntegration(id, among: setup.integrations.map { $0.id })
    }
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
    var isDelivered = true
    for (address, recipient) in addresses(of: integration) {
        let message = Message(deliveryID: messageID, eventType: "test", recipient: recipient, body: body)
        let answer: SingleSend.Answer
        do throws(RunError) {
            answer = try SingleSend(setup: setup).send(message, to: integration, at: now)
        } catch {
            throw CommandError(.configuration, "\(error)")
        }
        try context.terminal.print("\(address): \(answer.description)\n")
        isDelivered = isDelivered && answer.isDelivered
    }
    return isDelivered ? .success : .attention
}

/// Each place that a message goes to, for people and for the wire.
private func addresses(of integration: Integration) -> [(shown: String, recipient: String?)] {
    integration.recipients.map { $0.map { ($0, $0) } } ?? [(integration.shownAddress, nil)]
}
