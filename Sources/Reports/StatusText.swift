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
        lines += section("Needs you", needsYou)
        lines += section("Waiting", waiting)
        lines += section("Given up so far", givenUp)
        lines += section("Quiet", quiet)
        if isRun { lines += ["", summaryLine] }
        return text(lines)
    }

    /// Only what somebody has to look at, for a job whose output is mailed; `nil` when there is nothing.
    package var attentionText: String? {
        guard verdict == .attention else { return nil }
        return text([headline] + section("Needs you", needsYou) + ["", summaryLine])
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

    private var needsYou: [[String]] {
        var items = integrations.filter { $0.needsAttention }.map { $0.trouble(at: finishedAt) }
        if intake.quarantined > 0 {
            let what = intake.quarantined == 1 ? "1 file or line" : "\(intake.quarantined) files or lines"
            items.append(["\(what) of the spool could not be read", "why stands in spool/corrupt/*.reason.txt"])
        }
        items += problems.map { [$0] }
        return items
    }

    private var waiting: [[String]] {
        var items = integrations.filter { !$0.needsAttention }.compactMap { $0.waiting(at: finishedAt) }
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

    private var quiet: [[String]] {
        let names = integrations.filter { !$0.needsAttention && $0.waiting(at: finishedAt) == nil }.map { $0.id }
        return names.isEmpty ? [] : [[names.joined(separator: ", ")]]
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

extension IntegrationReport {
    /// Something that time alone will not mend, or that has begun to go wrong.
    fileprivate var needsAttention: Bool {
        verdict == .attention || status.state == .disabled || status.state == .failing || status.state == .coolingDown
    }

    /// What to type next; `nil` when there is nothing to do.
    package var command: String? {
        switch status.state {
        case .disabled: "belfry enable \(id)" + (backlog.held > 0 ? " --replay digest" : "")
        case .failing, .coolingDown: "belfry test \(id)"
        case .muted, .ok: nil
        }
    }

    /// What is wrong, since when, what happens next, the command.
    fileprivate func trouble(at now: Timestamp) -> [String] {
        var lines = ["\(id) (\(provider.rawValue)) \(verdictInWords)"]
        if let lastFailure, status.state != .ok {
            lines.append("last failure: \(lastFailure.reason) (\(lastFailure.failureClass.rawValue))")
        }
        if let losses { lines.append(losses) }
        if let waits = waits(at: now) { lines.append(waits) }
        if let outlook = outlook(at: now) { lines.append(outlook) }
        if let command { lines.append("→ \(command)") }
        return lines
    }

    fileprivate func waiting(at now: Timestamp) -> [String]? {
        waits(at: now).map { ["\(id) (\(provider.rawValue)): \($0)" + (status.state == .muted ? ", muted" : "")] }
    }

    private var verdictInWords: String {
        let failures = count(status.numberOfFailedRequests, "failed request")
        switch status.state {
        case .ok: return "could not deliver everything"
        case .muted: return "is muted" + (status.reason.map { ": \($0)" } ?? "")
        case .disabled:
            let since = status.since.map { " since \($0.rfc3339)" } ?? ""
            return "is disabled\(since)" + (status.reason.map { ": \($0)" } ?? "")
        case .failing, .coolingDown:
            let since = status.timeOfFirstFailedRequest.map { " since \($0.rfc3339)" } ?? ""
            let rest = status.state == .coolingDown ? ", left alone until the next attempt" : ""
            return "is failing\(since), \(failures)\(rest)"
        }
    }

    fileprivate var givenUp: [String]? {
        let parts = [(ever.rejected, "rejected"), (ever.exhausted, "exhausted")].filter { $0.0 > 0 }
        guard !parts.isEmpty else { return nil }
        let last = lastFailure.map { ", the last failure: \($0.reason) (\($0.failureClass.rawValue))" } ?? ""
        return ["\(id): " + parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + last]
    }

    private var losses: String? {
        let parts = [(thisRun.rejected, "rejected"), (thisRun.exhausted, "exhausted")].filter { $0.0 > 0 }
        guard !parts.isEmpty else { return nil }
        return "in this run: " + parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    private func waits(at now: Timestamp) -> String? {
        var parts: [String] = []
        if backlog.outstanding > 0 { parts.append(deliveries(backlog.outstanding) + " outstanding") }
        if backlog.held > 0 {
            parts.append((backlog.isEstimate ? "about " : "") + count(backlog.held, "event") + " held")
        }
        guard !parts.isEmpty else { return nil }
        if let oldest = backlog.oldest { parts.append("the oldest for \(age(from: oldest, to: now))") }
        if let next = backlog.nextAttempt, status.state != .disabled {
            parts.append("next attempt \(soon(next, now))")
        }
        if let nextDigest, status.state == .ok { parts.append("next digest \(soon(nextDigest, now))") }
        return parts.joined(separator: ", ")
    }

    private func outlook(at now: Timestamp) -> String? {
        guard let percent = percentToDisabling(at: now), let policy = disablePolicy,
            let first = status.timeOfFirstFailedRequest
        else { return nil }
        /// Below this a single bad hour would alarm people.
        let worthTelling = 50
        guard percent >= worthTelling else { return nil }
        let limit = "\(count(policy.failures, "failure")) over \(policy.failingFor.spoken)"
        return "will be disabled after \(limit), not before \((first + policy.failingFor).rfc3339) (\(percent) %)"
    }

    private func soon(_ time: Timestamp, _ now: Timestamp) -> String {
        time > now ? "in \((time - now).spoken)" : "with the next run"
    }

    private func deliveries(_ number: Int) -> String { number == 1 ? "1 delivery" : "\(number) deliveries" }
}

private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

private func age(from start: Timestamp, to now: Timestamp) -> String {
    start < now ? (now - start).spoken : "no time"
}
