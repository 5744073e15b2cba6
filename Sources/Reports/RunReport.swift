package import Time

/// What one run did and what it leaves behind: the only input of `status.json`, `status.txt` and `run --json`.
package struct RunReport: Sendable, Equatable {
    /// Why the run stopped working.
    package enum Ending: Sendable, Equatable {
        /// Everything that was due was tried.
        case complete
        /// `--max-runtime` was used up; the rest is left to the next run.
        case outOfTime
        /// Stopped by `SIGTERM` or `SIGINT`, everything recorded.
        case stopped(signal: String)
        /// The state could not be written; nothing was sent after that point.
        case diskTrouble(reason: String)

        /// One word for scripts; the reason of disk trouble stands among the problems.
        package var word: String {
            switch self {
            case .complete: "complete"
            case .outOfTime: "out-of-time"
            case .stopped(let signal): signal
            case .diskTrouble: "disk-trouble"
            }
        }
    }

    /// What came of the run as a whole, worst last.
    package enum Verdict: String, Sendable, Comparable, CaseIterable {
        /// All that was due was delivered, or nothing was due.
        case fine
        /// Something is left to a later run.
        case deferred
        /// Somebody has to look: exhausted, rejected, disabled or quarantined.
        case attention

        package static func < (a: Verdict, b: Verdict) -> Bool { a.rank < b.rank }
        private var rank: Int { Verdict.allCases.firstIndex(of: self) ?? 0 }
    }

    package var startedAt: Timestamp
    package var finishedAt: Timestamp
    package var ending: Ending
    /// Nothing was sent and nothing changed: the counts say what would have been.
    package var isDryRun: Bool
    /// False when nothing was run: it only tells how everything is.
    package var isRun = true
    package var phases: PhaseDurations
    package var intake: IntakeReport
    /// What nobody has taken in yet; `nil` in the report of a run.
    package var spool: SpoolBacklog?
    /// What earlier intakes and this one could not read; `nil` when that cannot be told.
    package var refused: RefusedFiles?
    /// The last run, or this one once it is on record; `nil` when none is.
    package var lastRun: LastRun?
    /// In the order of their ids.
    package var integrations: [IntegrationReport]
    /// Those whose files are gone and that still have something; in the order of their ids.
    package var removed: [RemovedIntegration] = []
    /// What else went wrong, one line each: a report that could not be written, a template that failed.
    package var problems: [String]

    package init(
        startedAt: Timestamp,
        finishedAt: Timestamp,
        ending: Ending = .complete,
        isDryRun: Bool = false,
        phases: PhaseDurations = PhaseDurations(),
        intake: IntakeReport = IntakeReport(),
        integrations: [IntegrationReport] = [],
        problems: [String] = []
    ) {
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.ending = ending
        self.isDryRun = isDryRun
        self.phases = phases
        self.intake = intake
        self.integrations = integrations
        self.problems = problems
    }

    /// What all integrations did in this run together.
    package var totals: DeliveryCounts {
        integrations.reduce(into: DeliveryCounts()) { $0 += $1.thisRun }
    }

    /// What every integration has coming, those that were removed included.
    package var backlogs: [(id: String, backlog: Backlog)] {
        integrations.map { ($0.id, $0.backlog) } + removed.map { ($0.id, $0.backlog) }
    }

    package var outstanding: Int { backlogs.reduce(0) { $0 + $1.backlog.outstanding } }
    package var held: Int { backlogs.reduce(0) { $0 + $1.backlog.held } }

    /// Changes what waits for integrations that were removed; those for which something does are told of.
    package mutating func updateRemoved(_ ids: [String], _ change: (String, inout Backlog) -> Void) {
        var known = Dictionary(uniqueKeysWithValues: removed.map { ($0.id, $0) })
        for id in ids { change(id, &known[id, default: RemovedIntegration(id: id)].backlog) }
        removed = known.values.filter { !$0.hasNothing }.sorted { $0.id < $1.id }
    }

    /// The same report, on these alone.
    package func only(_ ids: Set<String>) -> RunReport {
        var part = self
        part.integrations = integrations.filter { ids.contains($0.id) }
        part.removed = removed.filter { ids.contains($0.id) }
        return part
    }

    package var verdict: Verdict {
        if intake.quarantined > 0 || !problems.isEmpty || removed.contains(where: \.isNews) { return .attention }
        if case .diskTrouble = ending { return .attention }
        return integrations.map { $0.verdict }.max() ?? .fine
    }
}

/// How long each part of a run took.
package struct PhaseDurations: Sendable, Equatable {
    package var intake: Duration
    package var plan: Duration
    package var deliver: Duration

    package init(intake: Duration = .zero, plan: Duration = .zero, deliver: Duration = .zero) {
        self.intake = intake
        self.plan = plan
        self.deliver = deliver
    }
}

/// Event files that wait in the spool for the next run.
package struct SpoolBacklog: Sendable, Equatable {
    package var files: Int
    /// When the oldest of them was written.
    package var oldest: Timestamp?

    package init(files: Int, oldest: Timestamp? = nil) {
        self.files = files
        self.oldest = oldest
    }
}

/// What became of the files in the spool.
package struct IntakeReport: Sendable, Equatable {
    /// Spool files that were taken in and removed.
    package var files: Int
    /// New events in the event log.
    package var accepted: Int
    /// Events that were in the log already: same id, same content.
    package var duplicates: Int
    /// Files and lines that went to `spool/corrupt`.
    package var quarantined: Int
    /// Files that stay for the next run: still being written, or not ours to read.
    package var left: Int

    package init(files: Int = 0, accepted: Int = 0, duplicates: Int = 0, quarantined: Int = 0, left: Int = 0) {
        self.files = files
        self.accepted = accepted
        self.duplicates = duplicates
        self.quarantined = quarantined
        self.left = left
    }
}
