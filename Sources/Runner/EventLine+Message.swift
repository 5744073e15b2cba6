import Delivery
import Providers
import Storage

extension EventLine {
    /// `nil` when something else than Belfry changed the log.
    func text(in buffer: [UInt8]) -> EventText? { EventText(event(in: buffer)) }
}

extension Message {
    /// A delivery whose payload was rendered when it was planned.
    init(_ delivery: Delivery, rendered body: [UInt8]) {
        self.init(
            deliveryID: delivery.id,
            eventID: delivery.eventID,
            eventType: delivery.eventType,
            recipient: delivery.recipient,
            body: body
        )
    }

    /// A delivery that is an event of the log, as it is; `nil` when its line is damaged.
    init?(_ delivery: Delivery, _ line: EventLine, in buffer: [UInt8], as form: Integration.RawForm) {
        let type = line.type(in: buffer)
        guard let text = line.text(in: buffer) else { return nil }
        self.init(
            deliveryID: delivery.id,
            eventID: line.id(in: buffer),
            eventType: type,
            body: text.body(type: type, as: form)
        )
    }
}
