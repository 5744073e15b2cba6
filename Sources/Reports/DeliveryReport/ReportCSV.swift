import Delivery
import Time

/// Comma-separated values (RFC 4180), a row for each delivery, or for each attempt.
package struct ReportCSV: Sendable {
    private let isByAttempt: Bool

    /// - Parameter isByAttempt: a row for each attempt of each delivery in place of one for the delivery.
    package init(isByAttempt: Bool) { self.isByAttempt = isByAttempt }

    package var heading: String {
        let delivery = ["delivery", "integration", "type", "event", "events", "planned", "state"]
        return row(
            isByAttempt
                ? delivery + ["attempt", "at", "ms", "trigger", "result", "status", "class", "reason"]
                : delivery + ["changed", "next_attempt", "attempts", "status", "class", "reason"]
        )
    }

    package func rows(_ reported: ReportedDelivery) -> String {
        let history = reported.history
        let head = [
            history.delivery.id, history.delivery.integration, reported.type, reported.eventID ?? "",
            "\(history.delivery.eventCount)", history.delivery.planned.rfc3339, history.state.rawValue,
        ]
        guard isByAttempt else {
            let last = history.lastAttempt
            let tail = [
                history.changed.rfc3339, reported.nextAttempt?.rfc3339 ?? "", "\(history.attemptCount)",
            ]
            return row(head + tail + outcome(last))
        }
        return history.attempts.map { attempt in
            let tail = [
                "\(attempt.number)", attempt.started.rfc3339, "\(attempt.duration.milliseconds)",
                attempt.trigger.rawValue, attempt.result.rawValue,
            ]
            return row(head + tail + outcome(attempt))
        }.joined()
    }

    private func outcome(_ attempt: Attempt?) -> [String] {
        [attempt?.status.map { "\($0)" } ?? "", attempt?.failureClass?.rawValue ?? "", attempt?.reason ?? ""]
    }

    private func row(_ cells: [String]) -> String { cells.map(quoted).joined(separator: ",") + "\r\n" }

    /// A cell that a spreadsheet would take for a formula gets an apostrophe before it: ids and reasons are others' texts.
    private func quoted(_ cell: String) -> String {
        var text = cell
        if let first = cell.utf8.first, "=+-@\t\r".utf8.contains(first) { text = "'" + text }
        guard text.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return text }
        return "\"" + text.map { $0 == "\"" ? "\"\"" : "\($0)" }.joined() + "\""
    }
}
