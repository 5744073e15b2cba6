package import JSON
import Time

/// A snapshot is the state as a list of records that build it again: one form on disk, one reader.
extension LedgerState {
    /// Records that lead from nothing to this state, for a compaction.
    package var snapshot: JSON {
        let integrations = integrations.sorted { $0.key < $1.key }.map { $0.value.json(id: $0.key, at: time.last) }
        let hosts = pausedHosts.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .time($0.value)) }
        var members: [JSON.Member] = [.init("version", 1)]
        if let last = time.last { members.append(.init("at", .time(last))) }
        members += [.init("integrations", .array(integrations)), .init("pausedHosts", .object(hosts))]
        return .object(members)
    }

    /// Reads what `snapshot` wrote; `nil` when it is of another version or damaged.
    package init?(snapshot json: JSON, logID: String) {
        guard json["version"]?.int == 1, let list = json["integrations"]?.array else { return nil }
        self.init(logID: logID)
        time.last = json["at"]?.string.flatMap { Timestamp(rfc3339: $0) }
        for entry in list {
            guard let id = entry["id"]?.string, let integration = Integration(RecordFields(entry)) else { return nil }
            integrations[id] = integration
        }
        for member in json["pausedHosts"]?.members ?? [] {
            pausedHosts[member.key] = member.value.string.flatMap { Timestamp(rfc3339: $0) }
        }
    }
}

extension LedgerState.Integration {
    /// What ended so long before the first event that is held says nothing of any that is still to be told.
    private static let memory = Duration.seconds(31 * 86_400)

    fileprivate func json(id: String, at now: Timestamp?) -> JSON {
        var members: [JSON.Member] = [
            .init("id", .string(id)), .init("created", .time(created)), .init("updated", .time(updated)),
            .init("fingerprint", .string(fingerprint)), .init("address", .string(address)),
            .init("cursor", .number(cursor)), .init("immediateCursor", .number(immediateCursor)),
            .init("health", health.json), .init("totals", totals.json), .init("held", held.json),
        ]
        if let subscription { members.append(.init("subscription", subscription.json)) }
        if !overtaken.isEmpty { members.append(.init("overtaken", .array(overtaken.map(\.json)))) }
        if let lastCut { members.append(.init("lastCut", .time(lastCut))) }
        if let lastTold { members.append(.init("lastTold", lastTold.json)) }
        if let lastFailure { members.append(.init("lastFailure", lastFailure.json)) }
        if awaitsConfirmation { members.append(.init("awaitsConfirmation", true)) }
        if leftOut != LeftOut() { members.append(.init("leftOut", leftOut.json)) }
        if let catchUpThrough { members.append(.init("catchUpThrough", .number(catchUpThrough))) }
        let alerts = alerts.filter { !isForgotten($0.value, at: now) }.sorted { $0.key < $1.key }
        if !alerts.isEmpty {
            members.append(.init("alerts", .array(alerts.map { OpenedAlert(key: $0.key, end: $0.value).json })))
        }
        let mutes = mutes.filter { !isForgotten($0.end, at: now) }
        if !mutes.isEmpty { members.append(.init("mutes", .array(mutes.map { .object($0.members) }))) }
        if let noticed { members.append(.init("noticed", .object(noticed.members))) }
        if reopened != LedgerState.Totals() { members.append(.init("reopened", reopened.json)) }
        if let removed { members.append(.init("removed", .time(removed))) }
        members.append(.init("outstanding", .array(owedInOrder.map(\.json))))
        return .object(members)
    }

    private func isForgotten(_ end: Timestamp, at now: Timestamp?) -> Bool {
        now.map { end + Self.memory < min($0, held.since ?? $0) } ?? false
    }

    fileprivate init?(_ fields: RecordFields) {
        guard let created = fields.time("created"), let updated = fields.time("updated"),
            let cursor = fields.sequence("cursor"), let immediate = fields.sequence("immediateCursor"),
            let health = fields.json["health"], let totals = fields.json["totals"],
            let held = fields.json["held"],
            let owed = fields.json["outstanding"]?.array
        else { return nil }
        self.init(created: created, cursor: cursor)
        self.updated = updated
        immediateCursor = immediate
        fingerprint = fields.text("fingerprint") ?? ""
        address = fields.text("address") ?? ""
        subscription = fields.json["subscription"].flatMap { Subscription(RecordFields($0)) }
        overtaken = fields.list("overtaken", Overtaken.init) ?? []
        lastCut = fields.time("lastCut")
        lastTold = ToldDigest(fields.json["lastTold"])
        catchUpThrough = fields.sequence("catchUpThrough")
        awaitsConfirmation = fields.flag("awaitsConfirmation")
        leftOut = fields.json["leftOut"].map { LeftOut(RecordFields($0)) } ?? leftOut
        lastFailure = fields.json["lastFailure"].flatMap { LastFailure(RecordFields($0)) }
        for alert in fields.list("alerts", OpenedAlert.init) ?? [] { alerts[alert.key] = alert.end }
        mutes = fields.list("mutes", { Mute(RecordFields($0)) }) ?? []
        noticed = fields.json["noticed"].flatMap { Noticed(RecordFields($0)) }
        removed = fields.time("removed")
        reopened = fields.json["reopened"].map { LedgerState.Totals(RecordFields($0)) } ?? reopened
        self.health = Health(RecordFields(health))
        self.totals = LedgerState.Totals(RecordFields(totals))
        self.held = LedgerState.Held(RecordFields(held))
        for entry in owed {
            guard let outstanding = LedgerState.Outstanding(RecordFields(entry)) else { return nil }
            self.outstanding[outstanding.delivery.id] = outstanding
        }
    }
}

