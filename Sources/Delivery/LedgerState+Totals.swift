extension LedgerState {
    /// What became of things so far: deliveries by their result, and events that were passed over.
    package struct Totals: Sendable, Equatable {
        package var delivered = 0
        package var rejected = 0
        package var exhausted = 0
        package var skipped = 0
        package var dropped = 0
        package var leftOut = LeftOut()

        package init() {}

        package static func + (a: Totals, b: Totals) -> Totals {
            var sum = a
            sum.delivered += b.delivered
            sum.rejected += b.rejected
            sum.exhausted += b.exhausted
            sum.skipped += b.skipped
            sum.dropped += b.dropped
            sum.leftOut += b.leftOut
            return sum
        }
    }
}

extension LedgerState.Totals {
    mutating func add(_ state: DeliveryState, _ count: Int = 1) {
        switch state {
        case .delivered: delivered += count
        case .rejected: rejected += count
        case .exhausted: exhausted += count
        case .skipped: skipped += count
        case .dropped: dropped += count
        case .pending, .deferred, .parked: break
        }
    }
}
