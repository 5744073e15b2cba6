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
    }
}

extension LedgerState.Totals {
    /// What was settled is owed again, and will be counted by its new end.
    mutating func takeBack(_ state: DeliveryState) {
        switch state {
        case .delivered: delivered -= 1
        case .rejected: rejected -= 1
        case .exhausted, .expired: exhausted -= 1
        case .skipped: skipped -= 1
        case .dropped: dropped -= 1
        case .pending, .deferred, .parked: break
        }
    }
}
