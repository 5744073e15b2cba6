import Delivery
import Diagnostics
import Providers
import Time

extension RunReport {
    /// The report for people: `reports/status.txt` and what `belfry status` prints.
    ///
    /// As `git status` does: what is wrong, since when, what happens next, the command to run. Control characters in
    /// texts of others are shown by their code. Ends with a line break.
    package var statusText: String {
        var lines = [headline] + lastRunLine
        lines += section("Needs you", told(troubles))
        lines += section("Failing", told(failing))
        lines += section("Waiting", waiting)
        lines += section("Muted", muted)
        lines += section("Given up so far", givenUp)
        lines += section("Left out so far", leftOut)
        lines += section("Quiet", quiet)
        if isRun { lines += ["", summaryLine] }
        return text(lines)
    }

    /// Only what somebody has to look at, for a job whose output is mailed; `nil` when there is nothing.
    package var attentionText: String? {
        guard verdict == .attention else { return nil }
        return text(
            [headline] + section("Needs you", told(troubles)) + section("Failing", told(failing)) + ["", summaryLine]
        )
    }

    /// One line for the end of a run: `3 delivered, 1 deferred; 12 events taken in; 1.2 s`.
    package var summaryLine: String {
        let sum = totals
        var counts = [(sum.delivered, "delivered"), (sum.deferred, "deferred"), (sum.rejected, "rejected")]
        counts += [(sum.exhausted, "exhausted"), (held, "held")]
        if isDryRun { counts = [(sum.planned, "would be sent"), (held, "held")] }
        let told = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        var parts = [told.isEmpty ? "nothing to send" : told.joined(separator: ", ")]
        if intake.accepted > 0 { parts.append(count(intake.accepted, "event") + " taken in") }
        if intake.duplicates > 0 { parts.append(count(intake.duplicates, "duplicate") + " left out") }
        if intake.quarantined > 0 { parts.append("\(intake.quarantined) quarantined") }
        parts.append((finishedAt - startedAt).spoken)
        return parts.joined(separator: "; ")
    }

    /// When something ran last; a run tells of itself.
    private var lastRunLine: [String] {
        guard !isRun else { return [] }
        guard let lastRun else { return ["Last run: none is on record"] }
        let ago = finishedAt > lastRun.finishedAt ? "\((finishedAt - lastRun.finishedAt).spoken) ago" : "just now"
        var line = "Last run: \(ago), \(lastRun.verdict.rawValue)"
        if lastRun.ending != "complete" { line += ", ended by \(lastRun.ending)" }
        if lastRun.goodAt != lastRun.finishedAt {
            line += lastRun.goodAt.map { "; the last good one: \($0.rfc3339)" } ?? "; there was no good one yet"
        }
        return [line]
    }

    private var headline: String {
        let when = (isRun ? "Run of " : "Status of ") + startedAt.rfc3339
        let kind = isDryRun ? " (dry run: nothing was sent)" : ""
        switch ending {
        case .complete: return when + kind
        case .outOfTime: return when + kind + ", ended by its time limit: the next run goes on"
        case .stopped(let signal): return when + kind + ", stopped by \(signal): everything is recorded"
        case .diskTrouble(let reason): return when + kind + ", ended early: \(reason)"
        }
    }

    private func told(_ troubles: [Trouble]) -> [[String]] {
        troubles.map { [$0.what] + $0.details + ($0.command.map { ["→ \($0)"] } ?? []) }
    }

    private var waiting: [[String]] {
        var items = untroubled.compactMap { $0.waiting(at: finishedAt) }
        if let spool, spool.files > 0 {
            let oldest = spool.oldest.map { ", the oldest for \(age(from: $0, to: finishedAt))" } ?? ""
            items.append(["the spool: \(count(spool.files, "file")) for the next run" + oldest])
        }
        return items
    }

    /// What was given up on since the beginning: a run tells its own, a look at the whole tells all.
    private var givenUp: [[String]] {
        guard !isRun else { return [] }
        return integrations.compactMap { $0.givenUp }
    }

    private var muted: [[String]] {
        integrations.flatMap { report in
            report.mutes.map { mute in
                [
                    "\(report.id): \(mute.subject) for another \((mute.end - finishedAt).spoken): \(mute.reason)",
                    "→ belfry mute expire \(mute.id)",
                ]
            }
        }
    }

    /// Events that nobody was told since the beginning, on purpose.
    private var leftOut: [[String]] {
        guard !isRun else { return [] }
        return integrations.compactMap { report in report.ever.leftOut.words.map { ["\(report.id): \($0)"] } }
    }

    private var quiet: [[String]] {
        let names = untroubled.filter { $0.waiting(at: finishedAt) == nil }.map { $0.id }
        return names.isEmpty ? [] : [[names.joined(separator: ", ")]]
    }

    private var untroubled: [IntegrationReport] {
        integrations.filter { !$0.needsAttention(at: finishedAt) && !$0.isFailing(at: finishedAt) }
    }

    private func section(_ title: String, _ items: [[String]]) -> [String] {
        guard !items.isEmpty else { return [] }
        return ["", title + ":"]
            + items.flatMap { item in item.enumerated().map { ($0.offset == 0 ? "  " : "      ") + $0.element } }
    }

    private func text(_ lines: [String]) -> String {
        lines.map { visible($0) + "\n" }.joined()
    }
}
