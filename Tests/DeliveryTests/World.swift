import Delivery
import Time

/// A machine in memory with an event log, a ledger and a runner, which can be cut off after any step.
///
/// What the runner does, and in which order, is what the real one does: plan a batch and sync it, note an attempt before
/// it leaves, write outcomes as they come, sync them in groups.
struct World {
    /// The runner was cut off.
    struct Cut: Error {}

    enum Ending: CaseIterable {
        /// What was handed to the system survives.
        case kill
        /// Of what was not synced, nothing, the first half, or everything survives.
        case powerCutKeepingNothing, powerCutKeepingHalf, powerCutKeepingAll
    }

    /// A mistake that the runner could make; the checks have to find it.
    enum Mistake: CaseIterable {
        case planNotSynced, outcomesKeptInMemory, outcomesNeverSynced, attemptsNotNoted, earlierRecordsNotSynced
    }

    let mistake: Mistake?
    private(set) var mailbox = Mailbox()
    /// What does not hold.
    private(set) var problems: [String] = []

    // What a kill leaves.
    private var disk = Disk()
    private var now = Script.start
    /// Sequence numbers 1 … `events`; one more comes in with every run, up to `lastEvent`.
    private var events: UInt64 = 7

    // What a kill takes.
    private var state = LedgerState(logID: "log")
    private var queue = DeliveryQueue()
    private var flights: [(delivery: Delivery, isOnTheWire: Bool)] = []
    private var unsynced = 0

    private var cutAfter: Int?
    private var notesMayBeGone = false
    private var wasParked = false
    private(set) var steps = 0
    private(set) var wasCut = false

    static let lastEvent: UInt64 = 12
    private static let window = 4
    private static let mostFlights = 5
    private static let groupSize = 3
    private static let answersAtOnce = 2
    /// The last answers come together.
    private static let largestGroup = groupSize - 1 + answersAtOnce

    init(mistake: Mistake? = nil) { self.mistake = mistake }

    /// Runs until everything is settled, with a cut after so many steps of the whole.
    ///
    /// - Returns: whether there were that many steps.
    mutating func run(cutAfter cut: Int?, _ ending: Ending) -> Bool {
        cutAfter = cut
        wasCut = false
        steps = 0
        for _ in 1...60 {
            do throws(Cut) {
                try runOnce()
                if isDone { return false }
            } catch {
                wasCut = true
                end(ending)
            }
            now = now + .seconds(600)
            events = min(events + 1, World.lastEvent)
            if wasCut { return true }
        }
        problems.append("it never ends")
        return false
    }

    private var isDone: Bool {
        events == World.lastEvent
            && state.integrations.values.allSatisfy { $0.cursor == events && $0.outstanding.isEmpty }
    }

    private mutating func step() throws(Cut) {
        steps += 1
        if steps == cutAfter { throw Cut() }
    }

    // MARK: a cut

    private mutating func end(_ ending: Ending) {
        let inFlight = Set(flights.map(\.delivery.id))
        let isKill = ending == .kill
        switch ending {
        case .kill: disk.kill()
        case .powerCutKeepingNothing: disk.cutPower(keepingHalves: 0)
        case .powerCutKeepingHalf: disk.cutPower(keepingHalves: 1)
        case .powerCutKeepingAll: disk.cutPower(keepingHalves: 2)
        }
        let forgotten = mailbox.taken.subtracting(disk.settled).subtracting(mailbox.repeatable)
        mailbox.mayRepeat(forgotten)
        let learned = forgotten.subtracting(inFlight)
        if learned.count > (isKill ? 0 : World.largestGroup) {
            problems.append("\(ending) took answers that had come: \(learned.sorted())")
        }
        // A power cut may take the notes with the rest.
        notesMayBeGone = notesMayBeGone || !isKill
        if !notesMayBeGone { checkNotes() }
        (flights, unsynced) = ([], 0)
    }

    /// Every attempt that came through was noted before.
    private mutating func checkNotes() {
        var notes: [String: Int] = [:]
        for case .sending(let id, _, _, _) in disk.records { notes[id, default: 0] += 1 }
        for (id, count) in mailbox.arrivals where count > notes[id, default: 0] {
            problems.append("\(id) came \(count) times and was noted \(notes[id, default: 0]) times")
        }
    }

    // MARK: the ledger

    private mutating func append(_ record: LedgerRecord) {
        disk.append(record)
        state.apply(record)
    }

