package import Time

extension LedgerState {
    /// What the ledger knows of one integration.
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
        /// The stretches between the two that were passed under earlier subscriptions, in order.
        package var overtaken: [Overtaken] = []
        package var lastCut: Timestamp?
        /// What the digest of that time told.
        package var lastTold: ToldDigest?
        package var held = Held()
        package var health = Health()
        /// Events up to here are told in one digest, whatever the mode.
        package var catchUpThrough: UInt64?
        /// It is new, and the message that confirms it is not planned yet.
        package var awaitsConfirmation = false
        /// What is owed, by delivery id.
        package var outstanding: [String: Outstanding] = [:]
        /// What became of deliveries, each by its last end.
        package var totals = Totals()
        /// Ends that were taken back, as the delivery is owed anew: with `totals` together, how often each came.
        package var reopened = Totals()
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
        /// When a run found its file gone; `nil` while it is configured, or no run has looked since.
        package var removed: Timestamp?

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
}

extension LedgerState.Integration {
    /// The last event that can be one of its: what came after its file was gone is not; `nil` while there is no end.
    package var wantsThrough: UInt64? { removed.map { _ in max(cursor, held.through) } }

    mutating func follow(_ advance: CursorAdvance) {
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
            overtaken.removeAll { $0.through <= cursor }
            held.count = cursor >= held.through ? 0 : max(0, held.count - advance.matched)
            if held.count == 0 { held.since = nil }
            held.through = max(held.through, cursor)
            if let cut = advance.cut {
                lastCut = cut
                lastTold = advance.told
                leftOut = LeftOut()
            }
            if let through = catchUpThrough, cursor >= through { catchUpThrough = nil }
        }
    }

    mutating func unmute(_ id: String, at now: Timestamp) {
        guard let index = mutes.firstIndex(where: { $0.id == id }) else { return }
        mutes[index].end = min(mutes[index].end, max(now, mutes[index].start))
    }

    mutating func settle(_ attempt: Attempt) {
        // What is settled stays so: a record that is there twice counts once.
        guard outstanding[attempt.delivery] != nil else { return }
        health.apply(attempt)
        lastFailure = LastFailure(attempt) ?? lastFailure
        guard attempt.result != .deferred else {
            outstanding[attempt.delivery]?.deferred(by: attempt)
            return
        }
        totals.add(DeliveryState(attempt))
        outstanding[attempt.delivery] = nil
    }

    mutating func requeue(_ delivery: Delivery, _ attempts: Int, was: DeliveryState?, at now: Timestamp) {
        let known = outstanding[delivery.id]
        if known == nil, let was {
            totals.add(was, -1)
            reopened.add(was)
        }
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
