package import Time

/// What the runs to come will do with what is owed, told beforehand by the very queue that decides it then.
package struct Forecast: Sendable {
    private let queue: DeliveryQueue
    private let state: LedgerState
    private let now: Timestamp
    /// By delivery; those of the queue that nothing keeps are left out.
    private let obstacles: [String: Obstacle]

    /// - Parameters:
    ///   - policies: the integrations that are configured.
    ///   - state: what the ledger says.
    ///   - now: when the next run would begin.
    package init(_ policies: [LanePolicy], _ state: LedgerState, at now: Timestamp) {
        let state = state.beginning(at: now)
        let queue = DeliveryQueue(policies, owedIn: state, at: now)
        obstacles = policies.reduce(into: [:]) { all, policy in
            all.merge(queue.obstacles(of: policy.integration, at: now)) { $1 }
        }
        self.state = state
        self.queue = queue
        self.now = now
    }

    /// What keeps a delivery from going; `nil` when the next run sends it, or when it is not owed.
    ///
    /// What goes before it is thought to succeed.
    package func obstacle(to id: String, of integration: String) -> Obstacle? {
        guard let known = state.integrations[integration], let owed = known.outstanding[id] else { return nil }
        switch known.obstacle(to: owed, at: now) {
        case nil: return obstacles[id] ?? (queue.health(of: integration) == nil ? .notConfigured : nil)
        case .muted(let end)?:
            // Behind a mute there may be another wait.
            let wait = queue.obstacle(toOneDue: owed.due, of: integration, at: now)
            return wait.flatMap { $0.end.map { $0 > end } ?? true ? $0 : nil } ?? .muted(until: end)
        case let kept?: return kept
        }
    }

    /// What keeps an integration from being sent anything, also what it is not owed yet; `nil` when nothing does.
    package func obstacle(toAnyOf integration: String) -> Obstacle? {
        let mute = state.integrations[integration]?.mutes.ofEverything(at: now)
        return queue.obstacle(toOneDue: now, of: integration, at: now) ?? mute.map { .muted(until: $0.end) }
    }

    /// The first that goes of what an integration is owed: when, and what it waits for; `nil` when none goes by itself.
    package func next(to integration: String) -> (time: Timestamp, obstacle: Obstacle?)? {
        guard let known = state.integrations[integration] else { return nil }
        let waits = known.outstanding.keys.map { obstacle(to: $0, of: integration) }
        guard let first = waits.filter({ $0 == nil || $0?.end != nil }).min(by: { ($0?.end ?? now) < ($1?.end ?? now) })
        else { return nil }
        return (first?.end ?? now, first)
    }

    /// When a delivery is tried if nothing goes before it and every attempt fails as soon as it is due: the next first.
    ///
    /// Empty when it does not go by itself. Each is the earliest time: a run has to be there, and waits count from the
    /// end of the attempt before.
    package func attempts(of id: String, of integration: String) -> [Timestamp] {
        guard var owed = state.integrations[integration]?.outstanding[id] else { return [] }
        let obstacle = obstacle(to: id, of: integration)
        guard obstacle == nil || obstacle?.end != nil else { return [] }
        owed.due = max(owed.due, obstacle?.end ?? now)
        return queue.alone(with: owed, at: now).failing(id, at: now)
    }
}

extension LedgerState.Integration {
    /// What keeps a delivery out of the queue of a run.
    func obstacle(to owed: LedgerState.Outstanding, at now: Timestamp) -> Obstacle? {
        if owed.isParked { return .parked }
        return mutes.ofEverything(at: now).map { .muted(until: $0.end) }
    }
}

extension DeliveryQueue {
    /// The queue that a run begins with: all that is owed, but what was set aside or is muted.
    ///
    /// - Parameters:
    ///   - policies: the integrations that the run is about.
    ///   - state: what the ledger says at its beginning.
    ///   - ignoresDueTimes: back-off, pauses and due times are over.
    ///   - now: the time of the run.
    package init(
        _ policies: [LanePolicy],
        owedIn state: LedgerState,
        ignoresDueTimes: Bool = false,
        at now: Timestamp
    ) {
        self.init(hostPauses: ignoresDueTimes ? [:] : state.pausedHosts)
        for policy in policies {
            guard let known = state.integrations[policy.integration] else { continue }
            var health = known.health
            if ignoresDueTimes { health.notBefore = nil }
            addLane(policy, health: health)
            for var owed in known.owedInOrder where known.obstacle(to: owed, at: now) == nil {
                if ignoresDueTimes { owed.due = min(owed.due, now) }
                add(owed, at: now)
            }
        }
    }

    /// Lets every attempt of the one delivery that is owed fail at once, and tells when each went.
    fileprivate consuming func failing(_ id: String, at start: Timestamp) -> [Timestamp] {
        var queue = self
        var (times, now) = ([Timestamp](), start)
        while true {
            switch queue.next(at: now) {
            case .wait(let until): now = until
            case .awaitAnswers, .idle: return times
            case .send(let owed, _):
                times.append(now)
                // Failures while the endpoint is fine were the recipient's own.
                let isOwn = owed.failures > 0 && queue.health(of: owed.delivery.integration)?.isFailing == false
                let failure = Failure(.server, scope: isOwn ? .recipient : .transient, reason: "")
                _ = queue.finish(id, with: Judgement(.failed(failure)), status: 503, at: now)
            }
        }
    }
}
