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
    /// The digest does not wait for these.
    let immediateCursor: UInt64
    /// A pass can stop before the end of the log: then this is the last event that was done.
    var stoppedAfter: UInt64?
    var matched = 0
    var firstMatch: Timestamp?
    var singles: [Single] = []

    struct Single {
        let event: PlannedEvent
        let isImmediate: Bool
    }

    init(_ integration: Integration, _ work: Work, cursor: UInt64, immediateCursor: UInt64) {
        self.integration = integration
        self.work = work
        self.cursor = cursor
        self.immediateCursor = immediateCursor
    }

    var lowestCursor: UInt64 {
        hasImmediate ? min(cursor, immediateCursor) : cursor
    }

    /// Types that go out singly at once, past the digest.
    var hasImmediate: Bool { integration.mode == .digest && !integration.digest.immediate.isEmpty }

    func isImmediate(_ type: String) -> Bool {
        hasImmediate && integration.digest.immediate.contains { $0.matches(type) }
    }
}
