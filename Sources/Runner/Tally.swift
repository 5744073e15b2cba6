import Delivery
import Reports

/// What a run did, for each integration that it had to do with.
struct Tallies {
    private(set) var byIntegration: [String: Tally] = [:]
    /// Deliveries that came to their end.
    private(set) var settled = 0

    mutating func planned(_ deliveries: [Delivery]) {
        for delivery in deliveries { byIntegration[delivery.integration, default: Tally()].planned += 1 }
    }

    mutating func follow(_ record: LedgerRecord) {
        switch record {
        case .attempted(let attempt):
            byIntegration[attempt.integration, default: Tally()].follow(attempt)
            if attempt.result != .deferred { settled += 1 }
        case .disabled(let integration, _, _): byIntegration[integration, default: Tally()].wasDisabled = true
        default: break
        }
    }
}

/// What a run did for one integration, counted from the records it wrote.
struct Tally {
    var planned = 0
    var delivered = 0
    var rejected = 0
    var exhausted = 0
    /// Deliveries whose last attempt in this run failed and that are owed.
    var deferred: Set<String> = []
    var wasDisabled = false

    mutating func follow(_ attempt: Attempt) {
        switch attempt.result {
        case .delivered: delivered += 1
        case .rejected: rejected += 1
        case .exhausted: exhausted += 1
        case .deferred:
            deferred.insert(attempt.delivery)
            return
        }
        deferred.remove(attempt.delivery)
    }

    var counts: DeliveryCounts {
        DeliveryCounts(
            planned: planned,
            delivered: delivered,
            deferred: deferred.count,
            rejected: rejected,
            exhausted: exhausted
        )
    }
}
