package import Delivery
import Events
package import Providers
package import Storage
package import Time

/// Reads again what a delivery says: its event, its payload, and the request that carried it.
///
/// For those who only look: nothing is locked, and what is kept no longer is simply not there.
package struct DeliveryContents: ~Copyable {
    private let log: EventLog?
    private var fetcher = EventFetcher()
    private var redactors: [String: Redactor] = [:]

    /// - Parameter log: `nil` where no run has worked yet.
    package init(log: consuming EventLog?) { self.log = log }

    /// What was sent, or will be; `nil` when it is kept no longer.
    package mutating func message(of delivery: Delivery, _ history: borrowing History) throws -> Message? {
        switch delivery.payload {
        case .recorded(let place):
            guard let body = try history.payload(at: place) else { return nil }
            return Message(
                deliveryID: delivery.id,
                eventID: delivery.eventID,
                eventType: delivery.eventType,
                body: body
            )
        case .event(let place): return try message(of: delivery, at: place)
        }
    }

    private mutating func message(of delivery: Delivery, at place: LogPlace) throws -> Message? {
        switch log {
        case .none: return nil
        case .some(let log):
            guard let (line, buffer) = try fetcher.fetch(place, from: log) else { return nil }
            let type = line.type(in: buffer)
            return Message(
                deliveryID: delivery.id,
                eventID: line.id(in: buffer),
                eventType: type,
                body: RawWebhook.body(type: type, data: line.data(in: buffer))
            )
        }
    }

    /// The request of a message as it may be shown: secrets and the address cut out.
    package mutating func request(_ message: Message, to integration: Integration, at time: Timestamp) -> ShownRequest {
        let request = integration.provider.provider.request(message, to: integration, at: time)
        return ShownRequest(request, to: integration, redactor(for: integration))
    }

    private mutating func redactor(for integration: Integration) -> Redactor {
        if let known = redactors[integration.id] { return known }
        let made = Redactor(for: integration)
        redactors[integration.id] = made
        return made
    }
}
