package import Time

/// One try to send a delivery, as the ledger keeps it.
package struct Attempt: Sendable, Equatable {
    /// Who asked for it.
    package enum Trigger: String, Sendable {
        case auto, manual
    }

    /// What the ledger concludes from it.
    package enum Result: String, Sendable {
        case delivered
        /// Another attempt is due later.
        case deferred
        /// The message itself was refused: no further attempt.
        case rejected
        /// The schedule or the lifetime has ended: no further attempt.
        case exhausted
    }

    package let delivery: String
    package let integration: String
    /// Counts from 1 over the delivery's life.
    package let number: Int
    package let started: Timestamp
    package let duration: Duration
    package let trigger: Trigger
    package let result: Result
    /// The HTTP status or the SMTP reply code, `nil` when there was no answer.
    package let status: Int?
    package let failureClass: FailureClass?
    package let reason: String?
    /// When the next attempt is due; only for `deferred`.
    package let due: Timestamp?
    /// Whether it counts toward disabling the integration.
    package let counts: Bool
    /// Nothing goes to this integration before then: back-off while failing, or a rate limit.
    package let laneUntil: Timestamp?
    /// A rate limit was told: it moves the time, but uses up no entry of the schedule.
    package let isRateLimited: Bool
    /// Exhausted by its lifetime, not by its schedule.
    package let hasExpired: Bool
    /// The delivery's own failure, as when its recipient's mailbox is full: the endpoint is fine, and others go on.
    package let isOwnFailure: Bool
    /// As received, capped and redacted.
    package let answerHeaders: [Header]
    package let answerBody: String

    /// The endpoint failed, not this message and not our pace; or it counts as if it had.
    package var isEndpointFailure: Bool {
        switch result {
        case .delivered: false
        case .rejected: counts
        case .deferred, .exhausted: !(isRateLimited || isOwnFailure) || counts
        }
    }

    package init(
        delivery: String,
        integration: String,
        number: Int,
        started: Timestamp,
        duration: Duration,
        trigger: Trigger = .auto,
        result: Result,
        status: Int? = nil,
        failureClass: FailureClass? = nil,
        reason: String? = nil,
        due: Timestamp? = nil,
        counts: Bool = false,
        laneUntil: Timestamp? = nil,
        isRateLimited: Bool = false,
        hasExpired: Bool = false,
        isOwnFailure: Bool = false,
        answerHeaders: [Header] = [],
        answerBody: String = ""
    ) {
        self.delivery = delivery
        self.integration = integration
        self.number = number
        self.started = started
        self.duration = duration
        self.trigger = trigger
        self.result = result
        self.status = status
        self.failureClass = failureClass
        self.reason = reason
        self.due = due
        self.counts = counts
        self.laneUntil = laneUntil
        self.isRateLimited = isRateLimited
        self.hasExpired = hasExpired
        self.isOwnFailure = isOwnFailure
        self.answerHeaders = answerHeaders
        self.answerBody = answerBody
    }
}
