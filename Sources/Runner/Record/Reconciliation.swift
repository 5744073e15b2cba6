package import Configuration
package import Delivery
import Providers
package import Reports
import Storage
import Time

/// Makes the account of a window, some integrations at a time, so that memory does not grow with their number.
package struct Reconciliation {
    private let setup: Setup
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

    package init(setup: Setup, selection: EventSelection, rematches: Bool) {
        self.setup = setup
        self.selection = selection
        self.rematches = rematches
        report = ReconcileReport(since: selection.since, until: selection.until)
    }

    /// Accounts for these integrations; `progress` is told how many events were read, and how many there are to read.
    package mutating func perform(
        _ record: inout Record,
        _ integrations: [String],
        progress: (Int, Int) -> Void
    ) throws {
        let size = record.integrationsAtOnce
        let groups = stride(from: 0, to: integrations.count, by: size).map {
            Array(integrations[$0..<min($0 + size, integrations.count)])
        }
        let events = Int(clamping: record.log.nextSequence - 1)
        for (number, group) in groups.enumerated() {
            try account(for: group, &record) { progress(number * events + Int($0), groups.count * events) }
        }
        if record.history.damaged > 0 {
            report.discrepancies.append("\(record.history.damaged) records of the ledger are damaged")
        }
    }

    private mutating func account(
        for group: [String],
        _ record: inout Record,
        _ progress: (UInt64) -> Void
    ) throws {
        let coverages = try record.coverages(only: Set(group))
        var reader = PairReader(coverages, today: setup.filters, rematches: rematches)
        let configured = Set(setup.integrations.map(\.id))
        var rows = Dictionary(
            uniqueKeysWithValues: group.map { id in
                (id, ReconcileReport.Row(integration: id, isConfigured: configured.contains(id)))
            }
        )
        var found = gaps
        try reader.read(record.log, selection, progress: progress) { pair in
            rows[pair.integration]?.add(pair.state, project: pair.project, type: pair.type)
            if pair.state.isGap { found.add(pair) }
        }
        gaps = found
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
