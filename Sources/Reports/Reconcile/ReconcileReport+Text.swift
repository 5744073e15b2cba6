import Delivery
import Diagnostics
import Time

extension ReconcileReport {
    /// What the rows of the table are.
    package enum Breakdown: String, Sendable, CaseIterable {
        case integration, project, event
    }

    /// The matrix and its balance, for people; ends with a line break.
    ///
    /// `mending` is the command that mends the gap; `nil` where nobody needs to be told.
    package func text(by breakdown: Breakdown, mending: String? = "belfry reconcile --apply") -> String {
        var lines = [window, ""]
        if total.matched > 0 { lines += table(breakdown) + [""] }
        lines.append("matched " + total.equation)
        lines += discrepancies.map { "it does not add up: \($0)" }
        lines += waiting + againstLines + verdict(mending: mending)
        return lines.map { visible($0) + "\n" }.joined()
    }

    private var window: String {
        if let last {
            let before = older > 0 ? ", and of what came before \(older) not done with" : ""
            return "\(counted(events, "event")) since the last reconcile, \(last.at.rfc3339)\(before)"
        }
        let from = since?.rfc3339 ?? "the beginning of the record"
        return "\(counted(events, "event")) from \(from) to \(until?.rfc3339 ?? "now")"
    }

    private func table(_ breakdown: Breakdown) -> [String] {
        let states = total.present
        let named = rows.filter { $0.balance.matched > 0 }.flatMap { $0.named(breakdown) }
        var cells = [[breakdown.columns, ["MATCHED"], states.map { $0.rawValue.uppercased() }].flatMap(\.self)]
        cells += named.map { $0.names + $0.balance.cells(states) }
        if rows.count > 1 || named.count > 1 {
            let total = ["total"] + [String](repeating: "", count: breakdown.columns.count - 1)
            cells.append(total + self.total.cells(states))
        }
        let names = breakdown.columns.count
        return TextTable(cells, numbers: Set(names..<names + 1 + states.count)).lines
    }

    /// What keeps from going what is neither told nor given up.
    private var waiting: [String] {
        let lines = rows.flatMap { row in row.waiting(at: madeAt).map { "  \(row.integration): \($0)" } }
        return lines.isEmpty ? [] : ["still to be told:"] + lines
    }

    private var againstLines: [String] {
        guard let against else { return [] }
        var lines = [
            "the list names \(counted(against.listed - against.duplicates, "event")): \(against.accepted) taken in, "
                + "\(against.spooled) in the spool, \(against.never.count) never reached it"
        ]
        if against.duplicates > 0 { lines.append("  \(counted(against.duplicates, "line")) of it named one again") }
        return lines + against.never.map { "  never reached the spool: \($0)" }
    }

    private func verdict(mending: String?) -> [String] {
        guard hasGap else { return ["no gap"] }
        return strandedLines + gapLines(mending: mending)
    }

    /// What is owed and held where the file is gone, and what ends that.
    private var strandedLines: [String] {
        rows.filter { $0.stranded > 0 }.flatMap { row in
            let id = row.integration
            return [
                "gap: \(counted(row.stranded, "event")) owed or held, and '\(id)' is configured no longer",
                "  put its file back, integrations/\(id).json, or give them up:",
                "  → " + RemovedIntegration(id: id).command,
            ]
        }
    }

    private func gapLines(mending: String?) -> [String] {
        let gap = total.gap
        guard gap > 0 else { return [] }
        let what = total.present.filter(\.isGap).map(\.rawValue).joined(separator: " or ")
        let command = mending.map { ["  → " + $0] } ?? []
        return ["gap: \(counted(gap, "event")) \(what), and nothing mends that by itself"] + command
    }
}

extension ReconcileReport.Breakdown {
    fileprivate var columns: [String] {
        switch self {
        case .integration: ["INTEGRATION"]
        case .project: ["INTEGRATION", "PROJECT"]
        case .event: ["INTEGRATION", "EVENT"]
        }
    }
}

extension ReconcileReport.Row {
    fileprivate func named(_ breakdown: ReconcileReport.Breakdown) -> [(names: [String], balance: Balance)] {
        let own = isConfigured ? integration : integration + " (removed)"
        func list(_ balances: [String: Balance]) -> [(names: [String], balance: Balance)] {
            balances.sorted { $0.key < $1.key }.map { ([own, $0.key.isEmpty ? "-" : $0.key], $0.value) }
        }
        return switch breakdown {
        case .integration: [([own], balance)]
        case .project: list(byProject)
        case .event: list(byType)
        }
    }
}

extension ReconcileReport.Row {
    fileprivate func waiting(at now: Timestamp) -> [String] {
        guard let standing else { return [] }
        let owed = balance[.pending] + balance[.deferred]
        var lines: [String] = []
        if owed > 0 {
            let obstacle = standing.backlog.obstacle
            let first = obstacle?.isHold == true ? "" : "the first "
            lines.append("\(owed) owed, \(first)" + (obstacle?.words(at: now, integration) ?? "with the next run"))
        }
        if balance[.parked] > 0 { lines.append("\(balance[.parked]) set aside by hand: belfry release") }
        if balance[.held] > 0 {
            lines.append("\(balance[.held]) " + (standing.hold?.words(at: now, integration) ?? "with the next run"))
        }
        return lines
    }
}

extension Balance {
    fileprivate func cells(_ states: [EventState]) -> [String] { [String(matched)] + states.map { String(self[$0]) } }
}

private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
