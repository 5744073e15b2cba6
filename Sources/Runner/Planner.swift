import Configuration
import Delivery
import Diagnostics
import Events
import JSON
import Messages
import Providers
import Storage
import Time

/// Turns events of the log into deliveries: one pass for everybody who is due, one commit for all of it.
struct Planner {
    let setup: Setup
    let options: Options
    var composer: MessageComposer
    private var index: FilterIndex
    /// How many deliveries of its own an integration may have in hand; grows while they are taken well.
    private var windows: [String: Int] = [:]
    /// Integrations whose next events did not fit into the window.
    private(set) var unfinished: Set<String> = []
    private var kinds: [UInt64: Kind] = [:]
    private(set) var problems: [Diagnostic] = []

    struct Options {
        let ignoresDueTimes: Bool
        let selected: Set<String>?
    }

    /// What is known of all events of one type, project and resource.
    private struct Kind {
        let type: String
        let project: String?
        let resource: String?
        let entry: EventCatalogue.Entry
        let matches: [Int]
    }

    /// An endless number of kinds must not need endless memory.
    private static let mostKinds = 20_000
    private static let firstWindow = 64
    private static let largestWindow = 4096

    init(setup: Setup, composer: MessageComposer, options: Options) {
        self.setup = setup
        self.composer = composer
        self.options = options
        index = FilterIndex(filters: setup.integrations.map(\.filter))
    }

    /// Plans what is due and fits, and answers the new deliveries; they are in the ledger, and synced.
    ///
    /// `queue` tells how many deliveries of an integration are in hand, and how it is now.
    mutating func plan(_ state: inout State, _ queue: DeliveryQueue, at now: Timestamp) throws -> [Delivery] {
        for integration in unfinished where hasRoom(integration, queue) { widen(integration) }
        var roles = makeRoles(state.ledger.state, queue, end: state.log.nextSequence - 1, at: now)
        guard let start = roles.compactMap({ $0?.lowestCursor }).min() else { return [] }
        try scan(&roles, state.log, after: start)
        return try commit(roles, &state, at: now)
    }

    /// Counts what stays behind the cursors, so that every report tells exactly how much waits.
    mutating func countWhatIsLeft(_ state: inout State, _ queue: DeliveryQueue, at now: Timestamp) throws {
        guard !unfinished.isEmpty else { return }
        let left = unfinished
        unfinished = []
        var roles = setup.integrations.map { integration -> Role? in
            guard left.contains(integration.id), let known = state.ledger.state.integrations[integration.id] else {
                return nil
            }
            let cursor = max(known.cursor, known.held.through)
            return Role(integration, .hold, cursor: cursor, sendsImmediate: false, immediateCursor: 0)
        }
        guard let start = roles.compactMap({ $0?.lowestCursor }).min() else { return }
        try scan(&roles, state.log, after: start)
        _ = try commit(roles, &state, at: now)
    }

    /// Whether an integration that was left with events behind its cursor can take more by now.
    func hasRoomToPlan(_ queue: DeliveryQueue) -> Bool {
        unfinished.contains { hasRoom($0, queue) }
    }

    private func hasRoom(_ integration: String, _ queue: DeliveryQueue) -> Bool {
        guard let health = queue.health(of: integration), health.disabling == nil else { return false }
        let owed = queue.owed(to: integration)
        return health.isFailing ? owed == 0 : owed <= window(of: integration) / 2
    }

    /// The window doubles each time it was used up: a healthy endpoint soon gets thousands, a dead one never does.
    private mutating func widen(_ integration: String) {
        windows[integration] = min(Planner.largestWindow, window(of: integration) * 2)
    }

    private func window(of integration: String) -> Int { windows[integration] ?? Planner.firstWindow }

    // MARK: roles

    private mutating func makeRoles(
        _ ledger: LedgerState,
        _ queue: DeliveryQueue,
        end: UInt64,
        at now: Timestamp
    ) -> [Role?] {
        unfinished = []
        return setup.integrations.map { integration in
            guard let known = ledger.integrations[integration.id] else { return nil }
            let health = queue.health(of: integration.id) ?? known.health
            let owed = queue.owed(to: integration.id)
            let sendsImmediate = sendsImmediate(integration, health, owed: owed)
            let isDone = known.cursor >= end && (!sendsImmediate || known.immediateCursor >= end)
            guard !isDone else { return nil }
            let work = work(for: integration, known, health, owed: owed, at: now)
            var cursor = known.cursor
            if case .hold = work {
                cursor = max(known.cursor, known.held.through)
                guard cursor < end || (sendsImmediate && known.immediateCursor < end) else { return nil }
            }
            return Role(
                integration,
                work,
                cursor: cursor,
                sendsImmediate: sendsImmediate,
                immediateCursor: known.immediateCursor
            )
        }
    }

