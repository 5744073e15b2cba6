import Delivery
import Diagnostics
import Providers
import Reports
import Time

extension DemoReport {
    /// The demonstration for people; no line is wider than `width` columns where it can be broken.
    func page(width: Int, isKept: Bool) -> [PageLine] {
        var lines: [PageLine] = ["Belfry, shown on the morning of a made-up company. Nothing leaves this machine."]
        lines += heading("What happened", width) + numberedSteps(width: width)
        lines += heading("What the readers see", width) + cards(width: width)
        lines += heading("The report, as 'belfry status' prints it", width)
        lines += plain(run.statusText)
        lines += heading("What to do next", width) + plain(nextSteps)
        if isKept {
            lines += [
                "", "This demonstration's home is kept:", PageLine("  belfry --home \(home.configuration) status"),
            ]
        }
        return lines.flatMap { $0.wrapped(to: width) }
    }

    /// On a wide terminal a rule that goes on and on separates no better.
    private static let widestRule = 80

    private func heading(_ text: String, _ width: Int) -> [PageLine] {
        let rule = String(repeating: "─", count: max(0, min(width, DemoReport.widestRule) - text.columns - 4))
        return ["", PageLine("── \(text) \(rule)", isStrong: true), ""]
    }

    private func plain(_ text: String) -> [PageLine] {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { PageLine(String($0)) }
    }

    // MARK: what happened

    private func numberedSteps(width: Int) -> [PageLine] {
        steps.enumerated().flatMap { index, step in
            PageLine(step).wrapped(to: width - 4).enumerated().map { number, line in
                PageLine((number == 0 ? " \(index + 1)  " : "    ") + line.text)
            }
        }
    }

    private var steps: [String] {
        let intake = run.intake
        let time = (run.finishedAt - run.startedAt).spoken
        var steps = [
            "made a home in \(home.configuration), as 'belfry init' does",
            "described \(counted(DemoTarget.all.count, "integration")), all at \(address) inside this program",
            "spooled \(counted(spool.events, "event")) of the last \(DemoStory.span.spoken) in \(spool.files) files",
            "did what 'belfry run' does: took in \(counted(intake.accepted, "event")), "
                + "left out \(counted(intake.duplicates, "duplicate"))",
            "put aside \(counted(intake.quarantined, "broken line")): " + refused.map(place).joined(separator: ", "),
            "sent \(counted(run.totals.delivered, "message")) in \(time): "
                + "\(counted(requests.count, "request")) over HTTP, \(counted(mails.count, "mail")) over SMTP",
        ]
        if hasRecovered {
            steps.append("'\(DemoTarget.recovering)' answered 500 once: the same message was sent again, and taken")
        }
        if isWaiting {
            steps.append("'\(DemoTarget.failing)' answered 500 each time: its messages wait, and later runs try again")
        }
        return steps
    }

    /// `jobs.ndjson:19:57: unexpected end`: a spool file's own name stands behind its time and its random part.
    private func place(_ diagnostic: Diagnostic) -> String {
        let file = diagnostic.file.split(separator: "/").last ?? ""
        let name = file.split(separator: ".", maxSplits: 2).last ?? ""
        let position = diagnostic.position.map { ":\($0.line):\($0.column)" } ?? ""
        return "\(name)\(position): \(diagnostic.message)"
    }

    private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    // MARK: what the readers see

    private func cards(width: Int) -> [PageLine] {
        let cards = DemoTarget.all.flatMap { target -> [[PageLine]] in
            let own = messages.filter { $0.target.id == target.id }
            let shown = target.type == .rawWebhook ? own.prefix(1) : own[...]
            return shown.enumerated().map { index, message in
                let number = own.count > 1 ? ", \(index + 1) of \(own.count)" : ""
                let title = PageLine("\(target.type.rawValue) to '\(target.id)'\(number)", isStrong: true)
                return [title] + card(message, width: width)
            }
        }
        return Array(cards.joined(separator: [""]))
    }

    private func card(_ message: Message, width: Int) -> [PageLine] {
        let bar = "  │"
        let lines = MessageText(message.body, for: message.target.type).lines
        return lines.flatMap { $0.wrapped(to: width - bar.count - 1) }.map { line in
            PageLine(line.text.isEmpty ? bar : "\(bar) \(line.text)", isStrong: line.isStrong)
        }
    }

    // MARK: what to do next

    private var nextSteps: String {
        let rows = [
            ["belfry init ~/belfry", "make a home, put a target into it"],
            ["belfry --home ~/belfry emit build:failure", "tell it something, from any script"],
            ["belfry --home ~/belfry run", "deliver: every few minutes, by cron"],
        ]
        return aligned(rows, indent: 2)
    }
}
