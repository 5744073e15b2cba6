/// Why an attempt did not deliver; the words of reports, the ledger and `--json`.
package enum FailureClass: String, Sendable, CaseIterable {
    case dns, connect, tls, timeout
    /// The address is one that Belfry may not connect to (private, loopback, metadata …).
    case blockedAddress = "blocked_address"
    case redirect, auth
    /// The endpoint no longer exists: 410, Slack's `no_service`, Discord's unknown webhook.
    case gone
    case rateLimited = "rate_limited"
    /// A 4xx that no other class names.
    case client
    /// A 5xx.
    case server
    case payloadTooLarge = "payload_too_large"
    /// The provider read the message and refused it.
    case rejectedBody = "rejected_body"
    /// An answer that is not HTTP, or not what the provider promises.
    case `protocol`
}

/// What came of one attempt.
///
/// A value, never thrown: the other side may say no.
package enum Outcome: Sendable, Equatable {
    case delivered
    case failed(Failure)
}

/// A "no" from the other side or from the network in between.
package struct Failure: Error, Sendable, Equatable {
    /// Whose failure it is decides what happens next.
    package enum Scope: String, Sendable {
        /// Another attempt may succeed: 5xx, 429, time-outs.
        case transient
        /// Another attempt may succeed, and this delivery alone has to wait for it: a mailbox is full, a recipient is
        /// greylisted.
        case recipient
        /// This message will never be taken (400, 413, 422): it is rejected, the endpoint is fine.
        case message
        /// Nothing will be taken until somebody changes the endpoint (401, 403, 404): retried on the schedule, counts
        /// toward disabling.
        case endpoint
        /// The endpoint asked not to be called again: the integration is disabled at once.
        case gone
    }

    package let failureClass: FailureClass
    package let scope: Scope
    /// One line for people: `500 Internal Server Error`, `no_service`, `connection refused`.
    package let reason: String

    package init(_ failureClass: FailureClass, scope: Scope, reason: String) {
        self.failureClass = failureClass
        self.scope = scope
        self.reason = reason
    }
}
