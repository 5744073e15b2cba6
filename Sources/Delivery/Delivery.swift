package import Time

/// One message owed to one integration: one event, or one page of a digest; where it has several recipients, to one of
/// them.
package struct Delivery: Sendable, Equatable {
    /// Where the bytes of the message are.
    package enum Payload: Sendable, Equatable {
        /// The event itself, byte for byte, as its line in the event log holds it.
        case event(LogPlace)
        /// A rendered message, frozen in the ledger when it was planned.
        case recorded(LogPlace)
    }

    /// The same on every attempt and after every crash: log, integration, place in the log, page.
    package let id: String
    package let integration: String
    /// The first and last event it covers, by sequence number.
    package let first: UInt64
    package let last: UInt64
    /// How many matched events it tells of.
    package let eventCount: Int
    /// `nil` for digests and where the event log holds it.
    package let eventID: String?
    /// `digest` for digests; empty where the event log holds it.
    package let eventType: String
    package let planned: Timestamp
    /// Whom the mail goes to; `nil` for a webhook.
    package let recipient: String?
    package var payload: Payload
    /// The events it tells of where they were chosen one by one; empty: all that matched from `first` to `last`.
    package let chosen: [ClosedRange<UInt64>]

    package init(
        id: String,
        integration: String,
        first: UInt64,
        last: UInt64,
        eventCount: Int,
        eventID: String?,
        eventType: String,
        planned: Timestamp,
        recipient: String? = nil,
        payload: Payload,
        chosen: [ClosedRange<UInt64>] = []
    ) {
        self.id = id
        self.integration = integration
        self.first = first
        self.last = last
        self.eventCount = eventCount
        self.eventID = eventID
        self.eventType = eventType
        self.planned = planned
        self.recipient = recipient
        self.payload = payload
        self.chosen = chosen
    }
}

extension Delivery {
    /// One event of the log to one integration, as it is.
    init(of event: PlannedEvent, to integration: String, log: String, planned: Timestamp) {
        self.init(
            id: DeliveryID.event(event.sequence).text(log: log, integration: integration),
            integration: integration,
            first: event.sequence,
            last: event.sequence,
            eventCount: 1,
            eventID: nil,
            eventType: "",
            planned: planned,
            payload: .event(event.place)
        )
    }

    /// It tells of one event, and of nothing else.
    package var isOfOneEvent: Bool {
        if case .event? = DeliveryID(id) { return true }
        return false
    }

    /// The same message as a delivery to each recipient: an outcome of its own, and so an id of its own where there are
    /// several.
    package func addressed(to recipients: [String]) -> [Delivery] {
        recipients.enumerated().map { addressed(to: $1, id: recipients.count > 1 ? "\(id):\($0 + 1)" : id) }
    }

    private func addressed(to recipient: String, id: String) -> Delivery {
        Delivery(
            id: id,
            integration: integration,
            first: first,
            last: last,
            eventCount: eventCount,
            eventID: eventID,
            eventType: eventType,
            planned: planned,
            recipient: recipient,
            payload: payload,
            chosen: chosen
        )
    }
}

/// Where a line stands in a numbered segment file.
package struct LogPlace: Sendable, Hashable {
    package var segment: UInt32
    package var offset: UInt64
    /// The line's bytes, its line break left out.
    package var length: UInt32

    package init(segment: UInt32, offset: UInt64, length: UInt32) {
        self.segment = segment
        self.offset = offset
        self.length = length
    }
}
