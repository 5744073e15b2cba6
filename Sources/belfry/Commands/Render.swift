import Configuration
import Diagnostics
import JSON
import Messages
import Providers
import Reports
import Runner
import Storage

extension Command {
    static let render = Command(
        name: "render",
        summary: "what would be sent to an integration, to the last byte",
        details: [
            "With EVENT it prints the message of that event alone: a file, - for standard input, or the id of an event "
                + "that was taken in. Without it, what a run would send now, due or not: the digest of all that is held, "
                + "in pages, or the messages. Nothing is sent and nothing is changed.",
            "With --json each message is an object on a line of its own, and 'body' is its text.",
        ],
        operand: .init("EVENT", isRequired: false, words: [.events]),
        flags: [.integration, .json],
        exitCodes: [.notFound, .data, .cannotCreate, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry render -i ops", "the next digest of 'ops' as it stands"),
            .init("belfry render event.json -i ops | jq .", "an event through a template that is being written"),
        ],
        perform: { context in try renderMessages(context) }
    )
}

private func renderMessages(_ context: Context) throws -> ExitCode {
    let setup = try context.setup()
    let integration = try context.oneIntegration(setup)
    let composer = MessageComposer(overrides: try context.home.ownTemplates())
    let preview: Preview
    if let name = context.typed.operand {
        let event = try context.event(named: name, setup)
        preview = Preview(of: event, to: integration, composer, at: context.clock.now)
    } else {
        let request = RunRequest(setup: setup, places: RunPlaces(context.home), composer: composer)
        let temporary = context.environment["TMPDIR"] ?? "/tmp"
        do {
            preview = try Preview(of: request, to: integration, in: temporary, at: context.clock.now)
        } catch let error as SystemError {
            throw CommandError(error.isPermission ? .permission : .cannotCreate, error.description, notes: error.notes)
        }
    }
    for problem in preview.problems { context.terminal.say(problem) }
    for item in preview.items { try context.print(item) }
    if preview.items.isEmpty { context.terminal.say(.warning, "there is nothing to tell '\(integration.id)'") }
    return .success
}

extension Context {
    /// The integration that was named, or the only one there is.
    fileprivate func oneIntegration(_ setup: Setup) throws -> Integration {
        let named = typed.values(.integration)
        let known = setup.integrations.map(\.id)
        guard named.count == 1 || (named.isEmpty && known.count == 1) else {
            throw typed.error("say which integration: --integration ID")
        }
        return try setup.integration(named.first ?? known[0])
    }

    fileprivate func print(_ item: Preview.Item) throws {
        let text = String(decoding: item.body, as: UTF8.self)
        guard typed.has(.json) else { return try terminal.print(text.hasSuffix("\n") ? text : text + "\n") }
        let json: JSON = [
            "delivery": .optional(item.delivery), "recipient": .optional(item.recipient), "body": .string(text),
        ]
        try printJSON(json.description)
    }
}
