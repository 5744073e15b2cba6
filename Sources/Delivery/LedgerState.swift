package import Time

/// What the ledger says, folded: every run starts from here, whatever ended the last one.
package struct LedgerState: Sendable, Equatable {
    package var integrations: [String: Integration] = [:]
    package var pausedHosts: [String: Timestamp] = [:]
    var time = LedgerTime()
    private var batch = PlannedBatch()
    /// The log's own name, part of every id; set by whoever reads the ledger.
    package var logID: String

    package init(logID: String) { self.logID = logID }

    package mutating func apply(_ record: LedgerRecord) {
        if let gap = time.follow(record) { step(over: gap) }
        if let closed = batch.follow(record, of: logID) { commit(closed) }
        switch record {
        case .begin, .imported, .copied, .planned, .plannedEvents, .commit, .end: break
        case .seen(let id, let at, let cursor, let awaitsConfirmation):
            guard integrations[id] == nil else { return }
            integrations[id] = Integration(created: at, cursor: cursor)
            integrations[id]?.awaitsConfirmation = awaitsConfirmation
        case .changed(let id, let at, let fingerprint, let address, let subscription):
            change(id, at: at, fingerprint: fingerprint, address: address, subscription)
        case .removed(let id, let at): integrations[id]?.removed = at
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
        case .released(let delivery, let id, let at):
            update(delivery, of: id) {
                $0.isParked = false
                $0.since = at
            }
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
        Delivery(of: event, to: integration, log: logID, planned: now)
    }

    private mutating func commit(_ batch: PlannedBatch.Closed) {
        for delivery in batch.deliveries {
            integrations[delivery.integration]?.outstanding[delivery.id] = Outstanding(delivery: delivery)
            if isConfirmation(delivery) {
                integrations[delivery.integration]?.awaitsConfirmation = false
            }
        }
        for advance in batch.cursors {
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
        integration.removed = nil
        let wantsOther = integration.subscribe(subscription)
        if integration.fingerprint != "", fingerprint != integration.fingerprint || wantsOther {
            integration.updated = now
        }
        integration.fingerprint = fingerprint
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
