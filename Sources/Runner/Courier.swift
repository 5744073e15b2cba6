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
    private let proxy: Secret?
    private let integrations: [String: Integration]
    private let options: [String: TransferOptions]
    private let clock: Clock
    private let sync: Settings.Sync
    private var fetcher = EventFetcher()
    private var flights: [UInt64: Flight] = [:]
    private var nextTag: UInt64 = 0
    private var redactors: [String: Redactor] = [:]
    /// Outcomes that a power cut could still take back.
    private var unsynced = 0
    private var unsyncedSince: Timestamp?
    private(set) var tallies: [String: Tally] = [:]
    private(set) var firstSend: Timestamp?
    private(set) var settled = 0

    private struct Flight {
        let delivery: String
        let integration: Integration
    }

    /// Attempts that are noted and not yet sent: they go once the note is written, so that a full disk stops them.
    private var taken: [(flight: Flight, request: Request)] = []

    /// Outcomes are synced in groups: so many, or after so long, or when nothing is in flight.
    private static let groupSize = 64
    private static let groupTime = Duration.milliseconds(50)
    /// What the ledger keeps of an answer.
    private static let keptHeaders = 24
    private static let keptBodyBytes = 1024

    init(setup: Setup, userAgent: String, clock: Clock) {
        self.userAgent = userAgent
        network = NetworkSettings(setup.settings)
        proxy = setup.settings.proxy
        integrations = Dictionary(uniqueKeysWithValues: setup.integrations.map { ($0.id, $0) })
        options = integrations.mapValues { TransferOptions($0, setup.settings) }
        sync = setup.settings.sync
        self.clock = clock
    }

    var inFlight: Int { flights.count }

    mutating func planned(_ deliveries: [Delivery]) {
        for delivery in deliveries { tallies[delivery.integration, default: Tally()].planned += 1 }
    }

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
        let longest = unsynced > 0 ? Courier.groupTime : .seconds(3600)
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
        try state.ledger.reserve(Courier.roomForAnAttempt * UInt64(flights.count + taken.count + Courier.groupSize))
        let message: Message
        switch try self.message(for: delivery, to: integration, &state) {
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

    private mutating func message(
        for delivery: Delivery,
        to integration: Integration,
        _ state: inout State
    ) throws -> Result<Message, Failure> {
        if let recipient = delivery.recipient, integration.recipients?.contains(recipient) != true {
            let reason = "'\(recipient)' is no longer a recipient of '\(integration.id)'"
            return .failure(Failure(.client, scope: .message, reason: reason))
        }
        guard let message = try storedMessage(delivery, to: integration, &state) else {
            let reason = "its event or payload is no longer on disk"
            return .failure(Failure(.protocol, scope: .message, reason: reason))
        }
        return .success(message)
    }

    private mutating func storedMessage(
        _ delivery: Delivery,
        to integration: Integration,
        _ state: inout State
    ) throws -> Message? {
        switch delivery.payload {
        case .recorded(let place):
            return try state.ledger.payload(at: place).map { Message(delivery, rendered: $0) }
        case .event(let place):
            guard let (line, buffer) = try fetcher.fetch(place, from: state.log), line.sequence == delivery.first
            else { return nil }
            return Message(delivery, line, in: buffer, as: integration.rawForm)
        }
    }

    // MARK: answers

    private mutating func record(_ completions: [Completion], _ queue: inout DeliveryQueue, _ state: inout State) throws
    {
        for completion in completions {
            guard let flight = flights.removeValue(forKey: completion.tag) else {
                preconditionFailure("an answer came for transfer \(completion.tag), which was never started")
            }
            let now = clock.now
            let judgement = flight.integration.provider.provider.judgement(of: completion.result, at: now)
            let answer = kept(completion.result, for: flight.integration)
            let records = queue.finish(
                flight.delivery,
                with: redacted(judgement, for: flight.integration),
                status: answer.status,
                answerHeaders: answer.headers,
                answerBody: answer.body,
                at: now
            )
            note(records, &state)
            unsynced += 1
            unsyncedSince = unsyncedSince ?? now
        }
        // What was learned must outlive a kill, also while the next sends are being prepared.
        try state.ledger.flush()
        guard unsynced > 0, isSyncDue else { return }
        try syncOutcomes(&state)
    }

    private var isSyncDue: Bool {
        if sync == .each || unsynced >= Courier.groupSize || flights.isEmpty { return true }
        guard let since = unsyncedSince else { return false }
        return clock.now - since >= Courier.groupTime
    }

    private mutating func syncOutcomes(_ state: inout State) throws {
        try state.ledger.sync()
        unsynced = 0
        unsyncedSince = nil
    }

    private mutating func note(_ records: [LedgerRecord], _ state: inout State) {
        for record in records {
            state.ledger.append(record)
            guard case .attempted(let attempt) = record else {
                if case .disabled(let integration, _, _) = record {
                    tallies[integration, default: Tally()].follow(record)
                }
                continue
            }
            tallies[attempt.integration, default: Tally()].follow(record)
            if attempt.result != .deferred { settled += 1 }
        }
    }

    private struct KeptAnswer {
        var status: Int?
        var headers: [Header] = []
        var body = ""
    }

    private mutating func kept(_ result: Result<Response, TransferError>, for integration: Integration) -> KeptAnswer {
        let redactor = redactor(for: integration)
        let text = { (bytes: [UInt8]) in
            redactor.redacted(String(decoding: bytes.prefix(Courier.keptBodyBytes), as: UTF8.self))
        }
        switch result {
        case .failure(let error): return KeptAnswer(body: text(error.replies))
        case .success(let response):
            return KeptAnswer(
                status: response.status,
                headers: response.headers.prefix(Courier.keptHeaders).map { redactor.redacted($0) },
                body: text(response.body)
            )
        }
    }

    /// The other side's words may hold our own secrets.
    private mutating func redacted(_ judgement: Judgement, for integration: Integration) -> Judgement {
        guard case .failed(let failure) = judgement.outcome else { return judgement }
        let clean = Failure(
            failure.failureClass,
            scope: failure.scope,
            reason: redactor(for: integration).redacted(failure.reason)
        )
        return Judgement(.failed(clean), pause: judgement.pause, asksToStop: judgement.asksToStop)
    }

    private mutating func redactor(for integration: Integration) -> Redactor {
        if let known = redactors[integration.id] { return known }
        // A redactor is some kilobytes: with thousands of integrations, those in use now are enough.
        if redactors.count >= 256 { redactors.removeAll() }
        let made = Redactor(for: integration, proxy: proxy)
        redactors[integration.id] = made
        return made
    }
}
