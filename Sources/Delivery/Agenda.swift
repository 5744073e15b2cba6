import Time

/// The order in which lanes are looked at: by the moment of their next delivery, or since when they have stood in line.
struct Agenda: Sendable {
    struct Entry: Comparable, Sendable {
        let time: Timestamp
        /// Breaks ties in turns, so that lanes due at once share the line.
        fileprivate let turn: UInt64
        let lane: Int

        static func < (a: Entry, b: Entry) -> Bool { (a.time, a.turn) < (b.time, b.turn) }
    }

    /// Some are out of date: they are left out when they come to the front.
    private var entries: Heap<Entry> = Heap()
    /// Where each lane stands; `nil` for one with nothing to send.
    private var standing: [Entry?] = []
    private var turn: UInt64 = 0

    /// Lanes are numbered from 0 in the order in which they are added.
    mutating func addLane() { standing.append(nil) }

    mutating func first() -> Entry? {
        while let entry = entries.first {
            if standing[entry.lane] == entry { return entry }
            _ = entries.removeFirst()
        }
        return nil
    }

    /// Takes away what `first()` found.
    mutating func removeFirst() {
        guard let entry = entries.removeFirst() else { return }
        standing[entry.lane] = nil
    }

    /// Puts a lane where the time of its next delivery belongs; one that is due and stays so keeps its place in the line.
    ///
    /// A lane without a next delivery stands nowhere.
    mutating func schedule(_ lane: Int, for time: Timestamp?, at now: Timestamp) {
        guard let time else {
            standing[lane] = nil
            return
        }
        if let entry = standing[lane] {
            let keepsItsPlace = entry.time <= now && time <= now
            if keepsItsPlace || entry.time == time { return }
        }
        turn += 1
        let entry = Entry(time: max(time, now), turn: turn, lane: lane)
        standing[lane] = entry
        entries.insert(entry)
    }
}