    private func isSelected(_ integration: Integration) -> Bool { options.selected?.contains(integration.id) ?? true }

    private func sendsImmediate(_ integration: Integration, _ health: Health, owed: Int) -> Bool {
        integration.mode == .digest && !integration.digest.immediate.isEmpty && health.disabling == nil
            && isSelected(integration) && !(health.isFailing && owed > 0)
    }

    private mutating func work(
        for integration: Integration,
        _ known: LedgerState.Integration,
        _ health: Health,
        owed: Int,
        at now: Timestamp
    ) -> Role.Work {
        guard health.disabling == nil, isSelected(integration) else { return .hold }
        if known.catchUpThrough != nil || integration.mode == .digest {
            let isDue = known.catchUpThrough != nil || isDigestDue(integration, known, at: now)
            // While the last digest is not delivered, the next one grows: one message after the outage, not twenty.
            guard isDue else { return .hold }
            guard !(health.isFailing && owed > 0) else {
                unfinished.insert(integration.id)
                return .hold
            }
            return .digest(
                DigestBuilder(groupBy: integration.digest.groupBy, maximumItems: integration.digest.maxItems)
            )
        }
        let window = windows[integration.id] ?? Planner.firstWindow
        // A failing endpoint gets one probe: more deliveries in hand would only grow old.
        let room = health.isFailing ? (owed == 0 ? 1 : 0) : max(0, window - owed)
        if room == 0 { unfinished.insert(integration.id) }
        return room > 0 ? .individual(room: room) : .hold
    }

    private func isDigestDue(_ integration: Integration, _ known: LedgerState.Integration, at now: Timestamp) -> Bool {
        guard !options.ignoresDueTimes, let every = integration.digest.every, let last = known.lastCut else {
            return true
        }
        // A clock that went back must not silence a digest.
        return now >= last + every || now < last
    }

    // MARK: the pass

    private mutating func scan(_ roles: inout [Role?], _ log: borrowing EventLog, after start: UInt64) throws {
        var reader = try EventLogReader(log, after: start)
        var active = roles.count { $0 != nil }
        while active > 0, let line = try reader.next(in: log) {
            let buffer = reader.buffer
            let kind = kind(of: line, buffer)
            guard !kind.matches.isEmpty else { continue }
            var entry: DigestEntry?
            var time: Timestamp?
            for match in kind.matches where roles[match] != nil {
                let ended = take(line, buffer, kind, &roles[match], &entry, &time)
                if ended { active -= 1 }
            }
        }
    }

    /// Hands an event to one integration; true when the integration wants no more in this pass.
    private func take(
        _ line: EventLine,
        _ buffer: [UInt8],
        _ kind: Kind,
        _ slot: inout Role?,
        _ entry: inout DigestEntry?,
        _ time: inout Timestamp?
    ) -> Bool {
        guard var role = slot.take() else { return false }
        defer { slot = role }
        guard role.stoppedAfter == nil else { return false }
        if case .time(let start) = role.integration.start {
            time = time ?? line.time(in: buffer)
            if let time, time < start { return false }
        }
        if role.isImmediate(kind.type) {
            guard line.sequence > role.immediateCursor else { return false }
            role.singles.append(planned(line))
            return false
        }
        guard line.sequence > role.cursor, !role.wasImmediate(kind.type, line.sequence) else { return false }
        switch role.work {
        case .individual(let room):
            guard role.matched < room else {
                role.stoppedAfter = line.sequence - 1
                return true
            }
            role.singles.append(planned(line))
        case .digest(var builder):
            role.work = .hold
            if entry == nil { entry = digestEntry(line, buffer, kind) }
            if let entry { builder.add(entry) }
            role.work = .digest(builder)
        case .hold: break
        }
        role.matched += 1
        if role.firstMatch == nil {
            time = time ?? line.time(in: buffer)
            role.firstMatch = time
        }
        return false
    }

    private func planned(_ line: EventLine) -> PlannedEvent {
        let place = line.place
        return PlannedEvent(
            sequence: line.sequence,
            place: LogPlace(segment: place.segment, offset: place.offset, length: place.length)
        )
    }

    private func digestEntry(_ line: EventLine, _ buffer: [UInt8], _ kind: Kind) -> DigestEntry {
        let event = EventSummary(
            sequence: line.sequence,
            id: "",
            type: kind.type,
            time: line.time(in: buffer),
            project: kind.project,
            resource: kind.resource,
            run: line.run(in: buffer)
        )
        return DigestEntry(event, at: line.place, kind: kind.entry)
    }

