import Delivery
import Reports

/// What a run did for one integration, counted from the records it wrote.
struct Tally {
    var planned = 0
    var delivered = 0
    var rejected = 0
    var exhausted = 0
    /// Deliveries whose last attempt in this run failed and that are owed.
    var deferred: Set<String> = []
    var wasDisabled = false

    mutating func follow(_ record: LedgerRecord) {
        switch record {
        case .attempted(let attempt): follow(attempt)
        case .disabled: wasDisabled = true
        default: break
        }
    }

    private mutating func follow(_ attempt: Attempt) {
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
