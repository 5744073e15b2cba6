package import Time

/// What keeps an owed delivery from going.
package enum Obstacle: Sendable, Equatable {
    /// There is no such integration any more.
    case notConfigured
    case disabled
    /// Set aside by hand.
    case parked
    case muted(until: Timestamp)
    /// The endpoint's host asked every integration on it to wait.
    case hostPaused(until: Timestamp)
    /// The endpoint asked to be left alone.
    case paused(until: Timestamp)
    /// The endpoint fails: it is tried at growing distances.
    case backOff(until: Timestamp)
    /// As many went as the integration's rate allows.
    case rate(until: Timestamp)
    /// Its own next attempt is due then.
    case notDue(until: Timestamp)
    /// Another goes first: order is kept, or it is the probe of an endpoint that fails.
    case behind(delivery: String, until: Timestamp)

    /// The word of `--json`.
    package var word: String {
        switch self {
        case .notConfigured: "not-configured"
        case .disabled: "disabled"
        case .parked: "parked"
        case .muted: "muted"
        case .hostPaused: "host-paused"
        case .paused: "paused"
        case .backOff: "back-off"
        case .rate: "rate"
        case .notDue: "not-due"
        case .behind: "behind"
        }
    }

    /// When it ends by itself; `nil` when somebody has to act.
    package var end: Timestamp? {
        switch self {
        case .notConfigured, .disabled, .parked: nil
        case .muted(let until), .hostPaused(let until), .paused(let until), .backOff(let until), .rate(let until),
            .notDue(let until), .behind(_, let until):
            until
        }
    }

    /// Somebody decided it, or has to: no attempt that succeeds ends it.
    package var isHold: Bool {
        switch self {
        case .notConfigured, .disabled, .parked, .muted: true
        case .hostPaused, .paused, .backOff, .rate, .notDue, .behind: false
        }
    }
}
