/// What is to be sent: a rendered payload and the names it travels under.
package struct Message: Sendable, Equatable {
    /// The same on every attempt.
    package let deliveryID: String
    /// `nil` for digests, which tell of many events.
    package let eventID: String?
    /// `digest` for digests.
    package let eventType: String
    /// Whom a mail goes to; `nil` for a webhook.
    package let recipient: String?
    /// The rendered payload, finished and checked.
    package let body: [UInt8]

    package init(deliveryID: String, eventID: String? = nil, eventType: String, recipient: String? = nil, body: [UInt8])
    {
        self.deliveryID = deliveryID
        self.eventID = eventID
        self.eventType = eventType
        self.recipient = recipient
        self.body = body
    }
}
