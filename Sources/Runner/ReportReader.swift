package import Configuration
package import Delivery
import Events
import Providers
package import Reports
package import Storage
package import Time

/// Reads what happened in a span of time out of the state: nothing is changed, and a run may be going on.
package struct ReportReader: ~Copyable {
    private let setup: Setup
    private let range: ReportRange
    /// Only these; `nil` for all, those included that are configured no longer.
    private let integrations: Set<String>?
    private var history: History
    private var contents: DeliveryContents
    private let forecast: Forecast

    /// Opens the history in a state folder; `integrations` are those that are told of, `nil` for all.
    package init(
        _ setup: Setup,
        state: borrowing Folder,
        range: ReportRange,
        integrations: Set<String>?,
        forecast: Forecast,
        progress: @escaping (Int, Int) -> Void = { _, _ in }
    ) throws {
        let log = try EventLog(in: state, retention: setup.settings.retention)
        history = try History(in: state)
        history.progress = progress
        contents = DeliveryContents(log: log)
        self.setup = setup
        self.range = range
        self.integrations = integrations
        self.forecast = forecast
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
            report.deliveries.append(try reported(delivery, withRequest: withRequests))
        }
        return report
    }

    /// Hands over each delivery of the range, in the order in which they were settled; those that are owed come last.
    package mutating func eachDelivery(_ visit: (ReportedDelivery) throws -> Void) throws {
        var report = DeliveryReport(
            range: range,
            madeAt: range.to,
            status: RunReport(startedAt: range.to, finishedAt: range.to)
        )
        var found: [DeliveryHistory] = []
        try history.deliveries(DeliverySelection(integrations: integrations)) { delivery in
            if report.add(delivery) { found.append(delivery) }
        }
        for delivery in found { try visit(try reported(delivery, withRequest: false)) }
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

    private mutating func reported(_ history: DeliveryHistory, withRequest: Bool) throws -> ReportedDelivery {
        let delivery = history.delivery
        // What was rendered has its names in the ledger: only what is asked for is read again.
        let isNamed = !delivery.eventType.isEmpty
        let integration = setup.integrations.first { $0.id == delivery.integration }
        let message = withRequest || !isNamed ? try contents.message(of: delivery, to: integration, self.history) : nil
        var request: ReportedDelivery.Request?
        if withRequest, let message, let integration {
            let time = history.lastAttempt?.started ?? delivery.planned
            request = contents.request(message, to: integration, at: time).map {
                ReportedDelivery.Request(
                    headers: $0.headers,
                    body: String(decoding: $0.body.prefix(ReportReader.shownBodyBytes), as: UTF8.self)
                )
            }
        }
        return ReportedDelivery(
            history: history,
            type: isNamed ? delivery.eventType : message?.eventType ?? "",
            eventID: delivery.eventID ?? message?.eventID,
            request: request,
            obstacle: forecast.obstacle(to: delivery.id, of: delivery.integration)
        )
    }

    /// Of each request's body: two hundred of them must still make a page that opens.
    private static let shownBodyBytes = 16 << 10
}
