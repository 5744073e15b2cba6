package import Events
package import Providers
package import Time

/// Takes the events of one integration's digest one by one and keeps lines, not events: memory is bounded by the number
/// of lines, however long the window is.
///
/// When there are more lines than have room, a more pressing new one takes the place of the least pressing, whose events
/// go to the remainder. A line gives way at most once for each severity above its own, whatever comes.
package struct DigestBuilder: Sendable {
    private let groupBy: [Integration.Digest.GroupKey]
    private let maximumItems: Int
    /// Some more than are shown: starts that are going to end do not push others out.
    private let maximumLines: Int
    /// What the integration is told of; `nil`: somebody chose the events.
    private let filter: Filter?

    private var lines: [DigestLine] = []
    private var index = LineIndex()
    private var runs = RunTable()
    private var families = FamilyCounts()
    private var totals = Digest.Totals()
    private var remainder = Digest.Totals()
    private var first = Timestamp(milliseconds: .max)
    private var last = Timestamp(milliseconds: .min)
    /// Lines whose starts have all ended: their places can be taken without loss.
    private var emptyLines = 0
    /// Of all lines, known only while there is no room for another.
    private var leastSeverity = Severity.info

    /// Without a `filter` nothing is said to go on: its end need not be among the events.
    package init(groupBy: [Integration.Digest.GroupKey], maximumItems: Int, filter: Filter?) {
        /// Line numbers are 16 bits wide.
        let mostItems = 10_000
        self.groupBy = groupBy
        self.maximumItems = min(max(maximumItems, 1), mostItems)
        maximumLines = self.maximumItems + self.maximumItems / 4 + 2
        self.filter = filter
    }

    /// The events taken so far.
    package var count: Int { totals.events }

    /// The time of the oldest of them.
    package var firstTime: Timestamp? { count > 0 ? first : nil }

    package mutating func add(_ entry: borrowing DigestEntry) {
        let time = entry.event.time
        if time < first { first = time }
        if time > last { last = time }
        totals.add(1, entry.kind.severity)
        guard let line = index.line(of: entry.key) ?? newLine(for: entry) else {
            families.add(at: families.index(of: entry))
            remainder.add(1, entry.kind.severity)
            return
        }
        if lines[line].count == 0 { emptyLines -= 1 }
        lines[line].add(entry)
        families.add(at: Int(lines[line].family))
        if let runKey = entry.runKey { follow(runKey, entry, line) }
    }

    /// Takes note of an event that another message tells of, or none: what it ended does not go on.
    package mutating func addElsewhere(_ entry: borrowing DigestEntry) {
        guard entry.kind.phase.isOutcome, let key = entry.runKey else { return }
        var run = RunTable.Run(
            key: key,
            time: entry.event.time,
            state: .endedElsewhere,
            line: RunTable.Run.noLine,
            count: 0
        )
        guard let known = runs.index(of: key) else { return runs.insert(run) }
        let before = runs.runs[known]
        guard before.state == .open else { return }
        lines[Int(before.line)].endedElsewhere += before.count
        run.line = before.line
        runs.update(at: known, to: run)
    }

    package func finish() -> Digest {
        let live = DigestBuilder.recoveredMarked(runningMarked.filter { $0.count > 0 })
        let byWeight = live.sorted { $0.isMorePressing(than: $1) }
        var remainder = remainder
        for line in byWeight.dropFirst(maximumItems) { remainder.add(line) }
        return Digest(
            lines: byWeight.prefix(maximumItems).sorted { $0.isRead(before: $1, groupBy: groupBy) },
            groupBy: groupBy,
            totals: totals,
            families: families.mostFrequentFirst,
            remainder: remainder,
            first: first,
            last: last
        )
    }
}

// MARK: - Room for lines

extension DigestBuilder {
    /// The place for a line that is not there yet; `nil` when every line is at least as pressing.
    private mutating func newLine(for entry: borrowing DigestEntry) -> Int? {
        let place: Int
        if lines.count < maximumLines {
            place = lines.count
            lines.append(DigestLine(entry, family: families.index(of: entry)))
        } else {
            guard emptyLines > 0 || leastSeverity < entry.kind.severity else { return nil }
            guard let freed = lines.indices.min(by: { lines[$0].givesWay(before: lines[$1]) }) else { return nil }
            give(freed, to: entry)
            place = freed
        }
        emptyLines += 1
        index.insert(entry.key, line: place)
        if lines.count == maximumLines { leastSeverity = lines.map { $0.severity }.min() ?? .info }
        return place
    }

