import Delivery
import Diagnostics
import JSON
import Providers
import Reports
import Time

extension DemoReport {
    /// The demonstration for people; no line is wider than `width` columns where it can be broken.
    func text(width: Int, isKept: Bool) -> String {
        var lines = ["Belfry, shown on the morning of a made-up company. Nothing leaves this machine."]
        lines += heading("What happened", width) + steps.enumerated().flatMap { number, step in
            step.enumerated().map { ($0.offset == 0 ? " \(number + 1)  " : "    ") + $0.element }
        }
        lines += heading("What the readers see", width) + cards(width: width)
        lines += heading("The report, as 'belfry status' prints it", width)
        lines += run.statusText.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        lines += heading("What to do next", width) + nextSteps(isKept: isKept)
        return lines.flatMap { $0.wrapped(to: width) }.map { $0 + "\n" }.joined()
    }

    private func heading(_ text: String, _ width: Int) -> [String] {
        let rule = String(repeating: "─", count: max(0, min(width, 80) - text.columns - 4))
        return ["", "── \(text) \(rule)", ""]
    }

    // MARK: what happened

    private var steps: [[String]] {
        let intake = run.intake
        return [
            ["made a home in \(home.configuration), as 'belfry init' does"],
            ["described \(DemoTarget.all.count) integrations, all at \(address) inside this program"],
            ["spooled \(spool.events) events of the last \(DemoStory.span.spoken) in \(spool.files) files"],
            [
                "'belfry run' took in \(intake.accepted) events, left out \(counted(intake.duplicates, "duplicate")), "
                    + "put aside \(counted(intake.quarantined, "broken line")):"
            ] + refused.map(place),
            [
                "delivered \(counted(run.totals.delivered, "message")) over HTTP, in \(requests.count) requests "
                    + "and \((run.finishedAt - run.startedAt).spoken)"
            ],
            ["'\(DemoTarget.recovering)' answered 500 once; the same message was sent again and taken"],
            ["'\(DemoTarget.failing)' answered 500 each time; its messages wait, and later runs try again"],
        ]
    }

    /// `jobs.ndjson:19:57: unexpected end`: a spool file's own name stands behind its time and its random part.
    private func place(_ diagnostic: Diagnostic) -> String {
        let name = diagnostic.file.split(separator: "/").last?.split(separator: ".", maxSplits: 2).last ?? ""
        let position = diagnostic.position.map { ":\($0.line):\($0.column)" } ?? ""
        return "\(name)\(position): \(diagnostic.message)"
    }

    private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    // MARK: what the readers see

    private func cards(width: Int) -> [String] {
        var lines: [String] = []
        for target in DemoTarget.all {
            let own = messages.filter { $0.target.id == target.id }
            for message in own.prefix(target.type == .rawWebhook ? 1 : own.count) {
                lines += [lines.isEmpty ? "" : "", "\(target.type.rawValue) to '\(target.id)'"]
                let bar = "  │ "
                lines += MessageText(message.body, for: target.type).lines.flatMap {
                    $0.wrapped(to: width - bar.count).map { bar + $0 }
                }
            }
            let rest = target.type == .rawWebhook ? own.count - 1 : 0
            if rest > 0 { lines.append("  … and \(rest) more like it, one for each event") }
        }
        return Array(lines.dropFirst())
    }

    // MARK: what to do next

    private func nextSteps(isKept: Bool) -> [String] {
        let rows = [
            ["belfry init ~/belfry", "make a home, describe a target in ~/belfry/integrations"],
            ["belfry --home ~/belfry emit build:failure", "from any script, as often as it likes"],
            ["belfry --home ~/belfry run", "every few minutes, from cron or a timer"],
        ]
        let table = aligned(rows, indent: 2).split(separator: "\n").map(String.init)
        guard isKept else { return table }
        return table + ["", "The home of this demonstration is kept in \(home.configuration)."]
    }
}
