package import Delivery
import Events
import Storage
package import Time

/// An event of the log and an integration that it matched: where it stands with it, and what tells it.
package struct Pair {
    package let integration: String
    package let state: EventState
    /// The message of its own, or the digest with all its pages; empty where nothing tells it.
    package let deliveries: [String]
    package let sequence: UInt64
    package let place: LogPlace
    private let kind: EventKinds.Kind
    private let line: EventLine
    private let buffer: [UInt8]

    init(
        integration: String,
        state: EventState,
        deliveries: [String],
        line: EventLine,
        buffer: [UInt8],
        kind: EventKinds.Kind
    ) {
        self.integration = integration
        self.state = state
        self.deliveries = deliveries
        self.line = line
        self.buffer = buffer
        sequence = line.sequence
        place = line.place
        self.kind = kind
    }

    package var type: String { kind.type }
    package var project: String? { kind.project }
    /// What makes an alert the same as another.
    package var subject: String { EventInHand(line: line, buffer: buffer, kind: kind).subject }

    package var eventID: String { line.id(in: buffer) }
    package var time: Timestamp { line.time(in: buffer) }
}
