import Delivery
import Events
import JSON
import Messages
import Storage
import Time

/// The event that is being handed round; what several integrations need of it is read once.
struct EventInHand {
    let line: EventLine
    let buffer: [UInt8]
    let kind: EventKinds.Kind
    /// When it was taken in; `nil` where the log does not say.
    var arrived: Timestamp?
    var identity: LogIdentity?
    private var entry: DigestEntry?

    init(line: EventLine, buffer: [UInt8], kind: EventKinds.Kind) {
        self.line = line
        self.buffer = buffer
        self.kind = kind
    }

    func readTime() -> Timestamp { line.time(in: buffer) }

    var planned: PlannedEvent { PlannedEvent(sequence: line.sequence, place: line.place) }

    /// Short for `subject`, and telling nothing of it.
    var alertKey: String { identity?.mark(of: subject) ?? "" }

    /// What makes an alert the same as another: its type, and what it is about, down to the single container.
    var subject: String {
        let data = line.text(in: buffer).flatMap { try? JSON.read($0.data) }
        let container = EventInHand.parts.lazy.compactMap { part in
            data?[part].flatMap { $0.string ?? $0["id"]?.string ?? $0["name"]?.string }
        }.first
        return [kind.type, kind.project ?? "", kind.resource ?? "", container ?? ""].joined(separator: "\0")
    }

    /// Members of an event's data that name one of several that are alike.
    private static let parts = ["container", "pod", "instance", "node"]

    mutating func add(to builder: inout DigestBuilder) {
        // In place: copying it costs as much as adding it.
        if let entry { return builder.add(entry) }
        let made = madeEntry
        entry = made
        builder.add(made)
    }

    /// It is told elsewhere, or to nobody.
    func leaveOut(of builder: inout DigestBuilder) { builder.addElsewhere(entry ?? madeEntry) }

    private var madeEntry: DigestEntry { DigestEntry(summary, at: line.place, kind: kind.entry) }

    /// The id is left out: a digest does not tell it.
    private var summary: EventSummary {
        EventSummary(
            sequence: line.sequence,
            id: "",
            type: kind.type,
            time: readTime(),
            project: kind.project,
            resource: kind.resource,
            run: line.run(in: buffer)
        )
    }
}
