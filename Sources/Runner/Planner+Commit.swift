import Delivery
import Events
import JSON
import Messages
import Providers
import Storage
import Time

/// Writing down what a pass found: deliveries, payloads and cursors, all of it one commit.
extension Planner {
    mutating func commit(_ pass: LogPass, _ state: inout State, at now: Timestamp) throws -> [Delivery] {
        var deliveries: [Delivery] = []
        var cursors: [CursorAdvance] = []
        let end = state.log.nextSequence - 1
        var fetcher = EventFetcher()
        try state.beginLedger(at: now)
        for role in pass.roles {
            if role.stoppedAfter != nil { unfinished.insert(role.integration.id) }
            let singles = unowed(role.singles, by: state.ledger.state.integrations[role.integration.id])
            deliveries += try planSingles(singles, for: role.integration, &state, &fetcher, at: now)
            switch role.work {
            case .digest(let number, let condition):
                let builder = pass.builders[number]
                let held = state.ledger.state.integrations[role.integration.id]?.held ?? LedgerState.Held()
                // Nobody's clock but ours says how long something has been waiting.
                let since = [builder.firstTime, held.since, now].compactMap { $0 }.min()
                if builder.count > 0, condition.hold(count: builder.count, since: since) != nil {
                    let role = role.holding(since: since, counted: held.count)
                    cursors += advances(of: role, to: end, at: now)
                } else {
                    let planned = try planDigest(builder, of: role, through: end, &state, &fetcher, at: now)
                    deliveries += planned?.deliveries ?? []
                    cursors += advances(of: role, to: end, told: planned?.told, at: now)
                }
            case .individual, .hold: cursors += advances(of: role, to: end, at: now)
            }
            try state.ledger.flushIfLong()
        }
        guard !cursors.isEmpty else { return [] }
        state.ledger.append(.commit(deliveries: deliveries.count, cursors: cursors))
        try state.ledger.sync()
        return deliveries
    }

    /// Events behind a cursor may be owed already: where the record of its last advance was damaged.
    private func unowed(_ events: [PlannedEvent], by integration: LedgerState.Integration?) -> [PlannedEvent] {
        guard let first = events.first?.sequence, let owed = integration?.outstanding.values,
            owed.contains(where: { $0.delivery.first >= first })
        else { return events }
        let singly = Set(owed.lazy.map(\.delivery).filter(\.isOfOneEvent).map(\.first))
        return events.filter { !singly.contains($0.sequence) }
    }

    /// `told` is what a digest said that was cut.
    private func advances(
        of role: Role,
        to end: UInt64,
        told: ToldDigest? = nil,
        at now: Timestamp
    ) -> [CursorAdvance] {
        var advances: [CursorAdvance] = []
        let id = role.integration.id
        switch role.work {
        case .hold:
            if role.cursor < end {
                advances.append(
                    CursorAdvance(
                        integration: id,
                        lane: .held,
                        sequence: end,
                        matched: role.matched,
                        heldSince: role.firstMatch.map { min($0, now) }
                    )
                )
            }
            if role.sendsImmediate, role.immediateCursor < end {
                advances.append(
                    CursorAdvance(
                        integration: id,
                        lane: .immediate,
                        sequence: end,
                        passedOver: role.screenedAtOnce.passedOver,
                        alerts: role.screenedAtOnce.alerts
                    )
                )
            }
        case .individual, .digest:
            let screened = role.screenedAtOnce + role.screened
            advances.append(
                CursorAdvance(
                    integration: id,
                    sequence: role.stoppedAfter ?? end,
                    matched: role.matched,
                    cut: told == nil ? nil : now,
                    told: told,
                    passedOver: screened.passedOver,
                    alerts: screened.alerts
                )
            )
        }
        return advances
    }

    /// Events that are messages of their own.
    mutating func planSingles(
        _ events: [PlannedEvent],
        for integration: Integration,
        _ state: inout State,
        _ fetcher: inout EventFetcher,
        at now: Timestamp
    ) throws -> [Delivery] {
        guard !events.isEmpty else { return [] }
        if composer.isVerbatim(integration) {
            state.ledger.append(.plannedEvents(integration: integration.id, at: now, events: events))
            return events.map { state.ledger.state.delivery(of: $0, for: integration.id, at: now) }
        }
        var deliveries: [Delivery] = []
        for event in events {
            guard let (line, buffer) = try fetcher.fetch(event, from: state.log) else {
                throw SystemError.damaged("event \(event.sequence)", state.log.path)
            }
            let summary = line.summary(in: buffer)
            guard let data = line.text(in: buffer)?.data else {
                // Damaged in the log: it is owed as it is, and settled as what nobody can send.
                state.ledger.append(.plannedEvents(integration: integration.id, at: now, events: [event]))
                deliveries.append(state.ledger.state.delivery(of: event, for: integration.id, at: now))
                continue
            }
            let payload = composer.compose(summary, data: data, for: integration)
            note(payload)
            let delivery = Delivery(
                id: state.ledger.state.delivery(of: event, for: integration.id, at: now).id,
                integration: integration.id,
                first: event.sequence,
                last: event.sequence,
                eventCount: 1,
                eventID: summary.id,
                eventType: summary.type,
                planned: now,
                payload: .event(event.place)
            )
            deliveries += plan(delivery, payload, for: integration, &state)
        }
        return deliveries
    }

    /// Freezes what is sent of a payload, and notes a delivery of it for each recipient.
    func plan(
        _ delivery: Delivery,
        _ payload: Payload,
        for integration: Integration,
        _ state: inout State
    ) -> [Delivery] {
        let bytes = integration.provider.provider.frozen(
            payload.bytes,
            id: delivery.id,
            planned: delivery.planned,
            for: integration
        )
        let deliveries = integration.recipients.map { delivery.addressed(to: $0) } ?? [delivery]
        return deliveries.map { state.ledger.append($0, payload: bytes) }
    }

    mutating func note(_ payload: Payload) {
        guard let fallback = payload.fallback, !problems.contains(fallback) else { return }
        problems.append(fallback)
    }
}