    private mutating func flush() throws(Cut) {
        guard disk.holdsMore else { return }
        disk.flush()
        try step()
    }

    private mutating func sync() throws(Cut) {
        try flush()
        disk.sync()
        unsynced = 0
        try step()
    }

    // MARK: a run

    private mutating func runOnce() throws(Cut) {
        state = LedgerState(logID: "log")
        for record in disk.records { state.apply(record) }
        append(.begin(at: now, imports: []))
        // What an earlier run left may not be on disk: it is written again before anything acts on it.
        disk.begin(importing: mistake != .earlierRecordsNotSynced)
        try sync()
        for lane in World.lanes where state.integrations[lane.integration] == nil {
            append(.seen(integration: lane.integration, at: now, cursor: 0))
        }
        try intervene()
        queue = DeliveryQueue(hostPauses: state.pausedHosts)
        for lane in World.lanes {
            guard let known = state.integrations[lane.integration] else { continue }
            queue.addLane(lane, health: known.health)
            for outstanding in known.owedInOrder where !outstanding.isParked { queue.add(outstanding, at: now) }
        }
        let deadline = now + .seconds(60)
        repeat { try plan() } while try deliver(until: deadline)
        for record in queue.finishRun(at: now) { append(record) }
        append(.end(at: now))
        try sync()
    }

    /// An operator sends again what was refused, once, and sets something aside until the next time.
    private mutating func intervene() throws(Cut) {
        let owed = state.integrations["raw"]?.owedInOrder ?? []
        for outstanding in owed where outstanding.isParked {
            append(.released(delivery: outstanding.delivery.id, integration: "raw", at: now))
        }
        if let first = owed.first(where: { !$0.isParked && $0.attempts > 0 }), !wasParked {
            append(.parked(delivery: first.delivery.id, integration: "raw", at: now))
            wasParked = true
        }
        let history = disk.histories(logID: state.logID)
        if let refused = history.first(where: { $0.state == .rejected && $0.acts.isEmpty }) {
            mailbox.mayRepeat([refused.delivery.id])
            append(.requeued(refused.delivery, attempts: refused.attemptCount, was: .rejected, at: now))
        }
        try sync()
    }

    private mutating func plan() throws(Cut) {
        var deliveries: [Delivery] = []
        var cursors: [CursorAdvance] = []
        for lane in World.lanes {
            guard let known = state.integrations[lane.integration], known.cursor < events else { continue }
            let owed = queue.owed(to: lane.integration)
            let failing = queue.health(of: lane.integration)?.isFailing ?? false
            if lane.integration == "digest" {
                if failing, owed > 0 { continue }
                deliveries.append(digest(after: known.cursor))
                append(.planned(deliveries[deliveries.count - 1]))
                cursors.append(CursorAdvance(integration: "digest", sequence: events, cut: now))
            } else {
                let last = min(events, known.cursor + UInt64(max(0, World.window - owed)))
                guard last > known.cursor else { continue }
                let planned = (known.cursor + 1...last).map { PlannedEvent(sequence: $0, place: World.place(of: $0)) }
                append(.plannedEvents(integration: lane.integration, at: now, events: planned))
                deliveries += planned.map { state.delivery(of: $0, for: lane.integration, at: now) }
                cursors.append(CursorAdvance(integration: lane.integration, sequence: last))
            }
        }
        guard !cursors.isEmpty else { return }
        append(.commit(deliveries: deliveries.count, cursors: cursors))
        if mistake == .planNotSynced { try flush() } else { try sync() }
        for delivery in deliveries { queue.add(LedgerState.Outstanding(delivery: delivery), at: now) }
    }

    /// Its id and its events depend on when it was cut: planned twice, it would be two.
    private func digest(after cursor: UInt64) -> Delivery {
        Delivery(
            id: "log-digest-d\(events).1",
            integration: "digest",
            first: cursor + 1,
            last: events,
            eventCount: Int(events - cursor),
            eventID: nil,
            eventType: "digest",
            planned: now,
            payload: .recorded(World.place(of: events))
        )
    }

    private static func place(of sequence: UInt64) -> LogPlace {
        LogPlace(segment: 1, offset: sequence * 100, length: 99)
    }

