import Time

/// How one integration's deliveries may go out.
package struct LanePolicy: Sendable, Equatable {
    package let integration: String
    /// Rate limits that a host tells apply to every lane on it.
    package let host: String
    package let concurrency: Int
    package let rate: Rate?
    package let schedule: RetrySchedule
    package let disable: DisablePolicy?
    /// Raw webhooks: every answer but 2xx counts toward disabling (Northflank's rule).
    ///
    /// Otherwise only failures of the endpoint do, so that whoever writes events cannot have it disabled.
    package let countsEveryFailure: Bool
    /// The first must be settled before the second goes; else a delivery that failed steps back.
    package let keepsOrder: Bool

    package init(
        integration: String,
        host: String,
        concurrency: Int,
        rate: Rate?,
        schedule: RetrySchedule,
        disable: DisablePolicy?,
        countsEveryFailure: Bool,
        keepsOrder: Bool? = nil
    ) {
        self.integration = integration
        self.host = host
        self.concurrency = concurrency
        self.rate = rate
        self.schedule = schedule
        self.disable = disable
        self.countsEveryFailure = countsEveryFailure
        // One at a time means in order.
        self.keepsOrder = keepsOrder ?? (concurrency == 1)
    }

    /// No due time lies farther ahead: the longest entry with its jitter, or the longest pause.
    var longestWait: Duration {
        max((schedule.waits.max() ?? .zero) * 6 / 5, RetryRule.longestPause)
    }
}

/// One integration's deliveries that are owed, and when the next may go.
///
/// A value without clock or network: the queue asks it when, and tells it what came.
struct Lane: Sendable {
    let policy: LanePolicy
    var health: Health
    /// Never attempted, in order, from `waitingHead` on; where order is kept also those that were.
    private var waiting: [LedgerState.Outstanding] = []
    private var waitingHead = 0
    /// Attempted in this or an earlier run, by due time.
    private var retries: Heap<Retry> = Heap()
    private(set) var inFlight = 0
    /// One at first and one more with each attempt that ends, up to the policy's number.
    ///
    /// Endpoints that hang would else take all of the attempts that a run makes at once, and hold up everybody.
    private var mostInFlight = 1
    /// The times of the last sends, at least as many as the rate counts.
    private var recentSends: [Timestamp] = []

    private struct Retry: Comparable, Sendable {
        let outstanding: LedgerState.Outstanding

        static func == (a: Retry, b: Retry) -> Bool { a.outstanding.delivery.id == b.outstanding.delivery.id }
        static func < (a: Retry, b: Retry) -> Bool {
            (a.outstanding.due, a.outstanding.delivery.first) < (b.outstanding.due, b.outstanding.delivery.first)
        }
    }

    init(policy: LanePolicy, health: Health) {
        self.policy = policy
        self.health = health
    }

    var owed: Int { waiting.count - waitingHead + retries.count + inFlight }

    mutating func add(_ outstanding: LedgerState.Outstanding) {
        if policy.keepsOrder || outstanding.attempts == 0 {
            waiting.append(outstanding)
        } else {
            retries.insert(Retry(outstanding: outstanding))
        }
    }

    /// The earliest moment the next delivery may go; `nil` when there is none or no room for one.
    func nextTime(hostPause: Timestamp?, at now: Timestamp) -> Timestamp? {
        guard health.disabling == nil, inFlight < (health.isFailing ? 1 : mostInFlight), let head else {
            return nil
        }
        return wait(until: head.due, hostPause: hostPause, at: now)?.end ?? now
    }

    /// What a delivery that is due then waits for the longest, were it the next to go; it may be over.
    ///
    /// Of waits that end together it is the one that the other side asked for.
    private func wait(until due: Timestamp, hostPause: Timestamp?, at now: Timestamp) -> Obstacle? {
        // Farther away than any wait can be: the clock went back since it was written down.
        let farthest = now + policy.longestWait
        func lasts(_ time: Timestamp?, atLeastAs longest: Timestamp?) -> Timestamp? {
            guard let time, time <= farthest, longest.map({ time >= $0 }) ?? true else { return nil }
            return time
        }
        var longest: Obstacle?
        if let due = lasts(due, atLeastAs: nil) { longest = .notDue(until: due) }
        if let time = lasts(rateTime(at: now), atLeastAs: longest?.end) { longest = .rate(until: time) }
        if let time = lasts(health.notBefore, atLeastAs: longest?.end) {
            longest = health.pausedUntil == time ? .paused(until: time) : .backOff(until: time)
        }
        if let time = lasts(hostPause, atLeastAs: longest?.end) { longest = .hostPaused(until: time) }
        return longest
    }

