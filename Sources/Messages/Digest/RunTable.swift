import Time

/// What is told of each run at the moment: a bounded, set-associative memory of the latest runs.
///
/// When a set is full, a run that has ended is forgotten, else the oldest. What went on in a forgotten run keeps its
/// lines: nothing is lost from any count.
struct RunTable: Sendable {
    struct Run: Sendable {
        var key: UInt64
        /// When it started (`unknown`: the start was not seen), or when it ended.
        var time: Timestamp
        var state: State
        /// The line that tells of it.
        var line: UInt16
        /// Its events that the line counts and that may move to another.
        var count: UInt32
        /// Its earlier events that the line has taken in.
        var folded: UInt32 = 0

        static let unknown = Timestamp(milliseconds: .min)
        static let noLine = UInt16.max
    }

    /// In the order of being given up.
    enum State: UInt8, Sendable {
        /// No run stands here.
        case free
        /// Kept for what comes late: producers do not promise an order.
        case ended
        /// No line tells how.
        case endedElsewhere
        case open
    }

    private static let ways = 4
    private static let fewestRuns = 16
    private static let mostRuns = 256

    private(set) var runs: [Run] = []

    func index(of key: UInt64) -> Int? {
        guard !runs.isEmpty else { return nil }
        for index in set(of: key) where runs[index].key == key && runs[index].state != .free { return index }
        return nil
    }

    /// Adds a run that is not there.
    mutating func insert(_ run: Run) {
        if runs.isEmpty { runs = RunTable.free(RunTable.fewestRuns) }
        while true {
            let set = set(of: run.key)
            let place = leastNeeded(in: set)
            guard runs[place].state == .open, runs.count < RunTable.mostRuns else {
                runs[place] = run
                return
            }
            grow()
        }
    }

    mutating func update(at index: Int, to run: Run) { runs[index] = run }

    /// A line's events went elsewhere: nothing may be taken out of it any more.
    mutating func forget(line: Int) {
        for index in runs.indices where Int(runs[index].line) == line { runs[index].state = .free }
    }

    /// A free place, else the oldest run that has ended, else the oldest.
    private func leastNeeded(in set: Range<Int>) -> Int {
        var least = set.lowerBound
        for index in set.dropFirst() {
            let (a, b) = (runs[index].state.rawValue, runs[least].state.rawValue)
            if a < b || (a == b && runs[index].time < runs[least].time) { least = index }
        }
        return least
    }

    private func set(of key: UInt64) -> Range<Int> {
        let first = (Int(truncatingIfNeeded: key) & (runs.count / RunTable.ways - 1)) * RunTable.ways
        return first..<first + RunTable.ways
    }

    private mutating func grow() {
        let old = runs
        runs = RunTable.free(old.count * 2)
        for run in old where run.state != .free {
            // A set splits into two, so that what was in it fits.
            if let free = set(of: run.key).first(where: { runs[$0].state == .free }) { runs[free] = run }
        }
    }

    private static func free(_ count: Int) -> [Run] {
        [Run](repeating: Run(key: 0, time: Run.unknown, state: .free, line: 0, count: 0), count: count)
    }
}
