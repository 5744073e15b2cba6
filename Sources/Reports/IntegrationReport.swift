package import Delivery
package import Providers
package import Time

/// One integration's share of a run: what was sent, what waits, and how it is.
package struct IntegrationReport: Sendable, Equatable {
    package let id: String
    package let name: String
    package let provider: ProviderType
    package var status: IntegrationStatus
    package var thisRun: DeliveryCounts
    package var backlog: Backlog
    /// Settled since it was first seen, each delivery by its last result.
    package var ever = LedgerState.Totals()
    /// How often each result came: what was sent again counts again, so that it only rises.
    package var settled = LedgerState.Totals()
    /// When the next digest is cut; `nil` for individual mode and for digests that are due on every run.
    package var nextDigest: Timestamp?
    /// Why events are held; `nil` when none are, or when the next run sends them.
    package var hold: Hold?
    /// Those in force.
    package var mutes: [Mute] = []
    package var lastFailure: LastFailure?
    /// `nil`: it is never disabled by failures.
    package var disablePolicy: DisablePolicy?
    /// It was this run that disabled it.
    package var wasDisabledNow: Bool
    /// It was this run that saw it come so far on its way to being disabled, in percent: 50, 70 or 90.
    package var stepNow: Int?

    package init(
        id: String,
        name: String,
        provider: ProviderType,
        status: IntegrationStatus = IntegrationStatus(),
        thisRun: DeliveryCounts = DeliveryCounts(),
        backlog: Backlog = Backlog(),
        nextDigest: Timestamp? = nil,
        lastFailure: LastFailure? = nil,
        disablePolicy: DisablePolicy? = .standard,
        wasDisabledNow: Bool = false
    ) {
        self.id = id
        self.name = name
        self.provider = provider
        self.status = status
        self.thisRun = thisRun
        self.backlog = backlog
        self.nextDigest = nextDigest
        self.lastFailure = lastFailure
        self.disablePolicy = disablePolicy
        self.wasDisabledNow = wasDisabledNow
    }

    /// What a run with only this integration would come to.
    ///
    /// An integration that was disabled earlier is shown in every report, but asks for attention only once: a job that
    /// mails every five minutes about what is known is soon read by nobody.
    package var verdict: RunReport.Verdict {
        if thisRun.exhausted > 0 || thisRun.rejected > 0 || wasDisabledNow || stepNow != nil { return .attention }
        return thisRun.deferred > 0 ? .deferred : .fine
    }

    /// How far a failing integration is on its way to being disabled, 0 to 100; `nil` when it is not on that way.
    package func percentToDisabling(at now: Timestamp) -> Int? {
        guard let policy = disablePolicy, let first = status.timeOfFirstFailedRequest,
            status.state == .failing || status.state == .coolingDown
        else { return nil }
        return policy.percent(reachedBy: status.numberOfFailedRequests, since: first, at: now)
    }
}

/// How many deliveries went which way; an attempt that fails and is retried within the run counts once, by its end.
package struct DeliveryCounts: Sendable, Equatable {
    /// Deliveries that this run created.
    package var planned: Int
    package var delivered: Int
    /// Tried without success, to be tried again.
    package var deferred: Int
    /// Refused by the provider for good.
    package var rejected: Int
    /// The retry schedule or `expireAfter` ran out.
    package var exhausted: Int

    package init(planned: Int = 0, delivered: Int = 0, deferred: Int = 0, rejected: Int = 0, exhausted: Int = 0) {
        self.planned = planned
        self.delivered = delivered
        self.deferred = deferred
        self.rejected = rejected
        self.exhausted = exhausted
    }

    /// `3 delivered, 1 deferred`.
    package var words: String {
        let counts = [
            (delivered, "delivered"), (deferred, "deferred"), (rejected, "rejected"), (exhausted, "exhausted"),
        ]
        let told = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return told.isEmpty ? "nothing was sent" : told.joined(separator: ", ")
    }

    package static func += (sum: inout DeliveryCounts, part: DeliveryCounts) {
        sum.planned += part.planned
        sum.delivered += part.delivered
        sum.deferred += part.deferred
        sum.rejected += part.rejected
        sum.exhausted += part.exhausted
    }
}

/// What an integration still has coming.
package struct Backlog: Sendable, Equatable {
    /// Planned deliveries that are not settled.
    package var outstanding: Int
    /// Matched events past the cursor: disabled, muted, or a digest that is not yet due.
    package var held: Int
    /// The time of the oldest event or delivery among them.
    package var oldest: Timestamp?
    /// When the first of what is owed goes; `nil` when nothing does by itself.
    package var nextAttempt: Timestamp?
    /// What that waits for.
    package var obstacle: Obstacle?
    /// Of the deliveries that are outstanding, those that were set aside by hand.
    package var parked = 0
    /// Of the deliveries that are outstanding, those whose last attempt failed.
    package var deferred = 0
    /// Some of the events were not looked at: their number is concluded from those that were.
    package var isEstimate = false
    /// Of all of it, when it was asked for.
    package var ages: AgeHistogram?

    package init(outstanding: Int = 0, held: Int = 0, oldest: Timestamp? = nil, nextAttempt: Timestamp? = nil) {
        self.outstanding = outstanding
        self.held = held
        self.oldest = oldest
        self.nextAttempt = nextAttempt
    }
}
