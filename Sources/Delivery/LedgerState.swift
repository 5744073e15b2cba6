package import Time

/// What the ledger says, folded: every run starts from here, whatever ended the last one.
package struct LedgerState: Sendable, Equatable {
    package struct Integration: Sendable, Equatable {
        /// When it was first seen and when its configuration last changed.
        package var created: Timestamp
        package var updated: Timestamp
        /// Tells a change of configuration, and of the address, from the last run's.
        package var fingerprint = ""
        package var address = ""
        /// What it wants since then; `nil` when that was not recorded.
        package var subscription: Subscription?
        /// Every event up to here has been turned into deliveries or passed over.
        package var cursor: UInt64
        /// The same for the events that the digest does not wait for.
        package var immediateCursor: UInt64
        package var lastCut: Timestamp?
        package var held = Held()
        package var health = Health()
        /// Events up to here are told in one digest, whatever the mode.
        package var catchUpThrough: UInt64?
        /// It is new, and the message that confirms it is not planned yet.
        package var awaitsConfirmation = false
        /// What is owed, by delivery id.
        package var outstanding: [String: Outstanding] = [:]
        package var totals = Totals()
        /// Since the last digest, which told what was left out before.
        package var leftOut = LeftOut()
        /// In force, ended, in the order in which they were made.
        package var mutes: [Mute] = []
        /// The ends of alert windows, by the alerts' keys.
        package var alerts: [String: Timestamp] = [:]
        /// Also after a success: what went wrong last is worth knowing.
        package var lastFailure: LastFailure?
        /// What people were told of its trouble; `nil` when there is none that they know of.
        package var noticed: Noticed?

        package init(created: Timestamp, cursor: UInt64) {
            self.created = created
            updated = created
            self.cursor = cursor
            immediateCursor = cursor
        }

        /// What is owed in the order of its events.
        package var owedInOrder: [Outstanding] {
            outstanding.values.sorted {
                ($0.delivery.first, $0.delivery.id.count, $0.delivery.id)
                    < ($1.delivery.first, $1.delivery.id.count, $1.delivery.id)
            }
        }
    }

    /// Matched events behind the cursor: they wait for the integration to be enabled, or for its digest to be due.
    package struct Held: Sendable, Equatable {
        package var count = 0
        /// Events up to here are counted.
        package var through: UInt64 = 0
        /// The time of the first of them.
        package var since: Timestamp?

        package init() {}
    }

    /// What became of things so far: deliveries by their result, and events that were passed over.
    package struct Totals: Sendable, Equatable {
        package var delivered = 0
        package var rejected = 0
        package var exhausted = 0
        package var skipped = 0
        package var dropped = 0
        package var leftOut = LeftOut()

        package init() {}
    }

    /// A delivery that is owed.
    package struct Outstanding: Sendable, Equatable {
        package let delivery: Delivery
        package var attempts = 0
        /// Attempts that used up an entry of the schedule: all but rate limits.
        package var failures = 0
        package var due: Timestamp
        /// Its lifetime runs from here: when it was planned, or when its integration was enabled again.
        package var since: Timestamp
        package var lastReason: String?
        /// Set aside by hand: it is owed and not sent.
        package var isParked = false
        /// Who asked for its next attempt.
        package var trigger = Attempt.Trigger.auto

        package init(delivery: Delivery) {
            self.delivery = delivery
            due = delivery.planned
            since = delivery.planned
        }
    }

    package var integrations: [String: Integration] = [:]
    package var pausedHosts: [String: Timestamp] = [:]
    var time = LedgerTime()
    /// Planned since the last commit: they count once the commit is there and tells the same number.
    private var uncommitted: [Outstanding] = []
    /// The log's own name, part of every id; set by whoever reads the ledger.
    package var logID: String

    package init(logID: String) { self.logID = logID }

    package mutating func apply(_ record: LedgerRecord) {
        if let gap = time.follow(record) { step(over: gap) }
        switch record {
        case .begin, .imported, .end: uncommitted = []
        case .seen(let id, let at, let cursor, let awaitsConfirmation):
            guard integrations[id] == nil else { return }
            integrations[id] = Integration(created: at, cursor: cursor)
            integrations[id]?.awaitsConfirmation = awaitsConfirmation
        case .changed(let id, let at, let fingerprint, let address, let subscription):
            change(id, at: at, fingerprint: fingerprint, address: address, subscription)
        case .planned(let delivery): uncommitted.append(Outstanding(delivery: delivery))
        case .plannedEvents(let id, let at, let events):
            uncommitted += events.map { Outstanding(delivery: delivery(of: $0, for: id, at: at)) }
        case .commit(let count, let cursors): commit(count, cursors)
        case .sending(let delivery, let id, let number, let at):
            update(delivery, of: id) { $0.attempts = max($0.attempts, number) }
            integrations[id]?.health.sent(at: at)
        case .attempted(let attempt): settle(attempt)
        case .counted(let id, let failures, let since):
            integrations[id]?.health.counted(failures, since: since)
        case .paused(let host, let until): pausedHosts[host] = until
        case .disabled(let id, let at, let reason):
            integrations[id]?.health.disabling = Health.Disabling(at: at, reason: reason)
        case .enabled(let id, let at, let replay, let through): enable(id, at: at, replay, through: through)
        case .tested(let test):
            guard test.isDelivered else { return }
            integrations[test.integration]?.awaitsConfirmation = false
            // Whoever switched it off, or asked for that, is not overruled by a message that got through.
            if integrations[test.integration]?.health.disabling == nil {
                integrations[test.integration]?.health.succeeded()
            }
        case .noticed(let id, _, let noticed): integrations[id]?.noticed = noticed
        case .requeued(let delivery, let attempts, let was, let at): requeue(delivery, attempts, was: was, at: at)
        case .parked(let delivery, let id, _): update(delivery, of: id) { $0.isParked = true }
        case .released(let delivery, let id, _): update(delivery, of: id) { $0.isParked = false }
        case .dropped(let delivery, let id, _, _):
            guard integrations[id]?.outstanding.removeValue(forKey: delivery) != nil else { return }
            integrations[id]?.totals.dropped += 1
        case .muted(let id, let mute): integrations[id]?.mutes.append(mute)
        case .unmuted(let id, let mute, let at): integrations[id]?.unmute(mute, at: at)
        }
    }

    /// The id of the message that confirms an integration; there is one in its life.
    package func confirmationID(of integration: String) -> String { "\(logID)-\(integration)-confirmation" }

    /// Also to one of several recipients.
    private func isConfirmation(_ delivery: Delivery) -> Bool {
        let id = confirmationID(of: delivery.integration)
        return delivery.id == id || delivery.id.hasPrefix(id + ":")
    }

    /// The delivery that one event of the log is to an integration.
    package func delivery(of event: PlannedEvent, for integration: String, at now: Timestamp) -> Delivery {
        Delivery(
            id: DeliveryID.event(event.sequence).text(log: logID, integration: integration),
            integration: integration,
            first: event.sequence,
            last: event.sequence,
            eventCount: 1,
            eventID: nil,
            eventType: "",
            planned: now,
            payload: .event(event.place)
        )
    }

    private mutating func commit(_ count: Int, _ cursors: [CursorAdvance]) {
        defer { uncommitted = [] }
        // Fewer than promised: a power cut tore the batch. Nothing of it was sent; it is planned again.
        guard uncommitted.count == count else { return }
        for outstanding in uncommitted {
            let delivery = outstanding.delivery
            integrations[delivery.integration]?.outstanding[delivery.id] = outstanding
            if isConfirmation(delivery) {
                integrations[delivery.integration]?.awaitsConfirmation = false
            }
        }
        for advance in cursors {
            guard var integration = integrations[advance.integration] else { continue }
            integration.follow(advance)
            integrations[advance.integration] = integration
        }
    }

    private mutating func change(
        _ id: String,
        at now: Timestamp,
        fingerprint: String,
        address: String,
        _ subscription: Subscription?
    ) {
        guard var integration = integrations[id] else { return }
        // What was not recorded before is no change.
        let wantsOther = integration.subscription.map { $0 != subscription } ?? false
        if integration.fingerprint != "", fingerprint != integration.fingerprint || wantsOther {
            integration.updated = now
        }
        integration.fingerprint = fingerprint
        integration.subscription = subscription
        // Another address is another endpoint: what the old one did says nothing about it.
        if integration.address != "", integration.address != address {
            var disabling = integration.health.disabling
            disabling?.isOfOldAddress = true
            integration.health = Health()
            integration.health.disabling = disabling
        }
        integration.address = address
        integrations[id] = integration
    }

    private mutating func enable(_ id: String, at now: Timestamp, _ replay: Replay, through: UInt64) {
        guard var integration = integrations[id] else { return }
        integration.health = Health()
        switch replay {
        case .all: integration.catchUpThrough = nil
        case .digest: integration.catchUpThrough = integration.cursor < through ? through : nil
        case .none:
            integration.totals.skipped += integration.outstanding.count
            integration.outstanding = [:]
            integration.totals.skipped += integration.held.count
            integration.follow(CursorAdvance(integration: id, sequence: through))
        }
        // What is owed goes out at once: the operator says that the endpoint works.
        integration.outstanding = integration.outstanding.mapValues { $0.startingAnew(at: now) }
        integrations[id] = integration
    }

    private mutating func requeue(_ delivery: Delivery, _ attempts: Int, was: DeliveryState?, at now: Timestamp) {
        guard var integration = integrations.removeValue(forKey: delivery.integration) else { return }
        integration.requeue(delivery, attempts, was: was, at: now)
        integrations[delivery.integration] = integration
    }

    private mutating func settle(_ attempt: Attempt) {
        guard var integration = integrations.removeValue(forKey: attempt.integration) else { return }
        integration.settle(attempt)
        integrations[attempt.integration] = integration
    }

    private mutating func update(_ delivery: String, of id: String, _ change: (inout Outstanding) -> Void) {
        guard var outstanding = integrations[id]?.outstanding[delivery] else { return }
        change(&outstanding)
        integrations[id]?.outstanding[delivery] = outstanding
    }
}

