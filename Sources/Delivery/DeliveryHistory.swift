package import Time

/// A delivery and everything that became of it, as far back as the ledger is kept.
package struct DeliveryHistory: Sendable, Equatable {
    /// What was done to it by hand.
    package struct Act: Sendable, Equatable {
        package enum Kind: String, Sendable {
            case requeued, parked, released, dropped, skipped
        }

        package let kind: Kind
        package let at: Timestamp
        package let reason: String?
    }

    package var delivery: Delivery
    package internal(set) var state: DeliveryState
    /// Oldest first.
    package internal(set) var attempts: [Attempt] = []
    package internal(set) var acts: [Act] = []
    /// When it goes again, while it is owed.
    package internal(set) var due: Timestamp?
    /// When it came into its state.
    package internal(set) var changed: Timestamp
    /// Attempts that left, those included that stand no longer on the record and those without an outcome.
    package internal(set) var attemptCount = 0

    init(_ delivery: Delivery) {
        self.delivery = delivery
        state = .pending
        due = delivery.planned
        changed = delivery.planned
    }

    /// As a snapshot has it: what happened before is not known.
    init(_ outstanding: LedgerState.Outstanding) {
        self.init(outstanding.delivery)
        state = outstanding.state
        due = outstanding.due
        attemptCount = outstanding.attempts
    }

    package var lastAttempt: Attempt? { attempts.last }
}

extension DeliveryHistory {
    mutating func follow(_ attempt: Attempt) {
        attempts.append(attempt)
        attemptCount = max(attemptCount, attempt.number)
        due = attempt.due
        enter(DeliveryState(attempt), at: attempt.started + attempt.duration)
    }

    mutating func follow(_ kind: Act.Kind, at time: Timestamp, reason: String? = nil) {
        acts.append(Act(kind: kind, at: time, reason: reason))
        switch kind {
        case .requeued:
            due = time
            enter(.pending, at: time)
        case .released: enter(attempts.last?.result == .deferred ? .deferred : .pending, at: time)
        case .parked: enter(.parked, at: time)
        case .dropped: enter(.dropped, at: time)
        case .skipped: enter(.skipped, at: time)
        }
    }

    private mutating func enter(_ next: DeliveryState, at time: Timestamp) {
        state = next
        changed = time
        if next.isSettled { due = nil }
    }
}

extension LedgerState.Outstanding {
    package var state: DeliveryState {
        if isParked { return .parked }
        return trigger == .auto && lastReason != nil ? .deferred : .pending
    }
}
