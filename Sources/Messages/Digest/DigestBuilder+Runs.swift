import Events
import Time

/// Runs: several events of one build, of one backup, that are told by the newest of them.
extension DigestBuilder {
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

    /// Lets the newest event of a run take in what came before it; what comes after the outcome goes to the outcome.
    mutating func follow(_ key: UInt64, _ entry: borrowing DigestEntry, _ line: Int) {
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
    static func recoveredMarked(_ lines: [DigestLine]) -> [DigestLine] {
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
    var runningMarked: [DigestLine] {
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
