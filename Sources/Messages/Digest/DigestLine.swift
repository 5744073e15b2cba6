package import Delivery
package import Events
package import Time

/// Events of one type, of one resource: what becomes one line of a digest.
package struct DigestLine: Sendable, Equatable {
    package let type: String
    package let project: String?
    package let resource: String?
    package let severity: Severity
    package let phase: EventPhase
    /// The events that the line names.
    package internal(set) var count: UInt32
    /// What came before in the same runs: starts and progress, each an event of its own, all of severity `info`.
    package internal(set) var foldedCount: UInt32 = 0
    /// Of a line of starts, or of progress after one: how many of its events are of runs that are known to go on; 0 where
    /// that is not known of all of the line.
    package internal(set) var runningCount: UInt32 = 0
    /// Events of runs whose end is told elsewhere, or to nobody.
    var endedElsewhere: UInt32 = 0
    /// Something is wrong that the last digest did not tell of.
    package internal(set) var isNew = false
    /// The event at `place` is of a run that the line no longer tells of.
    package internal(set) var isPlaceStale = false
    package internal(set) var first: Timestamp
    package internal(set) var last: Timestamp
    /// Where the newest event stands in the log; details are read from there.
    package internal(set) var place: LogPlace
    /// How long the newest run took; `nil` where no start of it was seen.
    package internal(set) var duration: Duration? {
        get { milliseconds < 0 ? nil : .milliseconds(milliseconds) }
        set { milliseconds = newValue?.milliseconds ?? -1 }
    }

    /// For a line of failures: when the same thing succeeded after the last of them.
    package internal(set) var recovered: Timestamp? {
        get { recoveredAt < 0 ? nil : Timestamp(milliseconds: recoveredAt) }
        set { recoveredAt = newValue?.milliseconds ?? -1 }
    }

    /// -1 for none, here and below: thousands of lines are kept, and optionals take twice the room.
    private var milliseconds: Int64 = -1
    private var recoveredAt: Int64 = -1
    /// Index into the builder's `FamilyCounts`.
    let family: UInt16
    let key: UInt64

    /// Every run of it is known to go on.
    package var isRunning: Bool { runningCount > 0 && runningCount == count }

    /// All events that it stands for.
    package var eventCount: Int { Int(count) + Int(foldedCount) }

    /// A line that counts nothing yet.
    init(_ entry: borrowing DigestEntry, family: Int) {
        type = entry.event.type
        project = entry.event.project
        resource = entry.event.resource
        severity = entry.kind.severity
        phase = entry.kind.phase
        count = 0
        first = entry.event.time
        last = entry.event.time
        place = entry.place
        self.family = UInt16(family)
        key = entry.key
    }

    /// Counts an event of the same key; events may come out of order: the newest by time is the one told.
    mutating func add(_ entry: borrowing DigestEntry) {
        let time = entry.event.time
        if count == 0 || time < first { first = time }
        if count == 0 || time >= last {
            last = time
            place = entry.place
        }
        count += 1
    }

    /// Leaves only what still goes on of a line of starts.
    mutating func narrow(_ first: Timestamp, _ last: Timestamp) {
        isPlaceStale = last < self.last
        self.first = max(first, self.first)
        self.last = last
    }
}
