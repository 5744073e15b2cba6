import Delivery
import Events
import Messages
import Providers
import Time

/// What one pass over the event log does for one integration.
struct Role {
    enum Work {
        /// Deliveries of their own for the next events, at most `room` of them.
        case individual(room: Int)
        /// Everything up to the end of the log into one digest.
        case digest(DigestBuilder)
        /// Nothing is sent: what matches is counted.
        case hold
    }

    let integration: Integration
    var work: Work
    /// Events up to here are done.
    let cursor: UInt64
    /// Types that go out singly at once, past the digest, go out in this pass; events up to the cursor are done.
    let sendsImmediate: Bool
    let immediateCursor: UInt64
    /// A pass can stop before the end of the log: then this is the last event that was done.
    var stoppedAfter: UInt64?
    var matched = 0
    var firstMatch: Timestamp?
    /// Events that become messages of their own.
    var singles: [PlannedEvent] = []

    init(_ integration: Integration, _ work: Work, cursor: UInt64, sendsImmediate: Bool, immediateCursor: UInt64) {
        self.integration = integration
        self.work = work
        self.cursor = cursor
        self.sendsImmediate = sendsImmediate
        self.immediateCursor = immediateCursor
    }

    var lowestCursor: UInt64 { sendsImmediate ? min(cursor, immediateCursor) : cursor }

    func isImmediate(_ type: String) -> Bool {
        sendsImmediate && integration.digest.immediate.contains { $0.matches(type) }
    }

    /// A digest never tells again what went out singly.
    func wasImmediate(_ type: String, _ sequence: UInt64) -> Bool {
        guard integration.mode == .digest, sequence <= immediateCursor else { return false }
        return integration.digest.immediate.contains { $0.matches(type) }
    }
}
