package import Time

extension LedgerState {
    /// A delivery that is owed.
    package struct Outstanding: Sendable, Equatable {
        package let delivery: Delivery
        package var attempts = 0
        /// Attempts that used up an entry of the schedule: all but rate limits.
        package var failures = 0
        package var due: Timestamp
        /// Its lifetime runs from here: when it was planned, or when it could go again last, since it was requeued or
        /// released, its integration enabled, or a mute had ended.
        package var since: Timestamp
        package var lastReason: String?
        /// Set aside by hand: it is owed and not sent.
        package var isParked = false
        /// Who asked for its next attempt.
        package var trigger = Attempt.Trigger.auto

        package init(delivery: Delivery) {
            self.delivery = delivery
            due = delivery.planned
            since = delivery.planned
        }
    }
}

extension LedgerState.Outstanding {
    /// The same delivery with its whole schedule before it.
    package func startingAnew(at now: Timestamp) -> Self {
        var anew = self
        anew.failures = 0
        anew.due = now
        anew.since = now
        return anew
    }

    package mutating func deferred(by attempt: Attempt) {
        attempts = max(attempts, attempt.number)
        if !attempt.isRateLimited { failures += 1 }
        due = attempt.due ?? attempt.started
        lastReason = attempt.reason
        trigger = .auto
    }
}
