package import Time

/// How an integration's endpoint has been doing: a streak of failures, cleared by one success.
package struct Health: Sendable, Equatable {
    /// The words of `status`.
    package enum State: String, Sendable {
        case ok
        /// The last attempt failed; the next goes out alone.
        case failing
        /// It failed several times in a row: a single probe at growing distances.
        case coolingDown = "cooling-down"
        case disabled
    }

    package struct Disabling: Sendable, Equatable {
        package let at: Timestamp
        package let reason: String
        /// The integration leads elsewhere by now: a test message that arrives there enables it.
        package var isOfOldAddress = false

        package init(at: Timestamp, reason: String) {
            self.at = at
            self.reason = reason
        }
    }

    /// Northflank's `timeOfFirstFailedRequest`: when the streak began.
    package var firstFailure: Timestamp?
    /// Northflank's `numberOfFailedRequests`: failures of the streak that count.
    package var failures = 0
    /// Rounds of back-off in the streak; attempts that were in flight together make one round.
    package var rounds = 0
    /// No attempt before then.
    package var notBefore: Timestamp?
    /// The part of `notBefore` that the other side asked for: a success, maybe of an attempt that was in flight
    /// already, ends the back-off but not this.
    package var pausedUntil: Timestamp?
    package var lastReason: String?
    package var disabling: Disabling?

    package init() {}

    package var isFailing: Bool { firstFailure != nil }

    package var state: State {
        if disabling != nil { return .disabled }
        guard isFailing else { return .ok }
        return rounds < Health.roundsUntilCoolingDown ? .failing : .coolingDown
    }

    /// GitLab switches a hook off for a while at the fourth failure in a row; so is a probe alone from then on.
    private static let roundsUntilCoolingDown = 4

    package mutating func succeeded() {
        firstFailure = nil
        failures = 0
        rounds = 0
        notBefore = pausedUntil
        lastReason = nil
    }

    /// Nothing goes before `time`; what was told before is never made shorter.
    ///
    /// - Parameters:
    ///   - time: when the next attempt may go.
    ///   - isAsked: whether the other side asked for it, after an answer that is no failure of the endpoint.
    mutating func wait(until time: Timestamp, isAsked: Bool) {
        notBefore = max(notBefore ?? time, time)
        if isAsked { pausedUntil = max(pausedUntil ?? time, time) }
    }

    /// Follows a send: it goes against every wait that was still ahead, so the clock went back, or an operator said so.
    mutating func sent(at now: Timestamp) {
        if let notBefore, notBefore > now { self.notBefore = nil }
        if let pausedUntil, pausedUntil > now { self.pausedUntil = nil }
    }

    /// Notes a failure of the endpoint.
    ///
    /// - Parameters:
    ///   - started: when the attempt began; failures of attempts begun before the last round's end belong to it.
    ///   - now: when it ended.
    ///   - counts: whether it counts toward disabling.
    ///   - reason: one line for people.
    package mutating func failed(started: Timestamp, at now: Timestamp, counts: Bool, reason: String) {
        if !isFailing || started >= (notBefore ?? started) { rounds += 1 }
        firstFailure = firstFailure ?? now
        if counts { failures += 1 }
        lastReason = reason
    }

    /// Notes that failures of the streak count after all.
    mutating func counted(_ failures: Int, since: Timestamp) {
        self.failures += failures
        firstFailure = firstFailure ?? since
    }

    /// Why the integration is to be disabled now, if it is.
    package func reasonToDisable(under policy: DisablePolicy?, at now: Timestamp) -> String? {
        guard let policy, disabling == nil, let firstFailure, failures >= policy.failures,
            now - firstFailure >= policy.failingFor
        else { return nil }
        let last = lastReason.map { ": \($0)" } ?? ""
        return "\(failures) failed requests in a row since \(firstFailure.rfc3339)\(last)"
    }
}

extension Health {
    /// Follows an attempt, live and when the ledger is read again alike.
    package mutating func apply(_ attempt: Attempt) {
        if attempt.result == .delivered {
            succeeded()
        } else if attempt.isEndpointFailure {
            failed(
                started: attempt.started,
                at: attempt.started + attempt.duration,
                counts: attempt.counts,
                reason: attempt.reason ?? "failed"
            )
        }
        if let until = attempt.laneUntil {
            wait(until: until, isAsked: attempt.isRateLimited || !attempt.isEndpointFailure)
        }
    }
}
