import Delivery
import Diagnostics
import Time

extension DeliveryReport {
    /// The report for tickets and wikis (GitHub Flavored Markdown, the tables of which others read too).
    package var markdown: String {
        var lines = ["# \(title)", "", span, "", "**\(verdict)** \(sum)"]
        let needs = troubles.flatMap { trouble in
            ["- \(escaped(trouble.what))"] + trouble.details.map { "  - \(escaped($0))" }
                + (trouble.command.map { ["  - `\($0)`"] } ?? [])
        }
        lines += section("Needs you", needs)
        lines += section("Integrations", table(DeliveryReport.integrationTitles, rows.map { $0.cells }, numbers: 2...5))
        lines += section(
            "Failures",
            table(
                ["class", "attempts", "where", "the last one"],
                failures.map { [$0.failureClass.rawValue, grouped($0.attempts), $0.places, $0.reason] },
                numbers: 1...1
            )
        )
        lines += section(
            "Switched off and on",
            changes.map { change in
                let reason = change.reason.map { ": " + escaped($0) } ?? ""
                return "- \(change.at.minute) **\(escaped(change.integration))** \(change.words)\(reason)"
            }
        )
        lines += section(
            "Deliveries",
            table(
                ["at", "integration", "what", "state", "attempts", "last outcome", "delivery"],
                deliveries.map { $0.cells },
                numbers: 4...4
            )
        )
        if omitted > 0, !deliveries.isEmpty { lines += ["", "And \(grouped(omitted)) older ones."] }
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["", "## \(title)", ""] + lines
    }

    private func table(_ titles: [String], _ rows: [[String]], numbers: ClosedRange<Int>) -> [String] {
        guard !rows.isEmpty else { return [] }
        let rule = titles.indices.map { numbers.contains($0) ? "---:" : "---" }
        let cells = rows.map { $0.map(escaped) }
        return ([titles, rule] + cells).map { "| " + $0.joined(separator: " | ") + " |" }
    }
}

/// Text that stays text: no markup, no line breaks, no cells of its own.
private func escaped(_ text: String) -> String {
    var result = ""
    for character in visible(text) {
        switch character {
        case "\\", "`", "*", "_", "[", "]", "#", "|", "~", "!": result += "\\\(character)"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "&": result += "&amp;"
        default: result.append(character)
        }
    }
    return result
}

extension ReportedDelivery {
    fileprivate var cells: [String] {
        [
            history.changed.second, history.delivery.integration, kind, history.state.rawValue,
            "\(history.attemptCount)", history.lastAttempt?.outcome ?? "", history.delivery.id,
        ]
    }
}
