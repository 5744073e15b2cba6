import Configuration
import Delivery
package import Diagnostics
import Events
package import Messages
package import Providers
import Storage
package import Time

/// What would be sent, to the last byte, without sending or changing anything.
package struct Preview {
    package struct Item: Sendable {
        /// Its id; `nil` for an event that was not taken in.
        package let delivery: String?
        package let recipient: String?
        package let body: [UInt8]
    }

    package private(set) var items: [Item] = []
    /// What a person should know of the templates.
    package private(set) var problems: [Diagnostic] = []

    /// The message of one event, as if it went by itself.
    package init(of event: GivenEvent, to integration: Integration, _ composer: MessageComposer, at now: Timestamp) {
        var composer = composer
        let payload =
            composer.isVerbatim(integration)
            ? Payload(bytes: event.text.body(type: event.summary.type, as: integration.rawForm))
            : composer.compose(event.summary, data: event.text.data, for: integration)
        problems = payload.fallback.map { [$0] } ?? []
        let id = "preview-\(integration.id)-\(event.summary.sequence)"
        let body = integration.provider.provider.frozen(payload.bytes, id: id, planned: now, for: integration)
        items = [Item(delivery: nil, recipient: nil, body: body)]
    }

    /// What a run would send to the integration now, due or not: a run up to the sends, on a copy.
    package init(
        of request: RunRequest,
        to integration: Integration,
        in temporary: String,
        at now: Timestamp
    ) throws {
        let scratch = try Scratch(spool: request.places.spool, state: request.places.state, in: temporary)
        var request = request
        request.places = RunPlaces(spool: scratch.spool, state: scratch.state, reports: scratch.path)
        request.sendsNothing = true
        request.ignoresDueTimes = true
        request.integrations = [integration.id]
        var run = try Run(request, startingAt: now)
        _ = try run.perform { _ in }
        problems = run.diagnostics
        try read(scratch.state, integration, request.setup.settings)
    }

    private mutating func read(_ state: String, _ integration: Integration, _ settings: Settings) throws {
        let folder = try Folder(state)
        var history = try History(in: folder)
        var owed: [Delivery] = []
        let selection = DeliverySelection(integrations: [integration.id], states: [.pending, .deferred])
        try history.deliveries(selection) { owed.append($0.delivery) }
        var contents = DeliveryContents(log: try EventLog(in: folder, retention: settings.retention))
        for delivery in owed.sorted(by: { ($0.first, $0.id) < ($1.first, $1.id) }) {
            guard let message = try contents.message(of: delivery, to: integration, history) else { continue }
            items.append(Item(delivery: delivery.id, recipient: delivery.recipient, body: message.body))
        }
    }
}