    private mutating func give(_ place: Int, to entry: borrowing DigestEntry) {
        if lines[place].count == 0 { emptyLines -= 1 }
        remainder.add(lines[place])
        index.remove(lines[place].key)
        runs.forget(line: place)
        lines[place] = DigestLine(entry, family: families.index(of: entry))
    }
}

extension DigestLine {
    /// Whether it is the better one to make room: without events, less severe, rarer, older.
    fileprivate func givesWay(before other: DigestLine) -> Bool {
        if (count == 0) != (other.count == 0) { return count == 0 }
        return (severity, count, last) < (other.severity, other.count, other.last)
    }
}

// MARK: - Runs

extension DigestBuilder {
    /// Lets the newest event of a run take in what came before it; what comes after the outcome goes to the outcome.
    private mutating func follow(_ key: UInt64, _ entry: borrowing DigestEntry, _ line: Int) {
        var run = RunTable.Run(
            key: key,
            time: entry.kind.phase == .progressed ? RunTable.Run.unknown : entry.event.time,
            state: entry.kind.phase.isOutcome ? .ended : .open,
            line: UInt16(line),
            count: entry.kind.severity == .info && !entry.kind.phase.isOutcome ? 1 : 0
        )
        guard let known = runs.index(of: key) else { return runs.insert(run) }
        let before = runs.runs[known]
        switch (before.state, run.state) {
        case (.open, .open):
            if before.time != RunTable.Run.unknown { run.time = before.time }
            if before.line == run.line {
                run.count += before.count
                run.folded = before.folded
            } else {
                run.folded = before.count + before.folded
                move(before, to: line)
            }
        case (.open, .ended):
            move(before, to: line)
            if before.time != RunTable.Run.unknown { tell(line, from: before.time, to: run.time) }
        case (.ended, .open):
            if entry.kind.phase == .started { tell(Int(before.line), from: run.time, to: before.time) }
            return move(run, to: Int(before.line))
        case (.endedElsewhere, .open):
            lines[line].endedElsewhere += run.count
            return
        default: break
        }
        runs.update(at: known, to: run)
    }

    private mutating func move(_ run: RunTable.Run, to line: Int) {
        let from = Int(run.line)
        lines[from].foldedCount -= run.folded
        lines[from].count -= run.count
        lines[line].foldedCount += run.count + run.folded
        if run.count > 0, lines[from].count == 0 { emptyLines += 1 }
    }

    /// Notes how long the run took that the line shows: its newest.
    private mutating func tell(_ line: Int, from start: Timestamp, to end: Timestamp) {
        if end >= lines[line].last, start <= end { lines[line].duration = end - start }
    }

    /// The lines, those of failures marked when the same thing has succeeded since.
    private static func recoveredMarked(_ lines: [DigestLine]) -> [DigestLine] {
        struct Subject: Hashable {
            let family: String
            let project: String?
            let resource: String?

            init(_ line: DigestLine) {
                family = EventCatalogue.entry(for: line.type).family
                project = line.project
                resource = line.resource
            }
        }
        var successes: [Subject: Timestamp] = [:]
        for line in lines where line.phase == .succeeded { successes[Subject(line)] = line.last }
        var lines = lines
        for index in lines.indices where lines[index].phase == .failed && lines[index].resource != nil {
            guard let success = successes[Subject(lines[index])], success > lines[index].last else { continue }
            lines[index].recovered = success
        }
        return lines
    }

    /// The lines, those of starts and progress marked when each of their runs goes on.
    private var runningMarked: [DigestLine] {
        var lines = lines
        var open = [UInt32](repeating: 0, count: lines.count)
        for run in runs.runs where run.state == .open { open[Int(run.line)] += run.count }
        for index in lines.indices where open[index] > 0 {
            let line = lines[index]
            guard line.phase == .started || line.foldedCount > 0, open[index] + line.endedElsewhere == line.count,
                filter?.selectsAll(EventCatalogue.outcomes(of: line.type)) ?? false
            else { continue }
            lines[index].runningCount = open[index]
            guard line.endedElsewhere == 0 else { continue }
            let starts = runs.runs.filter { $0.state == .open && Int($0.line) == index }.map { $0.time }
            if lines[index].phase == .started, let first = starts.min(), let last = starts.max() {
                lines[index].narrow(first, last)
            }
        }
        return lines
    }
}