    private mutating func kind(of line: EventLine, _ buffer: [UInt8]) -> Kind {
        let hash = line.kindHash(in: buffer)
        if let known = kinds[hash] { return known }
        if kinds.count >= Planner.mostKinds { kinds.removeAll() }
        let type = line.type(in: buffer)
        let project = line.project(in: buffer)
        let kind = Kind(
            type: type,
            project: project,
            resource: line.resource(in: buffer),
            entry: EventCatalogue.entry(for: type),
            matches: index.matches(type: type, project: project)
        )
        kinds[hash] = kind
        return kind
    }

    // MARK: the commit

    private mutating func commit(_ roles: [Role?], _ state: inout State, at now: Timestamp) throws -> [Delivery] {
        var deliveries: [Delivery] = []
        var cursors: [CursorAdvance] = []
        let end = state.log.nextSequence - 1
        var fetcher = EventFetcher()
        try state.beginLedger(at: now)
        for case .some(let role) in roles {
            if role.stoppedAfter != nil { unfinished.insert(role.integration.id) }
            deliveries += try planSingles(role, &state, &fetcher, at: now)
            var cut: Timestamp?
            if case .digest(let builder) = role.work, builder.count > 0 {
                deliveries += try planDigest(role, builder, &state, &fetcher, at: now)
                cut = now
            }
            cursors += advances(of: role, to: end, cut: cut)
        }
        guard !cursors.isEmpty else { return [] }
        state.ledger.append(.commit(deliveries: deliveries.count, cursors: cursors))
        try state.ledger.sync()
        return deliveries
    }

    private func advances(of role: Role, to end: UInt64, cut: Timestamp?) -> [CursorAdvance] {
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
                        heldSince: role.firstMatch
                    )
                )
            }
            if role.sendsImmediate, role.immediateCursor < end {
                advances.append(CursorAdvance(integration: id, lane: .immediate, sequence: end))
            }
        case .individual, .digest:
            let sequence = role.stoppedAfter ?? end
            advances.append(CursorAdvance(integration: id, sequence: sequence, matched: role.matched, cut: cut))
        }
        return advances
    }

    /// Events that are messages of their own.
    private mutating func planSingles(
        _ role: Role,
        _ state: inout State,
        _ fetcher: inout EventFetcher,
        at now: Timestamp
    ) throws -> [Delivery] {
        guard !role.singles.isEmpty else { return [] }
        let integration = role.integration
        if composer.isVerbatim(integration) {
            let events = role.singles
            state.ledger.append(.plannedEvents(integration: integration.id, at: now, events: events))
            return events.map { state.ledger.state.delivery(of: $0, for: integration.id, at: now) }
        }
        var deliveries: [Delivery] = []
        for event in role.singles {
            let place = EventPlace(event.place)
            guard let (line, buffer) = try fetcher.fetch(place, from: state.log) else {
                preconditionFailure("event \(event.sequence) is not where the log has it")
            }
            let summary = line.summary(in: buffer)
            let payload = composer.compose(summary, data: line.data(in: buffer), for: integration)
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
            deliveries.append(state.ledger.append(delivery, payload: payload.bytes))
        }
        return deliveries
    }

    private mutating func planDigest(
        _ role: Role,
        _ builder: DigestBuilder,
        _ state: inout State,
        _ fetcher: inout EventFetcher,
        at now: Timestamp
    ) throws -> [Delivery] {
        let integration = role.integration
        let digest = builder.finish()
        var failure: (any Error)?
        let from = min(digest.first, now)
        let payloads = composer.compose(digest, window: from...max(digest.last, from), for: integration) { place in
            do {
                guard let (line, buffer) = try fetcher.fetch(place, from: state.log) else { return nil }
                return try? JSON.read(line.data(in: buffer))
            } catch {
                failure = error
                return nil
            }
        }
        if let failure { throw failure }
        let last = state.log.nextSequence - 1
        return payloads.map { payload in
            note(payload)
            let delivery = Delivery(
                id: "\(state.ledger.state.logID)-\(integration.id)-d\(last).\(payload.page)",
                integration: integration.id,
                first: role.cursor + 1,
                last: last,
                eventCount: payload.eventCount,
                eventID: nil,
                eventType: "digest",
                planned: now,
                payload: .event(LogPlace(segment: 0, offset: 0, length: 0))
            )
            return state.ledger.append(delivery, payload: payload.bytes)
        }
    }

    private mutating func note(_ payload: Payload) {
        guard let fallback = payload.fallback, !problems.contains(fallback) else { return }
        problems.append(fallback)
    }
}

extension EventPlace {
    init(_ place: LogPlace) { self.init(segment: place.segment, offset: place.offset, length: place.length) }
}

extension EventLine {
    /// The bytes of the event's data, as spooled.
    func data(in buffer: [UInt8]) -> [UInt8] {
        let event = event(in: buffer)
        var tape = JSONTape()
        guard (try? tape.scan(event.span)) != nil else {
            preconditionFailure("event \(sequence) of the log is not JSON")
        }
        return SpooledEvent.data(tape, in: event.span)
    }
}
