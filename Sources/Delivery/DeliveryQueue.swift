package import Time

/// Decides which delivery goes next, and what an answer means for it: the whole retry rule, without clock or network.
///
/// The loop asks `next(at:)`, does what it says, and tells `finish` what came. Records that `finish` answers with must
/// be in the ledger before the run ends; `LedgerState` reads the same records and comes to the same conclusions.
package struct DeliveryQueue: Sendable {
    package enum Step: Sendable, Equatable {
        /// Note the attempt, then send it.
        case send(LedgerState.Outstanding, attempt: Int)
        /// Nothing can go before then.
        case wait(until: Timestamp)
        /// Nothing can go before an answer comes.
        case awaitAnswers
        /// Nothing is owed that could go.
        case idle
    }

    private(set) var lanes: [Lane] = []
    private(set) var laneOf: [String: Int] = [:]
    private(set) var hostPauses: [String: Timestamp]
    private var agenda = Agenda()
    private var flights: [String: Flight] = [:]
    private var network = NetworkSuspicion()

    private struct Flight: Sendable {
        let lane: Int
        let outstanding: LedgerState.Outstanding
        let started: Timestamp
    }

    package init(hostPauses: [String: Timestamp] = [:]) {
        self.hostPauses = hostPauses
    }

    /// How many deliveries of an integration are owed, those in flight included.
    package func owed(to integration: String) -> Int {
        laneOf[integration].map { lanes[$0].owed } ?? 0
    }

    package func health(of integration: String) -> Health? { laneOf[integration].map { lanes[$0].health } }

    package mutating func addLane(_ policy: LanePolicy, health: Health) {
        precondition(laneOf[policy.integration] == nil, "lane '\(policy.integration)' was added twice")
        laneOf[policy.integration] = lanes.count
        lanes.append(Lane(policy: policy, health: health))
        agenda.addLane()
    }

    package mutating func add(_ outstanding: LedgerState.Outstanding, at now: Timestamp) {
        guard let lane = laneOf[outstanding.delivery.integration] else {
            preconditionFailure("no lane for '\(outstanding.delivery.integration)'")
        }
        var outstanding = outstanding
        // Farther away than any wait can be: the clock went back since it was written down.
        if outstanding.due > now + lanes[lane].policy.longestWait { outstanding.due = now }
        lanes[lane].add(outstanding)
        schedule(lane, at: now)
    }

    package mutating func next(at now: Timestamp) -> Step {
        while let entry = agenda.first() {
            let time = nextTime(of: entry.lane, at: now)
            if entry.time > now, time == entry.time { return .wait(until: entry.time) }
            agenda.removeFirst()
            if let time, time <= now { return send(from: entry.lane, at: now) }
            // The pause of a host has moved it since.
            schedule(entry.lane, at: now)
        }
        return flights.isEmpty ? .idle : .awaitAnswers
    }

    private mutating func send(from lane: Int, at now: Timestamp) -> Step {
        guard var outstanding = lanes[lane].takeNext(at: now) else {
            preconditionFailure("lane '\(lanes[lane].policy.integration)' was due with nothing to send")
        }
        outstanding.attempts += 1
        flights[outstanding.delivery.id] = Flight(lane: lane, outstanding: outstanding, started: now)
        schedule(lane, at: now)
        return .send(outstanding, attempt: outstanding.attempts)
    }

    /// Judges an answer.
    ///
    /// Without a `status` nobody answered: the network failed, or the message could not even be sent.
    ///
    /// - Returns: what to record, the attempt first.
    package mutating func finish(
        _ id: String,
        with judgement: Judgement,
        status: Int? = nil,
        answerHeaders: [Header] = [],
        answerBody: String = "",
        at now: Timestamp
    ) -> [LedgerRecord] {
        guard let flight = flights.removeValue(forKey: id) else {
            preconditionFailure("'\(id)' is not in flight")
        }
        let policy = lanes[flight.lane].policy
        let released = network.judge(judgement.outcome, status: status, in: policy.integration, at: now)
        let verdict = RetryRule(policy: policy, health: lanes[flight.lane].health).verdict(
            on: judgement,
            for: flight.outstanding,
            started: flight.started,
            at: now,
            wasAnswered: status != nil,
            networkIsTrusted: network.isTrusted
        )
        let attempt = verdict.attempt(status: status, headers: answerHeaders, body: answerBody)
        var records = [.attempted(attempt)] + pauseHost(of: policy, judgement, at: now)
        var owed: LedgerState.Outstanding? = flight.outstanding
        if attempt.result == .deferred { owed?.deferred(by: attempt) } else { owed = nil }
        lanes[flight.lane].health.apply(attempt)
        lanes[flight.lane].finished(owed)
        records += disable(flight.lane, because: verdict.disables, at: now)
        schedule(flight.lane, at: now)
        return records + count(released, at: now)
    }

    /// Follows failures that count now, as the ledger does; they may be those that were missing.
    private mutating func count(_ released: [LedgerRecord], at now: Timestamp) -> [LedgerRecord] {
        var records = released
        for case .counted(let integration, let failures, let since) in released {
            guard let lane = laneOf[integration] else { continue }
            lanes[lane].health.counted(failures, since: since)
            records += disable(lane, because: nil, at: now)
            schedule(lane, at: now)
        }
        return records
    }

    private mutating func disable(_ lane: Int, because asked: String?, at now: Timestamp) -> [LedgerRecord] {
        let policy = lanes[lane].policy
        guard lanes[lane].health.disabling == nil,
            let reason = asked ?? lanes[lane].health.reasonToDisable(under: policy.disable, at: now)
        else { return [] }
        lanes[lane].health.disabling = Health.Disabling(at: now, reason: reason)
        return [.disabled(integration: policy.integration, at: now, reason: reason)]
    }

    /// Failures to reach anybody, once it is clear that the run ends: they count where others were reached.
    package mutating func finishRun(at now: Timestamp) -> [LedgerRecord] {
        let hosts = Set(lanes.filter { $0.owed > 0 || $0.health.isFailing }.map(\.policy.host))
        return count(network.finishRun(hostCount: hosts.count), at: now)
    }

    private mutating func pauseHost(of policy: LanePolicy, _ judgement: Judgement, at now: Timestamp) -> [LedgerRecord]
    {
        guard let pause = judgement.pause, pause.scope == .host else { return [] }
        let longest = now + RetryRule.longestPause
        let known = hostPauses[policy.host].flatMap { $0 <= longest ? $0 : nil }
        let until = max(min(now + pause.duration, longest), known ?? now)
        hostPauses[policy.host] = until
        return [.paused(host: policy.host, until: until)]
    }

    func nextTime(of lane: Int, at now: Timestamp) -> Timestamp? {
        lanes[lane].nextTime(hostPause: hostPause(of: lane), at: now)
    }

    func hostPause(of lane: Int) -> Timestamp? { hostPauses[lanes[lane].policy.host] }

    private mutating func schedule(_ lane: Int, at now: Timestamp) {
        agenda.schedule(lane, for: nextTime(of: lane, at: now), at: now)
    }
}
