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
    package let type: String
    package let project: String?
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
        type = kind.type
        project = kind.project
    }

    package var eventID: String { line.id(in: buffer) }
    package var time: Timestamp { line.time(in: buffer) }
}
