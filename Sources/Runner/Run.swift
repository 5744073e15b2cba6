import Configuration
import Delivery
package import Diagnostics
import Events
import Providers
package import Reports
import Storage
package import Time

/// One pass: lock, intake, plan, deliver, report.
///
/// Every run is a reconciliation: what is owed is what was planned and not settled, whether the last run ended well, was
/// killed, or never was. There is no path of its own for recovery.
package struct Run: ~Copyable {
    private let request: RunRequest
    private let clock: Clock
    private var state: State
    private var planner: Planner
    private var courier: Courier
    private var queue: DeliveryQueue
    private let signals: StopSignals
    private var ending = RunReport.Ending.complete
    private var intake = IntakeResult()
    private var phases = PhaseDurations()
    /// Integrations that this run found gone.
    private var removed: Set<String> = []
    /// How far integrations came on their way to being disabled, where that was news.
    private var steps: [String: Int] = [:]
    /// What a person should read, one by one: input that was refused, templates that failed.
    package private(set) var diagnostics: [Diagnostic] = []

    /// In flight when a signal comes: so long they may still be answered.
    private static let graceAfterSignal = Duration.seconds(10)
    private static let settledBetweenLooks = 16

    /// Takes the lock and reads the state; nothing is changed yet.
    package init(_ request: RunRequest, startingAt start: Timestamp) throws {
        let clock = Clock(startingAt: start)
        let courier = Courier(setup: request.setup, userAgent: Program.userAgent, clock: clock)
        let state = try State(
            request.places.state,
            settings: request.setup.settings,
            locking: request.waits ? .waiting : .now
        )
        // Not before the lock is taken: who waits for it is ended by a signal as every program is.
        let signals = try StopSignals()
        self.clock = clock
        self.request = request
        planner = Planner(
            setup: request.setup,
            composer: request.composer,
            options: Planner.Options(ignoresDueTimes: request.ignoresDueTimes, selected: request.integrations)
        )
        queue = DeliveryQueue()
        self.state = state
        self.courier = courier
        self.signals = signals
    }

    /// Does the pass and answers what came of it; the reports are not written yet.
    package mutating func perform(_ progress: (RunProgress) -> Void) throws -> RunReport {
        diagnostics += state.ledger.damage
        try greetIntegrations()
        removed = try state.noteRemoved(request.setup, at: clock.now)
        try takeIn(progress)
        try confirmNewIntegrations()
        makeLanes()
        do {
            try planAndDeliver(progress)
            if !request.sendsNothing { try planner.countWhatIsLeft(&state, queue, at: clock.now) }
            courier.finish(&queue, &state)
            if !request.sendsNothing, try giveNotice() { try deliverNotices(progress) }
            try state.ledger.end(at: clock.now)
            if !request.sendsNothing {
                try state.prune(request.setup, olderThan: clock.now - request.setup.settings.retention)
            }
        } catch let error as SystemError {
            courier.abandon(atMost: longestTimeout)
            ending = .diskTrouble(reason: error.description)
        }
        if case .complete = ending, let damage { ending = .diskTrouble(reason: damage) }
        return report()
    }

    /// Somebody else changed what only Belfry writes.
    private var damage: String? {
        let records = state.ledger.damage.count
        if records > 0 { return "the ledger is damaged: \(records) records were skipped" }
        let lines = planner.damagedLines
        return lines > 0 ? "the event log is damaged: \(lines) lines were skipped" : nil
    }

    /// New integrations begin here, before this run's intake: what it takes in is the first they get.
    private mutating func greetIntegrations() throws {
        let strangers = request.setup.integrations.filter { state.isChanged($0) }
        // A log without a ledger would look like one whose ledger was lost.
        guard !strangers.isEmpty || state.isNew else { return }
        try state.beginLedger(at: clock.now)
        state.greet(strangers, at: clock.now)
        try state.ledger.sync()
    }

    private mutating func confirmNewIntegrations() throws {
        courier.planned(try planner.planConfirmations(&state, at: clock.now))
    }

    private mutating func takeIn(_ progress: (RunProgress) -> Void) throws {
        let start = clock.now
        var taking = Intake(limits: IntakeLimits(request.setup.settings), now: clock.now)
        let spool = try Spool(request.places.spool)
        let taken = try taking.run(spool, into: &state.log) { progress(.intake(files: $0)) }
        intake += taken
        diagnostics += taken.diagnostics
        phases.intake += clock.now - start
    }

    private mutating func makeLanes() {
        let selected = request.setup.integrations.filter { request.integrations?.contains($0.id) ?? true }
        queue = DeliveryQueue(
            selected.map { LanePolicy($0) },
            owedIn: state.ledger.state.beginning(at: clock.now),
            ignoresDueTimes: request.ignoresDueTimes,
            at: clock.now
        )
    }

    // MARK: plan and deliver

    private mutating func planAndDeliver(_ progress: (RunProgress) -> Void) throws {
        var total = state.ledger.state.integrations.values.reduce(0) { $0 + $1.outstanding.count }
        var isMore = true
        while isMore {
            let start = clock.now
            total += try plan()
            phases.plan += clock.now - start
            guard !request.sendsNothing else { return }
            let sendStart = clock.now
            isMore = try deliver(of: total, progress)
            phases.deliver += clock.now - sendStart
        }
    }

    private mutating func plan() throws -> Int {
        let deliveries = try planner.plan(&state, queue, at: clock.now)
        courier.planned(deliveries)
        for delivery in deliveries { queue.add(LedgerState.Outstanding(delivery: delivery), at: clock.now) }
        return deliveries.count
    }

    /// Sends until nothing can go any more within the run's time; true when there is room to plan more.
    private mutating func deliver(of total: Int, _ progress: (RunProgress) -> Void) throws -> Bool {
        var settledAtLastLook = courier.tallies.settled
        while true {
            if let signal = signals.received() { return try stop(signal) }
            let deadline = (courier.firstSend ?? clock.now) + request.maximumRuntime
            guard clock.now < deadline else { return try runOutOfTime() }
            let isGoingOn = try courier.step(&queue, &state, watching: signals, until: deadline)
            progress(.delivery(settled: courier.tallies.settled, of: total))
            // A look at every lane is worth it once some deliveries are out of the way.
            if !isGoingOn || courier.tallies.settled - settledAtLastLook >= Run.settledBetweenLooks {
                settledAtLastLook = courier.tallies.settled
                if planner.hasRoomToPlan(queue) { return true }
            }
            guard isGoingOn else { return false }
        }
    }

    private mutating func stop(_ signal: Int32) throws -> Bool {
        try courier.drain(&queue, &state, atMost: Run.graceAfterSignal)
        ending = .stopped(signal: StopSignals.name(of: signal))
        return false
    }

    private mutating func runOutOfTime() throws -> Bool {
        try courier.drain(&queue, &state, atMost: longestTimeout)
        ending = .outOfTime
        return false
    }

    /// What is in flight has ended by then.
    private var longestTimeout: Duration { request.setup.integrations.map(\.longestAttempt).max() ?? .zero }

    // MARK: notices

    /// Whether there is something to tell somebody.
    private mutating func giveNotice() throws -> Bool {
        let notices = try state.giveNotice(request.setup, spool: request.places.spool, at: clock.now)
        for notice in notices where notice.type == .failing { steps[notice.report.id] = notice.noticed?.percent }
        return !notices.isEmpty && !request.setup.settings.ownerNotice.isEmpty
    }

    /// Takes the notices in and sends them, in what is left of the run's time; else the next run does.
    private mutating func deliverNotices(_ progress: (RunProgress) -> Void) throws {
        guard case .complete = ending else { return }
        try takeIn(progress)
        try planAndDeliver(progress)
        try planner.countWhatIsLeft(&state, queue, at: clock.now)
        courier.finish(&queue, &state)
    }

    // MARK: report

    /// Writes `reports/`, still under the lock: the next run may be waiting to do the same.
    ///
    /// That it failed is a problem of the report.
    package func writeReports(_ report: inout RunReport) {
        let run = LastRun(report, after: state.lastRun())
        report.lastRun = run
        do {
            try state.remember(run)
            try ReportFiles.write(report, to: request.places.reports)
        } catch {
            report.problems.append("the reports could not be written: \(error)")
        }
    }

    /// Tells the monitor of the settings that the run went well, if it did and was about everything.
    package mutating func sendHeartbeat(after report: RunReport) {
        guard request.integrations == nil, case .complete = report.ending, report.verdict < .attention,
            let flaw = Heartbeat(request.setup)?.flaw(sending: report)
        else { return }
        diagnostics.append(Diagnostic(.warning, file: "heartbeat", message: flaw))
    }

    private func report() -> RunReport {
        var report = StatusReport(setup: request.setup, state: state.ledger.state).report(at: clock.now)
        report.startedAt = clock.start
        report.isRun = true
        report.ending = ending
        report.isDryRun = request.sendsNothing
        report.phases = phases
        report.intake = IntakeReport(
            files: intake.files,
            accepted: intake.events,
            duplicates: intake.duplicates,
            quarantined: intake.corrupt.count,
            left: intake.left.count
        )
        for index in report.integrations.indices {
            report.integrations[index].stepNow = steps[report.integrations[index].id]
            guard let tally = courier.tallies.byIntegration[report.integrations[index].id] else { continue }
            report.integrations[index].thisRun = tally.counts
            report.integrations[index].wasDisabledNow = tally.wasDisabled
        }
        report.refused = RefusedFiles(in: request.places.spool)
        for index in report.removed.indices {
            report.removed[index].isNews = removed.contains(report.removed[index].id)
        }
        report.problems = planner.problems.map(\.description)
        return report
    }
}
