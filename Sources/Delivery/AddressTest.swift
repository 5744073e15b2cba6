package import Time

/// What came of a test message that somebody sent by hand.
///
/// No delivery and no attempt: nothing is owed when it fails, and a failure says nothing about what is.
package struct AddressTest: Sendable, Equatable {
    package let integration: String
    /// Whom the message was for, where the integration writes mail; each recipient's is a test of its own.
    package let recipient: String?
    package let started: Timestamp
    package let duration: Duration
    /// The HTTP status, `nil` when there was no answer.
    package let status: Int?
    /// `nil` when it was delivered.
    package let failureClass: FailureClass?
    /// One redacted line for people; `nil` when it was delivered.
    package let reason: String?

    package var isDelivered: Bool { failureClass == nil }

    /// For people: `delivered after 12 ms`, or why not.
    package var words: String {
        let time = "after \(duration.milliseconds) ms"
        guard let failureClass, let reason else { return "delivered \(time)" }
        return "not delivered \(time): \(reason) (\(failureClass.rawValue))"
    }

    package init(
        integration: String,
        recipient: String? = nil,
        started: Timestamp,
        duration: Duration,
        status: Int? = nil,
        failureClass: FailureClass? = nil,
        reason: String? = nil
    ) {
        self.integration = integration
        self.recipient = recipient
        self.started = started
        self.duration = duration
        self.status = status
        self.failureClass = failureClass
        self.reason = reason
    }
}
