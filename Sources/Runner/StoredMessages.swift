import Configuration
import Delivery
import Events
import Providers
import Storage

/// The messages of planned deliveries, read again from where they were written.
struct StoredMessages: ~Copyable {
    private var fetcher = EventFetcher()

    /// What to send, or why that cannot be sent by anybody any more.
    mutating func message(
        for delivery: Delivery,
        to integration: Integration,
        _ state: inout State
    ) throws -> Result<Message, Failure> {
        if let recipient = delivery.recipient, integration.recipients?.contains(recipient) != true {
            let reason = "'\(recipient)' is no longer a recipient of '\(integration.id)'"
            return .failure(Failure(.client, scope: .message, reason: reason))
        }
        guard (delivery.recipient == nil) == (integration.mail == nil) else {
            let reason = "'\(integration.id)' was of another type when it was planned"
            return .failure(Failure(.client, scope: .message, reason: reason))
        }
        guard let message = try stored(delivery, to: integration, &state) else {
            let reason = "its event or payload is no longer on disk, or damaged"
            return .failure(Failure(.protocol, scope: .message, reason: reason))
        }
        return .success(message)
    }

    private mutating func stored(
        _ delivery: Delivery,
        to integration: Integration,
        _ state: inout State
    ) throws -> Message? {
        switch delivery.payload {
        case .recorded(let place):
            return try state.ledger.payload(at: place).map { Message(delivery, rendered: $0) }
        case .event(let place):
            let event = PlannedEvent(sequence: delivery.first, place: place)
            return try fetcher.fetch(event, from: state.log)
                .flatMap { Message(delivery, $0, in: $1, as: integration.rawForm) }
        }
    }
}