    /// Sends what may go until the time is used up.
    ///
    /// - Returns: whether there is room for more to be planned.
    private mutating func deliver(until deadline: Timestamp) throws(Cut) -> Bool {
        while true {
            let wake = startDue()
            try flush()
            if flights.isEmpty {
                if unsynced > 0, mistake != .outcomesNeverSynced { try sync() }
                let isMore = state.integrations.values.contains { $0.cursor < events && $0.outstanding.isEmpty }
                if isMore { return true }
                guard let wake, wake <= deadline else { return false }
                now = wake
                continue
            }
            for index in flights.indices where !flights[index].isOnTheWire {
                flights[index].isOnTheWire = true
                mailbox.receive(flights[index].delivery)
                try step()
            }
            now = now + .milliseconds(100)
            try record()
        }
    }

    private mutating func startDue() -> Timestamp? {
        while flights.count < World.mostFlights {
            switch queue.next(at: now) {
            case .idle, .awaitAnswers: return nil
            case .wait(let until): return until
            case .send(let outstanding, let attempt):
                let delivery = outstanding.delivery
                if mistake != .attemptsNotNoted {
                    append(
                        .sending(delivery: delivery.id, integration: delivery.integration, number: attempt, at: now)
                    )
                }
                flights.append((delivery, false))
            }
        }
        return nil
    }

    /// Some answers come, not in the order of the requests.
    private mutating func record() throws(Cut) {
        for _ in 0..<min(World.answersAtOnce, flights.count) {
            let flight = flights.remove(at: steps % flights.count)
            let answer = mailbox.answer(flight.delivery)
            for record in queue.finish(flight.delivery.id, with: answer.judgement, status: answer.status, at: now) {
                append(record)
            }
            unsynced += 1
        }
        if mistake == .outcomesKeptInMemory { try step() }
        try flush()
        guard mistake != .outcomesNeverSynced else { return }
        if unsynced >= World.groupSize || flights.isEmpty { try sync() }
    }

    // MARK: the end

    /// What has to hold once everything is settled, however it came there.
    mutating func checkTheEnd() {
        for lane in World.lanes {
            for event in 1...World.lastEvent {
                let ids = mailbox.ids(of: event, in: lane.integration)
                if ids.isEmpty { problems.append("event \(event) never came to '\(lane.integration)'") }
                if ids.count > 1 { problems.append("event \(event) came as \(ids.sorted())") }
            }
        }
        let settled = Dictionary(disk.settled.map { ($0, 1) }, uniquingKeysWith: +)
        let requeued = Dictionary(disk.requeued.map { ($0, 1) }, uniquingKeysWith: +)
        problems += settled.filter { $0.value > 1 + requeued[$0.key, default: 0] }.map {
            "\($0.key) was settled \($0.value) times"
        }
        checkTheAccount()
        if Set(settled.keys) != Set(mailbox.arrivals.keys) { problems.append("what came is not what was settled") }
        let totals = state.integrations.values.map { $0.totals.delivered + $0.totals.rejected + $0.totals.exhausted }
        if totals.reduce(0, +) != settled.count { problems.append("the totals are wrong") }
        let surprises = mailbox.repeated.subtracting(mailbox.repeatable)
        if !surprises.isEmpty { problems.append("came again for no reason: \(surprises.sorted())") }
    }

    /// Every event stands with every lane where the record says that its message ended, and nothing is missing.
    private mutating func checkTheAccount() {
        var coverages = Coverages(from: LedgerState(logID: "log"))
        for record in disk.records { coverages.apply(record) }
        if coverages.state != state { problems.append("the account is of another state") }
        let ends = Dictionary(disk.histories(logID: "log").map { ($0.delivery.id, $0.state) }) { $1 }
        for lane in World.lanes {
            for event in 1...World.lastEvent {
                let id = mailbox.ids(of: event, in: lane.integration).first
                let standing = coverages.byIntegration[lane.integration]?.standing(of: event) { _ in true }
                let end = id.flatMap { ends[$0] }.map { EventState($0) }
                if standing?.state != end || end == nil {
                    problems.append(
                        "event \(event) stands at \(standing?.state.rawValue ?? "nothing") in '\(lane.integration)'"
                    )
                }
            }
        }
    }

    private static let lanes = [
        lane("raw", concurrency: 3), lane("digest", concurrency: 1), lane("order", concurrency: 1),
    ]

    private static func lane(_ name: String, concurrency: Int) -> LanePolicy {
        let waits: [Duration] = [.seconds(1), .seconds(5), .seconds(30), .seconds(300)]
        return .sample(
            name,
            host: name,
            concurrency: concurrency,
            schedule: RetrySchedule(waits: waits, expireAfter: .seconds(432_000)),
            countsEveryFailure: name == "raw"
        )
    }
}
