/// What a provider reads out of one answer: the outcome, and the other side's wishes for the time after it.
package struct Judgement: Sendable, Equatable {
    package let outcome: Outcome
    /// How long to leave it alone; also after a success, when the last permitted request was just used.
    package let pause: Pause?
    private let saysStop: Bool

    package init(_ outcome: Outcome, pause: Pause? = nil, asksToStop: Bool = false) {
        self.outcome = outcome
        self.pause = pause
        saysStop = asksToStop
    }

    /// The endpoint asked not to be called again: the integration is disabled at once.
    ///
    /// An endpoint may take a message and ask this in the same answer.
    package var asksToStop: Bool {
        if case .failed(let failure) = outcome, failure.scope == .gone { return true }
        return saysStop
    }
}

/// A wait that the other side asked for, counted from the answer.
package struct Pause: Sendable, Equatable {
    package enum Scope: String, Sendable {
        /// Only the integration that got the answer.
        case integration
        /// Every integration with an address on the same host.
        case host
    }

    /// Above zero.
    package let duration: Duration
    package let scope: Scope

    package init(_ duration: Duration, scope: Scope) {
        self.duration = duration
        self.scope = scope
    }
}
