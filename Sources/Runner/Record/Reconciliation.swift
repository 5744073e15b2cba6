package import Configuration
package import Delivery
import Providers
package import Reports
import Storage
package import Time

/// Makes the account of a window, some integrations at a time, so that memory does not grow with their number.
package struct Reconciliation {
    private let setup: Setup
    private let state: LedgerState
    private let selection: EventSelection
    private let rematches: Bool
    package private(set) var report: ReconcileReport
    package private(set) var gaps = Gaps()

    /// What has to be sent so that no gap remains.
    package struct Gaps: Sendable {
        /// Deliveries that were given up on.
        package var deliveries: Set<String> = []
        /// Events that were never planned, by integration.
        package var missing: [String: [PlannedEvent]] = [:]

        package var isEmpty: Bool { deliveries.isEmpty && missing.isEmpty }
    }

    /// - Parameters:
    ///   - setup: what is configured.
    ///   - state: what the ledger says.
    ///   - selection: the window.
    ///   - rematches: match by the filters of now.
    ///   - now: when the account is made.
    package init(setup: Setup, state: LedgerState, selection: EventSelection, rematches: Bool, at now: Timestamp) {
        self.setup = setup
        self.state = state
        self.selection = selection
        self.rematches = rematches
        report = ReconcileReport(since: selection.since, until: selection.until, at: now)
    }

    /// Accounts for these integrations.
    ///
    /// - Parameters:
    ///   - record: what it reads.
    ///   - integrations: their ids.
    ///   - last: what was told then and is done with is left out; `nil` to leave nothing out.
    ///   - progress: told how many events were read, and how many there are to read.
    /// - Throws: what the reading of log and ledger throws.
    package mutating func perform(
        _ record: inout Record,
        _ integrations: [String],
        since last: LastReconcile?,
        progress: (Int, Int) -> Void
    ) throws {
        report.last = last
        var status = StatusReport(setup: setup, state: state).report(at: report.madeAt)
        try BacklogScan(setup: setup, state: state, at: report.madeAt).count(in: &status, record.log)
        let standings = Dictionary(uniqueKeysWithValues: status.integrations.map { ($0.id, $0) })
        let size = record.integrationsAtOnce
        let groups = stride(from: 0, to: integrations.count, by: size).map {
            Array(integrations[$0..<min($0 + size, integrations.count)])
        }
        let events = Int(clamping: record.log.nextSequence - 1)
        for (number, group) in groups.enumerated() {
            try account(for: group, standings, &record) { progress(number * events + Int($0), groups.count * events) }
        }
        if record.history.damaged > 0 {
            report.discrepancies.append("\(record.history.damaged) records of the ledger are damaged")
        }
    }

    private mutating func account(
        for group: [String],
        _ standings: [String: IntegrationReport],
        _ record: inout Record,
        _ progress: (UInt64) -> Void
    ) throws {
        let coverages = try record.coverages(only: Set(group))
        var reader = PairReader(coverages, today: setup.filters, rematches: rematches)
        var rows = Dictionary(
            uniqueKeysWithValues: group.map { ($0, ReconcileReport.Row(integration: $0, standing: standings[$0])) }
        )
        var (found, older) = (gaps, 0)
        let last = report.last
        try reader.read(record.log, selection, countingAfter: last?.through ?? 0, progress: progress) { pair in
            if let last {
                if last.covers(pair.sequence, with: pair.integration, pair.state) { return }
                if pair.sequence <= last.through { older += 1 }
            }
            rows[pair.integration]?.add(pair.state, project: pair.project, type: pair.type)
            if pair.state.isGap { found.add(pair) }
        }
        gaps = found
        report.older += older
        report.rows += group.compactMap { rows[$0] }
        report.events = reader.events
        report.discrepancies += reader.shortDigests.map {
            "\($0.id) tells of \($0.told) events, and \($0.matched) matched"
        }
        if reader.damagedLines > 0, report.rows.count == group.count {
            report.discrepancies.append("\(reader.damagedLines) lines of the event log are damaged")
        }
    }

    /// Notes what came of a list from elsewhere.
    package mutating func note(_ against: ReconcileReport.Against) { report.against = against }
}

extension Reconciliation.Gaps {
    package mutating func add(_ pair: Pair) {
        deliveries.formUnion(pair.deliveries)
        guard pair.deliveries.isEmpty else { return }
        missing[pair.integration, default: []].append(PlannedEvent(sequence: pair.sequence, place: pair.place))
    }
}
