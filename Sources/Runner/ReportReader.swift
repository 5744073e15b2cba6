package import Configuration
package import Delivery
import Events
package import Reports
import Storage
package import Time

/// Reads what happened in a span of time out of the state: nothing is changed, and a run may be going on.
package struct ReportReader: ~Copyable {
    private let range: ReportRange
    /// Only these; `nil` for all, those included that are configured no longer.
    private let integrations: Set<String>?
    private var history: History
    private var teller: DeliveryTeller

    /// Opens the history in the folder `state`, an empty one where no run has worked yet; `integrations` are those that are
    /// told of, `nil` for all.
    package init(
        _ setup: Setup,
        state: String,
        range: ReportRange,
        integrations: Set<String>?,
        forecast: Forecast,
        progress: @escaping (Int, Int) -> Void = { _, _ in }
    ) throws {
        switch try Record.open(state, setup.settings) {
        case .none:
            history = History()
            teller = DeliveryTeller(setup, nil, History(), forecast)
        case .some(let record):
            teller = DeliveryTeller(setup, record.log, try History(in: Folder(state)), forecast)
            history = record.history
        }
        history.progress = progress
        self.range = range
        self.integrations = integrations
    }

    /// Everything counted, and the `most` deliveries in which something happened last.
    ///
    /// `status` is how everything is now, with ages; `withRequests` adds to each delivery what was sent.
    package mutating func report(
        on status: RunReport,
        at now: Timestamp,
        listing most: Int,
        withRequests: Bool
    ) throws -> DeliveryReport {
        var report = DeliveryReport(range: range, madeAt: now, status: status)
        var latest = LatestDeliveries(most: most)
        try history.deliveries(DeliverySelection(integrations: integrations)) { delivery in
            if report.add(delivery) { latest.add(delivery) }
        }
        let chosen = integrations
        try history.read { record, _ in
            if let record = ReportReader.part(of: record, for: chosen) { report.add(record) }
        }
        report.damagedRecords = history.damaged
        report.omitted = latest.omitted
        report.finish()
        for delivery in latest.latestFirst {
            report.deliveries.append(try teller.reported(delivery, withRequest: withRequests))
        }
        return report
    }

    /// Hands over each delivery of the range as it is found, in the order in which they were settled; those that are owed
    /// come last.
    package mutating func eachDelivery(_ visit: (ReportedDelivery) throws -> Void) throws {
        try ReportReader.read(&history, integrations, range, &teller, visit)
    }

    private static func read(
        _ history: inout History,
        _ integrations: Set<String>?,
        _ range: ReportRange,
        _ teller: inout DeliveryTeller,
        _ visit: (ReportedDelivery) throws -> Void
    ) throws {
        var report = DeliveryReport(
            range: range,
            madeAt: range.to,
            status: RunReport(startedAt: range.to, finishedAt: range.to)
        )
        try history.deliveries(DeliverySelection(integrations: integrations)) { delivery in
            if report.add(delivery) { try visit(teller.reported(delivery, withRequest: false)) }
        }
    }

    /// What a record says of the integrations that are told of.
    private static func part(of record: LedgerRecord, for integrations: Set<String>?) -> LedgerRecord? {
        guard let integrations else { return record }
        switch record {
        case .begin: return record
        case .commit(let count, let cursors):
            return .commit(deliveries: count, cursors: cursors.filter { integrations.contains($0.integration) })
        case .disabled(let id, _, _), .enabled(let id, _, _, _), .muted(let id, _), .unmuted(let id, _, _):
            return integrations.contains(id) ? record : nil
        default: return nil
        }
    }
}