extension LedgerState.Integration {
    fileprivate mutating func follow(_ advance: CursorAdvance) {
        totals.leftOut.add(advance.passedOver)
        leftOut.add(advance.passedOver)
        for alert in advance.alerts { alerts[alert.key] = alert.end }
        switch advance.lane {
        case .immediate: immediateCursor = max(immediateCursor, advance.sequence)
        case .held:
            held.count += advance.matched
            held.through = advance.sequence
            held.since = held.since ?? advance.heldSince
        case .all:
            cursor = max(cursor, advance.sequence)
            immediateCursor = max(immediateCursor, cursor)
            held.count = cursor >= held.through ? 0 : max(0, held.count - advance.matched)
            if held.count == 0 { held.since = nil }
            held.through = max(held.through, cursor)
            if let cut = advance.cut {
                lastCut = cut
                leftOut = LeftOut()
            }
            if let through = catchUpThrough, cursor >= through { catchUpThrough = nil }
        }
    }

    fileprivate mutating func unmute(_ id: String, at now: Timestamp) {
        guard let index = mutes.firstIndex(where: { $0.id == id }) else { return }
        mutes[index].end = min(mutes[index].end, max(now, mutes[index].start))
    }

    fileprivate mutating func settle(_ attempt: Attempt) {
        health.apply(attempt)
        lastFailure = LastFailure(attempt) ?? lastFailure
        switch attempt.result {
        case .delivered: totals.delivered += 1
        case .rejected: totals.rejected += 1
        case .exhausted: totals.exhausted += 1
        case .deferred:
            outstanding[attempt.delivery]?.deferred(by: attempt)
            return
        }
        outstanding[attempt.delivery] = nil
    }

