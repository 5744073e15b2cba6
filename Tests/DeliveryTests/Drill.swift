import Delivery
import JSON
import TestSupport
import Testing
import Time

/// A random life of a few lanes, with a ledger that reads every record the queue gives, as text.
struct Drill {
    private(set) var queue = DeliveryQueue()
    private(set) var ledger = LedgerState(logID: "log")
    let lanes: [LanePolicy]
    private(set) var now = Script.start
    private var inFlight: [Delivery] = []
    private var planned: UInt64 = 0
    private var generator: SplitMix

    init(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        lanes = ["a", "b", "c", "d"].map { name in
            let waits = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                Duration.milliseconds(Int64.random(in: 100...9000, using: &generator))
            }
            let threshold = DisablePolicy(
                failingFor: .seconds(Int.random(in: 0...60, using: &generator)),
                failures: Int.random(in: 1...12, using: &generator)
            )
            return LanePolicy.sample(
                name,
                host: ["h", "h", "i", "j"].randomElement(using: &generator) ?? "h",
                concurrency: [1, 1, 2, 8].randomElement(using: &generator) ?? 1,
                schedule: RetrySchedule(
                    waits: waits,
                    expireAfter: .seconds(Int.random(in: 20...200, using: &generator))
                ),
                disable: Bool.random(using: &generator) ? threshold : nil,
                countsEveryFailure: Bool.random(using: &generator)
            )
        }
        self.generator = generator
        for lane in lanes {
            queue.addLane(lane, health: Health())
            ledger.apply(.seen(integration: lane.integration, at: now, cursor: 0))
        }
    }

    /// One thing happens: time passes, work comes, something is sent, or an answer comes.
    mutating func perform() throws {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: now = now + .milliseconds(Int64.random(in: 1...4000, using: &generator))
        case 1: try plan()
        case 2...5: try send()
        default: try answer()
        }
    }

    /// Everything in flight is answered.
    mutating func land() throws {
        while !inFlight.isEmpty { try answer() }
    }

    /// Another queue, as the next run makes it.
    func restarted() -> DeliveryQueue {
        var next = DeliveryQueue(hostPauses: ledger.pausedHosts)
        for lane in lanes {
            guard let known = ledger.integrations[lane.integration] else { continue }
            next.addLane(lane, health: known.health)
            for outstanding in known.owedInOrder { next.add(outstanding, at: now) }
        }
        return next
    }

    /// Writes a record and reads it again before it counts.
    private mutating func follow(_ record: LedgerRecord) throws {
        let place = LogPlace(segment: 1, offset: 0, length: 0)
        let read = try #require(LedgerRecord(try JSON.read(record.json.compact), at: place))
        #expect(read == record)
        ledger.apply(read)
    }

    private mutating func plan() throws {
        let lane = lanes[Int.random(in: lanes.indices, using: &generator)]
        let events = (1...UInt64.random(in: 1...6, using: &generator)).map { number in
            PlannedEvent(sequence: planned + number, place: LogPlace(segment: 1, offset: number, length: 9))
        }
        planned += UInt64(events.count)
        try follow(.plannedEvents(integration: lane.integration, at: now, events: events))
        let advance = CursorAdvance(integration: lane.integration, sequence: planned)
        try follow(.commit(deliveries: events.count, cursors: [advance]))
        for event in events {
            let delivery = ledger.delivery(of: event, for: lane.integration, at: now)
            queue.add(LedgerState.Outstanding(delivery: delivery), at: now)
        }
    }

    private mutating func send() throws {
        guard case .send(let outstanding, let attempt) = queue.next(at: now) else { return }
        let delivery = outstanding.delivery
        inFlight.append(delivery)
        try follow(.sending(delivery: delivery.id, integration: delivery.integration, number: attempt, at: now))
    }

    private mutating func answer() throws {
        guard let index = inFlight.indices.randomElement(using: &generator) else { return }
        let delivery = inFlight.remove(at: index)
        now = now + .milliseconds(Int64.random(in: 0...300, using: &generator))
        let (judgement, status) = randomAnswer()
        for record in queue.finish(delivery.id, with: judgement, status: status, at: now) { try follow(record) }
    }

    private mutating func randomAnswer() -> (Judgement, Int?) {
        let scope: Pause.Scope = Bool.random(using: &generator) ? .host : .integration
        let pauses = [
            nil, nil, nil, Pause(.milliseconds(Int64.random(in: 1...20_000, using: &generator)), scope: scope),
        ]
        let pause = pauses.randomElement(using: &generator) ?? nil
        let failures: [(FailureClass, Failure.Scope, Int?)] = [
            (.server, .transient, 500), (.rateLimited, .transient, 429), (.rejectedBody, .message, 400),
            (.auth, .endpoint, 401), (.connect, .transient, nil), (.dns, .transient, nil), (.tls, .endpoint, nil),
            (.timeout, .transient, nil), (.protocol, .message, nil),
        ]
        switch Int.random(in: 0..<100, using: &generator) {
        case 0: return (Judgement(.failed(Failure(.gone, scope: .gone, reason: "410"))), 410)
        case 1: return (Judgement(.delivered, asksToStop: true), 200)
        case 2..<50: return (Judgement(.delivered, pause: pause), 200)
        default:
            let (failureClass, scope, status) = failures.randomElement(using: &generator) ?? failures[0]
            return (Judgement(.failed(Failure(failureClass, scope: scope, reason: "no")), pause: pause), status)
        }
    }
}
