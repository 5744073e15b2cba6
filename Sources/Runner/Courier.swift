import Configuration
import Delivery
import Events
import Providers
import Storage
import Time
import Transport

/// Carries deliveries out: does what the queue says, and writes down what came of it.
struct Courier: ~Copyable {
    /// Made with the first send: a run that sends nothing does not wait for libcurl to start.
    private var transport: Transport?
    private let userAgent: String
    private let network: NetworkSettings
    private let integrations: [String: Integration]
    private let options: [String: TransferOptions]
    private let clock: Clock
    private var messages = StoredMessages()
    private var flights: [UInt64: Flight] = [:]
    private var nextTag: UInt64 = 0
    private var redactors: Redactors
    private var group: SyncGroup
    private(set) var tallies = Tallies()
    private(set) var firstSend: Timestamp?

    private struct Flight {
        let delivery: String
        let integration: Integration
    }

    /// Attempts that are noted and not yet sent: they go once the note is written, so that a full disk stops them.
    private var taken: [(flight: Flight, request: Request)] = []

    init(setup: Setup, userAgent: String, clock: Clock) {
        self.userAgent = userAgent
        network = NetworkSettings(setup.settings)
        redactors = Redactors(proxy: setup.settings.proxy)
        integrations = Dictionary(uniqueKeysWithValues: setup.integrations.map { ($0.id, $0) })
        options = integrations.mapValues { TransferOptions($0, setup.settings) }
        group = SyncGroup(setup.settings.sync)
        self.clock = clock
    }

    mutating func planned(_ deliveries: [Delivery]) { tallies.planned(deliveries) }

    /// Starts everything that may go now, and waits for answers or for the next due time.
    ///
    /// - Returns: false when nothing is in flight and nothing can go before `deadline`.
    mutating func step(
        _ queue: inout DeliveryQueue,
        _ state: inout State,
        watching signals: borrowing StopSignals,
        until deadline: Timestamp
    ) throws -> Bool {
        let next = try takeDue(&queue, &state)
        try state.ledger.flush()
        startTaken()
        if flights.isEmpty {
            try syncOutcomes(&state)
            guard let next, next <= deadline else { return false }
        }
        let wake = min(next ?? deadline, deadline)
        try record(poll(until: wake, watching: signals.descriptor), &queue, &state)
        return true
    }

    /// Writes down what is only certain at the end of a run.
    mutating func finish(_ queue: inout DeliveryQueue, _ state: inout State) {
        note(queue.finishRun(at: clock.now), &state)
    }

    /// Waits for what is in flight and starts nothing new.
    mutating func drain(_ queue: inout DeliveryQueue, _ state: inout State, atMost limit: Duration) throws {
        let deadline = clock.now + limit
        while !flights.isEmpty, clock.now < deadline {
            try record(poll(until: deadline, watching: nil), &queue, &state)
        }
    }

    /// Waits for what is in flight although nothing can be recorded any more: the other side may finish its work.
    mutating func abandon(atMost limit: Duration) {
        let deadline = clock.now + limit
        while !flights.isEmpty, clock.now < deadline {
            for completion in (try? poll(until: deadline, watching: nil)) ?? [] { flights[completion.tag] = nil }
        }
    }

    private mutating func poll(until wake: Timestamp, watching descriptor: Int32?) throws(RunError) -> [Completion] {
        try startTransport()
        let longest = pause(until: wake)
        return transport?.poll(atMost: longest, alsoWatching: descriptor) ?? []
    }

    private mutating func startTransport() throws(RunError) {
        guard transport == nil else { return }
        do throws(TransportError) {
            transport = try Transport(userAgent: userAgent, network: network)
        } catch {
            throw RunError.noTransport("\(error)")
        }
    }

    private func pause(until wake: Timestamp) -> Duration {
        let longest = group.isEmpty ? Duration.seconds(3600) : SyncGroup.longestTime
        return min(max(wake - clock.now, .zero), longest)
    }

    // MARK: sending

    /// More transfers at once would only wait inside libcurl.
    private static let mostFlights = 256

    private mutating func takeDue(_ queue: inout DeliveryQueue, _ state: inout State) throws -> Timestamp? {
        while flights.count + taken.count < Courier.mostFlights {
            switch queue.next(at: clock.now) {
            case .idle, .awaitAnswers: return nil
            case .wait(let until): return until
            case .send(let outstanding, let attempt): try take(outstanding, attempt, &queue, &state)
            }
        }
        return nil
    }

    private mutating func take(
        _ outstanding: LedgerState.Outstanding,
        _ attempt: Int,
        _ queue: inout DeliveryQueue,
        _ state: inout State
    ) throws {
        let delivery = outstanding.delivery
        guard let integration = integrations[delivery.integration] else {
            preconditionFailure("delivery '\(delivery.id)' has no integration")
        }
        let now = clock.now
        try state.beginLedger(at: now)
        try state.ledger.reserve(Courier.roomForAnAttempt * UInt64(flights.count + taken.count + SyncGroup.largest))
        let message: Message
        switch try messages.message(for: delivery, to: integration, &state) {
        case .success(let found): message = found
        case .failure(let failure):
            note(queue.finish(delivery.id, with: Judgement(.failed(failure)), at: now), &state)
            return
        }
        firstSend = firstSend ?? now
        state.ledger.append(
            .sending(delivery: delivery.id, integration: integration.id, number: attempt, at: now)
        )
        try startTransport()
        let flight = Flight(delivery: delivery.id, integration: integration)
        taken.append((flight, integration.provider.provider.request(message, to: integration, at: now)))
    }

    private mutating func startTaken() {
        for (flight, request) in taken {
            nextTag += 1
            flights[nextTag] = flight
            let options = options[flight.integration.id] ?? TransferOptions()
            transport?.start(request, options: options, tag: nextTag)
        }
        taken.removeAll(keepingCapacity: true)
    }

    /// Bytes of the ledger that one attempt may need: noted, and its answer.
    private static let roomForAnAttempt: UInt64 = 4096

    // MARK: answers

    private mutating func record(_ completions: [Completion], _ queue: inout DeliveryQueue, _ state: inout State) throws
    {
        for completion in completions {
            guard let flight = flights.removeValue(forKey: completion.tag) else {
                preconditionFailure("an answer came for transfer \(completion.tag), which was never started")
            }
            let now = clock.now
            let judgement = flight.integration.provider.provider.judgement(of: completion.result, at: now)
            let redactor = redactors.redactor(for: flight.integration)
            let answer = KeptAnswer(completion.result, redactor)
            let records = queue.finish(
                flight.delivery,
                with: judgement.redacted(by: redactor),
                status: answer.status,
                answerHeaders: answer.headers,
                answerBody: answer.body,
                at: now
            )
            note(records, &state)
            group.add(at: now)
        }
        // What was learned must outlive a kill, also while the next sends are being prepared.
        try state.ledger.flush()
        guard group.isDue(at: clock.now, isLast: flights.isEmpty) else { return }
        try syncOutcomes(&state)
    }

    private mutating func syncOutcomes(_ state: inout State) throws {
        try state.ledger.sync()
        group.clear()
    }

    private mutating func note(_ records: [LedgerRecord], _ state: inout State) {
        for record in records {
            state.ledger.append(record)
            tallies.follow(record)
        }
    }
}