    fileprivate mutating func requeue(_ delivery: Delivery, _ attempts: Int, was: DeliveryState?, at now: Timestamp) {
        let known = outstanding[delivery.id]
        if known == nil, let was { totals.takeBack(was) }
        var owed = known ?? LedgerState.Outstanding(delivery: delivery)
        owed.attempts = max(owed.attempts, attempts)
        owed = owed.startingAnew(at: now)
        owed.isParked = false
        owed.trigger = .manual
        outstanding[delivery.id] = owed
        // The operator says that it is worth a try: back-off ends, what the other side asked for does not.
        health.notBefore = health.pausedUntil
    }
}

extension LedgerState.Totals {
    /// What was settled is owed again, and will be counted by its new end.
    fileprivate mutating func takeBack(_ state: DeliveryState) {
        switch state {
        case .delivered: delivered -= 1
        case .rejected: rejected -= 1
        case .exhausted, .expired: exhausted -= 1
        case .skipped: skipped -= 1
        case .dropped: dropped -= 1
        case .pending, .deferred, .parked: break
        }
    }
}

extension LedgerState.Outstanding {
    /// The same delivery with its whole schedule before it.
    package func startingAnew(at now: Timestamp) -> Self {
        var anew = self
        anew.failures = 0
        anew.due = now
        anew.since = now
        return anew
    }

    package mutating func deferred(by attempt: Attempt) {
        attempts = max(attempts, attempt.number)
        if !attempt.isRateLimited { failures += 1 }
        due = attempt.due ?? attempt.started
        lastReason = attempt.reason
        trigger = .auto
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
