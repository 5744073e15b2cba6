import Delivery
import Providers
import Time

/// Whether an integration's events may go now, and why not: the planner obeys it, and `status` tells it.
struct Readiness {
    enum Decision: Equatable {
        case hold(Hold)
        /// In one digest, if there is enough to tell.
        case digest(DigestCondition)
        /// One by one.
        case individual
    }

    let integration: Integration
    let known: LedgerState.Integration
    let health: Health
    /// Deliveries that are planned and not settled.
    let owed: Int
    let now: Timestamp
    var isSelected = true
    var ignoresDueTimes = false

    var decision: Decision {
        if let hold { return .hold(hold) }
        let due = isDigest ? dueDigest : .individual
        if case .hold = due { return due }
        if let quietEnd { return .hold(.quiet(until: quietEnd)) }
        switch due {
        // While the last digest is not delivered, the next one grows: one message after the outage, not twenty.
        case .digest where isStuck: return .hold(.failing)
        default: return due
        }
    }

    /// Whether what does not wait goes past what waits.
    var sendsImmediate: Bool {
        guard !integration.immediate.isEmpty, hold == nil, !isStuck else { return false }
        return integration.mode == .digest || quietEnd != nil
    }

    /// When the next digest is due that tells of what happens from now on; `nil` where there is no such time.
    var nextDigest: Timestamp? {
        guard integration.mode == .digest, !schedule.isEveryRun, hold == nil, let due = nextDue else { return nil }
        return integration.digest.quiet?.end(at: due, in: integration.timeZone) ?? due
    }

    private var nextDue: Timestamp? {
        switch schedule.due(after: known.lastCut, created: known.created, in: integration.timeZone, at: now) {
        case .later(let time): return time
        case .now(let slot): return slot == nil ? known.lastCut.map { $0 + (schedule.every ?? .zero) } : nextSlot
        }
    }

    private var schedule: DigestSchedule { integration.digest.schedule }
    private var isDigest: Bool { integration.mode == .digest || known.catchUpThrough != nil }
    private var isStuck: Bool { health.isFailing && owed > 0 }

    /// What holds back everything.
    private var hold: Hold? {
        if health.disabling != nil { return .disabled }
        if let mute = known.mutes.ofEverything(at: now) { return .muted(until: mute.end) }
        return isSelected ? nil : .notSelected
    }

    private var quietEnd: Timestamp? {
        guard !ignoresDueTimes else { return nil }
        return integration.digest.quiet?.end(at: now, in: integration.timeZone)
    }

    private var dueDigest: Decision {
        guard !ignoresDueTimes, known.catchUpThrough == nil else { return .digest(DigestCondition()) }
        switch schedule.due(after: known.lastCut, created: known.created, in: integration.timeZone, at: now) {
        case .later(let time): return .hold(.notDue(next: time))
        case .now(let slot): return whenDue(slot)
        }
    }

    private func whenDue(_ slot: Timestamp?) -> Decision {
        let condition = DigestCondition(
            slot: slot.map { DigestCondition.Slot(time: $0, next: nextSlot ?? now) },
            minimum: schedule.minimumEvents,
            waitsUntil: schedule.waitsForMore(than: 0, after: known.lastCut, created: known.created, at: now)
        )
        // What is held was looked at: it came behind the slot.
        if known.held.count > 0, let hold = condition.slotHold(since: known.held.since) { return .hold(hold) }
        return .digest(condition)
    }

    private var nextSlot: Timestamp? {
        guard case .later(let next) = schedule.due(after: now, created: now, in: integration.timeZone, at: now) else {
            return nil
        }
        return next
    }
}

extension Readiness {
    /// As the ledger has it: what those who only look go by.
    init(of integration: Integration, in state: LedgerState, at now: Timestamp) {
        let known = state.integrations[integration.id] ?? LedgerState.Integration(created: now, cursor: 0)
        self.init(
            integration: integration,
            known: known,
            health: known.health,
            owed: known.outstanding.count,
            now: now
        )
    }
}

/// What a digest must have to be cut, as far as that is only known when its events were read.
struct DigestCondition: Equatable {
    struct Slot: Equatable {
        /// A time of the day: the digest tells of what had happened until then.
        let time: Timestamp
        let next: Timestamp
    }

    var slot: Slot?
    var minimum = 1
    /// Until then a digest of fewer events waits; `nil`: not any more.
    var waitsUntil: Timestamp?

    /// Why a digest of so many events, the first of that time, is not cut; `nil` when it is.
    func hold(count: Int, since: Timestamp?) -> Hold? {
        if let hold = slotHold(since: since) { return hold }
        guard let waitsUntil, count < minimum else { return nil }
        return .tooFew(minimum: minimum, until: waitsUntil)
    }

    /// Everything happened behind the slot: it had nothing to tell, and this is for the next one.
    func slotHold(since: Timestamp?) -> Hold? {
        guard let slot, let since, since > slot.time else { return nil }
        return .notDue(next: slot.next)
    }
}
