import Delivery
import Events
import Providers
import Time

/// What one pass over the event log does for one integration, and what came of it.
struct Role {
    enum Work: Equatable {
        /// Deliveries of their own for the next events, at most `room` of them.
        case individual(room: Int)
        /// Everything up to the end of the log into one digest, if the condition is met: the pass's builder of this number.
        case digest(builder: Int, DigestCondition)
        /// Nothing is sent: what matches is counted.
        case hold
    }

    let integration: Integration
    private(set) var work: Work
    /// Events up to here are done.
    let cursor: UInt64
    /// Types that go out singly at once, past the digest, go out in this pass; events up to the cursor are done.
    let sendsImmediate: Bool
    let immediateCursor: UInt64
    /// Which of these went out is for the subscriptions of that time to say; the one in force says it of the rest.
    private let earlier: [EarlierSubscription]
    /// A pass can stop before the end of the log: then this is the last event that was done.
    var stoppedAfter: UInt64?
    var matched = 0
    var firstMatch: Timestamp?
    /// Tells what is passed over; `nil` where nothing is.
    var screen: Screen?
    /// What it found in the events of the work at hand, and in those that go out at once.
    var screened = Screened()
    var screenedAtOnce = Screened()
    /// Events that become messages of their own.
    var singles: [PlannedEvent] = []

    /// The work begins behind `cursor`: the ledger's, or what was counted already.
    init(
        _ integration: Integration,
        _ known: LedgerState.Integration,
        _ work: Work,
        cursor: UInt64,
        sendsImmediate: Bool = false
    ) {
        self.integration = integration
        self.work = work
        self.cursor = cursor
        self.sendsImmediate = sendsImmediate
        immediateCursor = known.immediateCursor
        earlier = known.overtaken.map { EarlierSubscription($0, of: integration) }
        looksCloser = integration.start != .firstRun || !integration.immediate.isEmpty || !earlier.isEmpty
    }

    var lowestCursor: UInt64 { sendsImmediate ? min(cursor, immediateCursor) : cursor }

    /// What an event is to this integration, besides matching its filter.
    enum Claim {
        /// A message of its own, past the digest.
        case immediate
        /// One for the work at hand.
        case regular
        /// A message of its own that is planned already.
        case toldAlone
        /// Done with, or never wanted.
        case none
    }

    /// Only few look at more than the place of an event: the others are not even asked.
    let looksCloser: Bool

    func claim(on sequence: UInt64, _ kind: EventKinds.Kind, time: () -> Timestamp) -> Claim {
        if case .time(let start) = integration.start, time() < start { return .none }
        if sequence > immediateCursor, sendsImmediate, isImmediate(kind) { return .immediate }
        guard sequence > cursor else { return .none }
        // What went out past the others is not told again.
        return sequence <= immediateCursor && wentAtOnce(sequence, kind, time) ? .toldAlone : .regular
    }

    private func isImmediate(_ kind: EventKinds.Kind) -> Bool {
        integration.immediate.contains { $0.matches(kind.type) }
    }

    private func wentAtOnce(_ sequence: UInt64, _ kind: EventKinds.Kind, _ time: () -> Timestamp) -> Bool {
        earlier.first { sequence <= $0.through }?.sentAtOnce(kind, time) ?? isImmediate(kind)
    }
}

/// What an integration wanted as its immediate messages passed a stretch of the log.
private struct EarlierSubscription {
    let through: UInt64
    private let filter: Filter
    private let immediate: [EventPattern]
    private let start: Timestamp?

    init(_ overtaken: Overtaken, of integration: Integration) {
        through = overtaken.through
        var filter = Filter(overtaken.subscription)
        filter.owner = integration.id
        self.filter = filter
        immediate = overtaken.subscription.immediate.map { EventPattern($0) }
        start = overtaken.subscription.start
    }

    func sentAtOnce(_ kind: EventKinds.Kind, _ time: () -> Timestamp) -> Bool {
        immediate.contains { $0.matches(kind.type) } && filter.matches(type: kind.type, project: kind.project)
            && start.map { time() >= $0 } ?? true
    }
}

extension Role {
    /// The same for a digest that is not cut: what it would have told is held, `counted` of it since earlier.
    func holding(since first: Timestamp?, counted: Int) -> Role {
        var role = self
        role.work = .hold
        role.screened = Screened()
        role.matched = max(0, matched - counted)
        role.firstMatch = first
        return role
    }
}
