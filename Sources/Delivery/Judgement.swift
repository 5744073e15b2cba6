/// What a provider makes of an answer: did it arrive, and how fast may the next one come.
package struct Judgement: Sendable, Equatable {
    package let outcome: Outcome
    /// A rate limit told with the answer, also with a good one.
    package let pause: Pause?

    package init(_ outcome: Outcome, pause: Pause? = nil) {
        self.outcome = outcome
        self.pause = pause
    }
}

/// The other side's wish: nothing more for this long.
package struct Pause: Sendable, Equatable {
    package enum Scope: String, Sendable {
        /// This integration only.
        case integration
        /// Every integration on the same host: Discord's global limit, Cloudflare.
        case host
    }

    package let duration: Duration
    package let scope: Scope

    package init(_ duration: Duration, scope: Scope = .integration) {
        self.duration = duration
        self.scope = scope
    }
}
