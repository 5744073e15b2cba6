/// Where an event that matched an integration stands with it: exactly one of these, so that a balance adds up.
package enum EventState: String, Sendable, CaseIterable {
    /// Its message was taken by the other side.
    case delivered
    /// Its message is planned, and no attempt has ended yet.
    case pending
    /// An attempt failed; another is due.
    case deferred
    /// Its message was set aside by hand.
    case parked
    /// It lies behind the integration's cursor: disabled, or its digest is not due, or its endpoint fails.
    case held
    /// Passed over by an alert window: the same was told not long before.
    case suppressed
    /// Passed over by a mute.
    case muted
    /// Passed over by hand, as the integration was enabled again.
    case skipped
    /// Its message was given up by hand.
    case dropped
    /// Its message was refused.
    case rejected
    /// The schedule was used up, or the lifetime of its message ended.
    case exhausted
    /// It matched, the cursor has passed it, and nothing is on the record: it was never planned.
    case missing
    /// Dealt with so long ago that the record of it was removed.
    case pruned

    package init(_ state: DeliveryState) {
        self =
            switch state {
            case .pending: .pending
            case .deferred: .deferred
            case .parked: .parked
            case .delivered: .delivered
            case .rejected: .rejected
            case .exhausted: .exhausted
            case .dropped: .dropped
            case .skipped: .skipped
            }
    }

    /// Nothing more becomes of it, and nobody misses anything.
    package var isDone: Bool {
        switch self {
        case .delivered, .suppressed, .muted, .skipped, .dropped, .pruned: true
        case .pending, .deferred, .parked, .held, .rejected, .exhausted, .missing: false
        }
    }

    /// Somebody wanted it told, it was not, and nothing happens by itself: what `reconcile` calls a gap.
    package var isGap: Bool {
        switch self {
        case .rejected, .exhausted, .missing: true
        default: false
        }
    }
}
