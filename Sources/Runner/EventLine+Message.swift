import Delivery
import Events
import JSON
import Providers
import Storage

extension EventLine {
    /// The bytes of the event's data, as spooled; `nil` when something else than Belfry changed the log.
    func data(in buffer: [UInt8]) -> [UInt8]? {
        scan(buffer) { tape, event in SpooledEvent.data(tape, in: event) }
    }

    /// What a raw webhook gets where no template says otherwise.
    func body(in buffer: [UInt8], type: String, as form: Integration.RawForm) -> [UInt8]? {
        scan(buffer) { tape, event in
            if form == .cleverCloud, let whole = SpooledEvent.cleverCloudForm(tape, in: event) { return whole }
            return RawWebhook.body(type: type, data: SpooledEvent.data(tape, in: event))
        }
    }

    private func scan(_ buffer: [UInt8], _ read: (JSONTape, Span<UInt8>) -> [UInt8]) -> [UInt8]? {
        let event = event(in: buffer)
        var tape = JSONTape()
        guard (try? tape.scan(event.span)) != nil else { return nil }
        return read(tape, event.span)
    }
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

    /// A delivery that is an event of the log, as it is; `nil` when it is another event's line or damaged.
    init?(_ delivery: Delivery, _ line: EventLine, in buffer: [UInt8], as form: Integration.RawForm) {
        let type = line.type(in: buffer)
        guard line.sequence == delivery.first, let body = line.body(in: buffer, type: type, as: form) else {
            return nil
        }
        self.init(
            deliveryID: delivery.id,
            eventID: line.id(in: buffer),
            eventType: type,
            body: body
        )
    }
}
