/// Where a delivery stands: the words of `queue`, `reconcile` and `--json`.
package enum DeliveryState: String, Sendable, CaseIterable {
    /// Planned, and no attempt has ended yet.
    case pending
    /// An attempt failed; another is due.
    case deferred
    /// Set aside by hand: not sent until it is released.
    case parked
    case delivered
    /// The message itself was refused: no further attempt.
    case rejected
    /// Every entry of the schedule was used up, or its lifetime ended before that.
    case exhausted
    /// Given up by hand.
    case dropped
    /// Passed over by hand, with everything else that was held, as the integration was enabled again.
    case skipped

    /// Nothing more happens by itself.
    package var isSettled: Bool {
        switch self {
        case .pending, .deferred, .parked: false
        case .delivered, .rejected, .exhausted, .dropped, .skipped: true
        }
    }

    /// It was given up on, and nobody wanted that.
    package var isFailed: Bool {
        switch self {
        case .rejected, .exhausted: true
        case .pending, .deferred, .parked, .delivered, .dropped, .skipped: false
        }
    }

    package init(_ attempt: Attempt) {
        self =
            switch attempt.result {
            case .delivered: .delivered
            case .deferred: .deferred
            case .rejected: .rejected
            case .exhausted: .exhausted
            }
    }

    /// The state of a whole whose parts stand like this: that of the part that is worst off.
    static func worst(of parts: some Sequence<DeliveryState>) -> DeliveryState {
        let parts = Set(parts)
        return worstFirst.first(where: parts.contains) ?? .pending
    }

    private static let worstFirst: [DeliveryState] = [
        .rejected, .exhausted, .dropped, .skipped, .parked, .deferred, .pending, .delivered,
    ]
}
