package import Delivery
import Events
package import Providers
package import Reports
package import Storage
package import Time

/// Reads again what a delivery says: its event, its payload, and the request that carried it.
///
/// For those who only look: nothing is locked, and what is kept no longer is simply not there.
package struct DeliveryContents: ~Copyable {
    private let log: EventLog?
    private var fetcher = EventFetcher()
    private var redactors = Redactors(proxy: nil)

    /// - Parameter log: `nil` where no run has worked yet.
    package init(log: consuming EventLog?) { self.log = log }

    /// What was sent, or will be; `nil` when it is kept no longer.
    ///
    /// The integration is `nil` when it is configured no longer.
    package mutating func message(
        of delivery: Delivery,
        to integration: Integration?,
        _ history: borrowing History
    ) throws -> Message? {
        switch delivery.payload {
        case .recorded(let place):
            return try history.payload(at: place).map { Message(delivery, rendered: $0) }
        case .event(let place): return try message(of: delivery, at: place, as: integration?.rawForm ?? .northflank)
        }
    }

    private mutating func message(
        of delivery: Delivery,
        at place: LogPlace,
        as form: Integration.RawForm
    ) throws -> Message? {
        switch log {
        case .none: return nil
        case .some(let log):
            let event = PlannedEvent(sequence: delivery.first, place: place)
            return try fetcher.fetch(event, from: log).flatMap { Message(delivery, $0, in: $1, as: form) }
        }
    }

    /// The request of a message as it may be shown; `nil` when the integration sends another kind of message now.
    ///
    /// With `isRevealed`, secrets and the address are not cut out.
    package mutating func request(
        _ message: Message,
        to integration: Integration,
        at time: Timestamp,
        isRevealed: Bool = false
    ) -> ShownRequest? {
        guard (message.recipient == nil) == (integration.mail == nil) else { return nil }
        let request = integration.provider.provider.request(message, to: integration, at: time)
        return ShownRequest(request, to: integration, isRevealed ? nil : redactors.redactor(for: integration))
    }
}