    /// What keeps a delivery that is due then from going, if nothing stands before it; `nil` when nothing does.
    func obstacle(toOneDue due: Timestamp, hostPause: Timestamp?, at now: Timestamp) -> Obstacle? {
        guard health.disabling == nil else { return .disabled }
        return wait(until: due, hostPause: hostPause, at: now).flatMap { ($0.end ?? now) > now ? $0 : nil }
    }

    /// What keeps each delivery from going if all that goes before it succeeds; what nothing keeps is left out.
    func obstacles(hostPause: Timestamp?, at now: Timestamp) -> [String: Obstacle] {
        var obstacles: [String: Obstacle] = [:]
        // Of those that go before, the one that goes last.
        var before = health.isFailing ? head : nil
        for owed in waiting[waitingHead...] + retries.elements.map(\.outstanding) {
            var obstacle = obstacle(toOneDue: owed.due, hostPause: hostPause, at: now)
            if let before, before.delivery.id != owed.delivery.id, obstacle != .disabled {
                let first = wait(until: before.due, hostPause: hostPause, at: now)?.end ?? now
                if first > obstacle?.end ?? now { obstacle = .behind(delivery: before.delivery.id, until: first) }
            }
            obstacles[owed.delivery.id] = obstacle
            if policy.keepsOrder, before.map({ owed.due > $0.due }) ?? true { before = owed }
        }
        return obstacles
    }

    /// Takes the delivery that `nextTime` spoke of.
    mutating func takeNext(at now: Timestamp) -> LedgerState.Outstanding? {
        guard let next = head else { return nil }
        if isHeadRetry { _ = retries.removeFirst() } else { dropWaitingHead() }
        inFlight += 1
        health.sent(at: now)
        if let rate = policy.rate { noteSend(at: now, under: rate) }
        return next
    }

    /// An attempt has ended; a delivery that is still owed comes back, first where order is kept.
    mutating func finished(_ owed: LedgerState.Outstanding?) {
        inFlight -= 1
        mostInFlight = min(mostInFlight + 1, policy.concurrency)
        guard let owed else { return }
        if policy.keepsOrder {
            if waitingHead > 0 {
                waitingHead -= 1
                waiting[waitingHead] = owed
            } else {
                waiting.insert(owed, at: 0)
            }
        } else {
            retries.insert(Retry(outstanding: owed))
        }
    }

    /// While failing, a delivery that was not tried yet is the better probe: one poisonous message holds up nobody.
    private var head: LedgerState.Outstanding? {
        isHeadRetry ? retries.first?.outstanding : waitingHead < waiting.count ? waiting[waitingHead] : nil
    }

    private var isHeadRetry: Bool {
        guard let retry = retries.first?.outstanding else { return false }
        guard waitingHead < waiting.count else { return true }
        return !health.isFailing && retry.due <= waiting[waitingHead].due
    }

    private mutating func dropWaitingHead() {
        waitingHead += 1
        // Amortised: the taken part is given back once it is the larger one.
        if waitingHead > 64, waitingHead * 2 > waiting.count {
            waiting.removeFirst(waitingHead)
            waitingHead = 0
        }
    }

    private mutating func noteSend(at now: Timestamp, under rate: Rate) {
        recentSends.append(now)
        // Amortised, as above.
        if recentSends.count > 64 + 2 * rate.count { recentSends.removeFirst(recentSends.count - rate.count) }
    }

    private func rateTime(at now: Timestamp) -> Timestamp? {
        guard let rate = policy.rate else { return nil }
        let recent = recentSends.suffix(rate.count)
        guard recent.count == rate.count, let oldest = recent.first else { return nil }
        return oldest + rate.interval
    }
}
