import Delivery
import Diagnostics
import Time

extension DeliveryReport {
    /// The report for terminals and mails; control characters in texts of others are shown by their code.
    package var text: String {
        var lines = [title, span, "", verdict, sum]
        lines += section(
            "Needs you",
            troubles.flatMap { trouble in
                [trouble.what] + trouble.details.map { "    " + $0 } + (trouble.command.map { ["    → \($0)"] } ?? [])
            }
        )
        lines += table(
            "Integrations",
            [DeliveryReport.integrationTitles] + rows.map { $0.cells },
            numbers: [2, 3, 4, 5]
        )
        lines += legend.map { ["  " + $0] } ?? []
        lines += table(
            "Failures",
            failures.isEmpty
                ? []
                : [["class", "attempts", "where", "the last one"]]
                    + failures.map { [$0.failureClass.rawValue, grouped($0.attempts), $0.places, $0.reason] },
            numbers: [1]
        )
        lines += section(
            "Switched off and on",
            changes.map { change in
                "\(change.at.minute)  \(change.integration) \(change.words)" + (change.reason.map { ": \($0)" } ?? "")
            }
        )
        lines += section("Deliveries, the latest first", deliveries.flatMap { $0.lines })
        if omitted > 0, !deliveries.isEmpty { lines += ["  and \(grouped(omitted)) older ones"] }
        return lines.map { visible($0) + "\n" }.joined()
    }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["", title + ":"] + lines.map { "  " + $0 }
    }

    private func table(_ title: String, _ rows: [[String]], numbers: Set<Int>) -> [String] {
        guard rows.count > 1 else { return [] }
        return section(title, TextTable(rows.map { $0.map(visible) }, numbers: numbers).lines)
    }
}

extension ReportedDelivery {
    fileprivate var lines: [String] {
        let delivery = history.delivery
        var lines = ["\(history.changed.second)  \(delivery.integration)  \(kind)  \(history.state.rawValue)"]
        lines.append("    \(delivery.id)" + (eventID.map { ", event \($0)" } ?? ""))
        lines += history.attempts.map { attempt in
            "    \(attempt.number)  \(attempt.started.second)  \(attempt.duration.spoken)  \(attempt.outcome)"
        }
        if let next = nextAttempt { lines.append("    next attempt \(next.second)") }
        return lines
    }
}
