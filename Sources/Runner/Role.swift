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
    let work: Work
    /// Events up to here are done.
    let cursor: UInt64
    /// Types that go out singly at once, past the digest, go out in this pass; events up to the cursor are done.
    let sendsImmediate: Bool
    let immediateCursor: UInt64
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

    init(
        _ integration: Integration,
        _ work: Work,
        cursor: UInt64,
        sendsImmediate: Bool = false,
        immediateCursor: UInt64 = 0
    ) {
        self.integration = integration
        self.work = work
        self.cursor = cursor
        self.sendsImmediate = sendsImmediate
        self.immediateCursor = immediateCursor
        looksCloser = integration.start != .firstRun || !integration.immediate.isEmpty
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

    func claim(on sequence: UInt64, type: String, time: () -> Timestamp) -> Claim {
        if case .time(let start) = integration.start, time() < start { return .none }
        let isImmediateType = integration.immediate.contains { $0.matches(type) }
        if isImmediateType, sendsImmediate, sequence > immediateCursor { return .immediate }
        guard sequence > cursor else { return .none }
        // What went out past the others is not told again.
        return isImmediateType && sequence <= immediateCursor ? .toldAlone : .regular
    }
}

extension Role {
    /// The same for a digest that is not cut: what it would have told is held, `counted` of it since earlier.
    func holding(since first: Timestamp?, counted: Int) -> Role {
        var role = Role(
            integration,
            .hold,
            cursor: cursor,
            sendsImmediate: sendsImmediate,
            immediateCursor: immediateCursor
        )
        role.singles = singles
        role.screenedAtOnce = screenedAtOnce
        role.matched = max(0, matched - counted)
        role.firstMatch = first
        return role
    }
}
