import Delivery
import Reports

extension DeliveryCounts {
    /// Counts a delivery by the state that an attempt left it in.
    mutating func count(_ state: DeliveryState) {
        switch state {
        case .delivered: delivered += 1
        case .deferred: deferred += 1
        case .rejected: rejected += 1
        case .exhausted: exhausted += 1
        case .pending, .parked, .dropped, .skipped: break
        }
    }

    /// Attempts that ended, one way or another.
    var ended: Int { delivered + deferred + rejected + exhausted }

    /// What is left of these when a part of them is counted apart; what was planned is left out.
    func without(_ part: DeliveryCounts) -> DeliveryCounts {
        DeliveryCounts(
            delivered: max(0, delivered - part.delivered),
            deferred: max(0, deferred - part.deferred),
            rejected: max(0, rejected - part.rejected),
            exhausted: max(0, exhausted - part.exhausted)
        )
    }
}
