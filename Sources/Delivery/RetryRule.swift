import Time

/// The one retry rule: what an answer means for a delivery and for its integration.
struct RetryRule {
    let policy: LanePolicy
    let health: Health

    /// No wait that the other side asks for is longer.
    static let longestPause = Duration.seconds(86_400)

    /// Between rate limits of an integration without a schedule, when the other side tells no time.
    private static let waitWithoutSchedule = Duration.seconds(1)

    struct Verdict {
        let outstanding: LedgerState.Outstanding
        let started: Timestamp
        let ended: Timestamp
        var result: Attempt.Result
        var failure: Failure?
        var due: Timestamp?
        var counts = false
        var laneUntil: Timestamp?
        /// Its lifetime has ended with entries of the schedule left.
        var hasExpired = false
        /// The endpoint asked not to be called again.
        var disables: String?

        func attempt(status: Int?, headers: [Header], body: String) -> Attempt {
            Attempt(
                delivery: outstanding.delivery.id,
                integration: outstanding.delivery.integration,
                number: outstanding.attempts,
                started: started,
                duration: ended - started,
                trigger: outstanding.trigger,
                result: result,
                status: status,
                failureClass: failure?.failureClass,
                reason: failure?.reason,
                due: due,
                counts: counts,
                laneUntil: laneUntil,
                isRateLimited: failure?.failureClass == .rateLimited,
                hasExpired: hasExpired,
                isOwnFailure: failure?.scope == .recipient,
                answerHeaders: headers,
                answerBody: body
            )
        }
    }

    func verdict(
        on judgement: Judgement,
        for outstanding: LedgerState.Outstanding,
        started: Timestamp,
        at now: Timestamp,
        wasAnswered: Bool,
        networkIsTrusted: Bool
    ) -> Verdict {
        let pauseEnd = judgement.pause.map { now + min($0.duration, RetryRule.longestPause) }
        var verdict = Verdict(outstanding: outstanding, started: started, ended: now, result: .delivered)
        verdict.laneUntil = pauseEnd
        guard case .failed(let failure) = judgement.outcome else {
            if judgement.asksToStop { verdict.disables = "the endpoint asked not to be called again" }
            return verdict
        }
        verdict.failure = failure
        verdict.counts = counts(failure, wasAnswered: wasAnswered, networkIsTrusted: networkIsTrusted)
        switch failure.scope {
        case .message: verdict.result = .rejected
        case .gone:
            verdict.result = .deferred
            verdict.due = now
            verdict.disables = failure.reason
        case .transient, .recipient, .endpoint: retry(&verdict, failure, notBefore: pauseEnd)
        }
        return verdict
    }

    private func retry(_ verdict: inout Verdict, _ failure: Failure, notBefore: Timestamp?) {
        let outstanding = verdict.outstanding
        let isRateLimited = failure.failureClass == .rateLimited
        let age = verdict.ended - outstanding.since
        // A rate limit is our pace, not the delivery's failure: it uses up no entry and never ends it.
        let entry = isRateLimited ? min(outstanding.failures, policy.schedule.waits.count - 1) : outstanding.failures
        guard isRateLimited || (entry < policy.schedule.waits.count && age < policy.schedule.expireAfter) else {
            verdict.result = .exhausted
            verdict.hasExpired = entry < policy.schedule.waits.count
            verdict.laneUntil = later(notBefore, laneBackOff(verdict, failure))
            return
        }
        verdict.result = .deferred
        let wait = entry >= 0 ? policy.schedule.waits[entry] : RetryRule.waitWithoutSchedule
        let due = verdict.ended + RetrySchedule.jittered(wait, by: outstanding.delivery.id, outstanding.attempts)
        verdict.due = later(due, notBefore)
        // A limit is the whole lane's: without a time told, the next message would only meet it again.
        verdict.laneUntil = isRateLimited ? notBefore ?? due : later(notBefore, laneBackOff(verdict, failure))
    }

    private func later(_ a: Timestamp?, _ b: Timestamp?) -> Timestamp? { [a, b].compactMap { $0 }.max() }

    /// When the next probe of a failing endpoint may go; attempts that flew together make one round.
    private func laneBackOff(_ verdict: Verdict, _ failure: Failure) -> Timestamp? {
        guard !policy.schedule.waits.isEmpty, failure.scope != .recipient else { return nil }
        if health.isFailing, let notBefore = health.notBefore, verdict.started < notBefore { return notBefore }
        let wait = policy.schedule.waits[min(health.rounds, policy.schedule.waits.count - 1)]
        return verdict.ended + RetrySchedule.jittered(wait, by: policy.integration, health.rounds)
    }

    /// A refused message is its own failure, except for raw webhooks, where Northflank counts every answer but 2xx.
    private func counts(_ failure: Failure, wasAnswered: Bool, networkIsTrusted: Bool) -> Bool {
        if policy.countsEveryFailure, wasAnswered { return true }
        guard failure.scope != .message, failure.scope != .recipient, failure.failureClass != .rateLimited else {
            return false
        }
        return networkIsTrusted || !failure.failureClass.isNetwork
    }
}