extension LedgerState.Outstanding {
    fileprivate var json: JSON {
        var members =
            delivery.placedJSON + [
                .init("attempts", .number(attempts)), .init("failures", .number(failures)), .init("due", .time(due)),
            ]
        if since != delivery.planned { members.append(.init("since", .time(since))) }
        if let lastReason { members.append(.init("lastReason", .string(lastReason))) }
        if isParked { members.append(.init("parked", true)) }
        if trigger != .auto { members.append(.init("trigger", .string(trigger.rawValue))) }
        return .object(members)
    }

    fileprivate init?(_ fields: RecordFields) {
        guard let delivery = Delivery(placed: fields), let attempts = fields.int("attempts"),
            let failures = fields.int("failures"), let due = fields.time("due")
        else { return nil }
        self.init(delivery: delivery)
        self.attempts = attempts
        self.failures = failures
        self.due = due
        since = fields.time("since") ?? delivery.planned
        lastReason = fields.text("lastReason")
        isParked = fields.flag("parked")
        trigger = fields.text("trigger").flatMap(Attempt.Trigger.init) ?? .auto
    }
}

extension LastFailure {
    fileprivate var json: JSON {
        ["at": .time(time), "class": .string(failureClass.rawValue), "reason": .string(reason)]
    }

    fileprivate init?(_ fields: RecordFields) {
        guard let time = fields.time("at"), let reason = fields.text("reason"),
            let failureClass = fields.text("class").flatMap(FailureClass.init(rawValue:))
        else { return nil }
        self.init(time: time, failureClass: failureClass, reason: reason)
    }
}

extension LedgerState.Held {
    fileprivate var json: JSON {
        ["count": .number(count), "through": .number(through), "since": .optional(since?.rfc3339)]
    }

    fileprivate init(_ fields: RecordFields) {
        count = fields.int("count") ?? 0
        through = fields.sequence("through") ?? 0
        since = fields.time("since")
    }
}

extension LeftOut {
    fileprivate var json: JSON { ["suppressed": .number(suppressed), "muted": .number(muted)] }

    fileprivate init(_ fields: RecordFields) {
        suppressed = fields.int("suppressed") ?? 0
        muted = fields.int("muted") ?? 0
    }
}

extension LedgerState.Totals {
    fileprivate var json: JSON {
        [
            "delivered": .number(delivered), "rejected": .number(rejected), "exhausted": .number(exhausted),
            "skipped": .number(skipped), "dropped": .number(dropped), "suppressed": .number(leftOut.suppressed),
            "muted": .number(leftOut.muted),
        ]
    }

    fileprivate init(_ fields: RecordFields) {
        delivered = fields.int("delivered") ?? 0
        rejected = fields.int("rejected") ?? 0
        exhausted = fields.int("exhausted") ?? 0
        skipped = fields.int("skipped") ?? 0
        dropped = fields.int("dropped") ?? 0
        leftOut = LeftOut(fields)
    }
}

extension Health {
    fileprivate var json: JSON {
        var members: [JSON.Member] = [.init("failures", .number(failures)), .init("rounds", .number(rounds))]
        if let firstFailure { members.append(.init("firstFailure", .time(firstFailure))) }
        if let notBefore { members.append(.init("notBefore", .time(notBefore))) }
        if let pausedUntil { members.append(.init("pausedUntil", .time(pausedUntil))) }
        if let lastReason { members.append(.init("lastReason", .string(lastReason))) }
        if let disabling {
            members += [
                .init("disabledAt", .time(disabling.at)), .init("disabledReason", .string(disabling.reason)),
            ]
            if disabling.isOfOldAddress { members.append(.init("disabledElsewhere", true)) }
        }
        return .object(members)
    }

    fileprivate init(_ fields: RecordFields) {
        failures = fields.int("failures") ?? 0
        rounds = fields.int("rounds") ?? 0
        firstFailure = fields.time("firstFailure")
        notBefore = fields.time("notBefore")
        pausedUntil = fields.time("pausedUntil")
        lastReason = fields.text("lastReason")
        if let at = fields.time("disabledAt"), let reason = fields.text("disabledReason") {
            disabling = Disabling(at: at, reason: reason)
            disabling?.isOfOldAddress = fields.flag("disabledElsewhere")
        }
    }
}
