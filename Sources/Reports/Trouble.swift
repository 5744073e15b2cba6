import Delivery
import Providers
package import Time

/// Something that somebody has to look at: what is wrong, more about it, and the command to type.
package struct Trouble: Sendable, Equatable {
    package let what: String
    package var details: [String] = []
    package var command: String?

    package init(what: String, details: [String] = [], command: String? = nil) {
        self.what = what
        self.details = details
        self.command = command
    }
}

extension RunReport {
    /// Everything that needs somebody, the integrations first.
    package var troubles: [Trouble] {
        var troubles = integrations.filter { $0.needsAttention(at: finishedAt) }.map { $0.trouble(at: finishedAt) }
        troubles += removed.map { $0.trouble(at: finishedAt) }
        let refused = refused ?? RefusedFiles(files: intake.quarantined)
        if intake.quarantined > 0 || refused.files > 0 { troubles.append(refused.trouble(fresh: intake.quarantined)) }
        return troubles + problems.map { Trouble(what: $0) }
    }

    /// What fails and is tried again by itself: good to know, and no reason to get up.
    package var failing: [Trouble] {
        integrations.filter { $0.isFailing(at: finishedAt) }.map { $0.trouble(at: finishedAt) }
    }
}

extension IntegrationReport {
    /// From here on of its way to being disabled, a failing integration is somebody's business: below, a single bad hour
    /// would alarm people.
    private static let alarmingPercent = Noticed.steps.min() ?? Noticed.disabled

    /// Something that time alone will not mend.
    func needsAttention(at now: Timestamp) -> Bool {
        verdict == .attention || status.isDisabled || percentToDisabling(at: now) ?? 0 >= Self.alarmingPercent
    }

    /// It has begun to go wrong, and is tried again by itself.
    func isFailing(at now: Timestamp) -> Bool {
        !needsAttention(at: now) && (status.state == .failing || status.state == .coolingDown)
    }

    /// What to type next; `nil` when there is nothing to do.
    package var command: String? {
        switch status.state {
        case .disabled: "belfry enable \(id)" + (backlog.held > 0 ? " --replay digest" : "")
        case .failing, .coolingDown: "belfry test \(id)"
        case .muted, .ok: nil
        }
    }

    /// What is wrong with it now, and the command to type.
    package func trouble(at now: Timestamp) -> Trouble {
        let last = lastFailure.map { "last failure: \($0.reason) (\($0.failureClass.rawValue))" }
        let isOver = status.state == .ok && losses == nil
        let details = [isOver ? nil : last, losses, waits(at: now), outlook(at: now)]
        return Trouble(
            what: "\(id) (\(provider.rawValue)) \(verdictInWords)",
            details: details.compactMap { $0 },
            command: command
        )
    }

    func waiting(at now: Timestamp) -> [String]? {
        waits(at: now).map { ["\(id) (\(provider.rawValue)): \($0)"] }
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

    var givenUp: [String]? {
        let parts = [(ever.rejected, "rejected"), (ever.exhausted, "exhausted")].filter { $0.0 > 0 }
        guard !parts.isEmpty else { return nil }
        let last = lastFailure.map { ", the last failure: \($0.reason) (\($0.failureClass.rawValue))" } ?? ""
        return ["\(id): " + parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + last]
            + ["→ belfry resend --failed -i \(id)"]
    }

    private var losses: String? {
        let parts = [(thisRun.rejected, "rejected"), (thisRun.exhausted, "exhausted")].filter { $0.0 > 0 }
        guard !parts.isEmpty else { return nil }
        return "in this run: " + parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    private func waits(at now: Timestamp) -> String? {
        var parts = backlog.amounts(at: now)
        guard !parts.isEmpty else { return nil }
        if let next = backlog.nextAttempt, status.state != .disabled {
            let words = backlog.obstacle?.words(at: now, id) ?? soon(next, now)
            parts.append(backlog.obstacle?.isHold == true ? words : "next attempt " + words)
        }
        if status.state == .muted, backlog.obstacle?.isHold != true { parts.append("muted") }
        if let reason = holdInWords(at: now) { parts.append(reason) }
        if let nextDigest, status.state == .ok { parts.append("next digest \(soon(nextDigest, now))") }
        return parts.joined(separator: ", ")
    }

    /// Why events are held, where nothing else of the report says so.
    private func holdInWords(at now: Timestamp) -> String? {
        switch hold {
        case .quiet(let until): "quiet hours for another \((until - now).spoken)"
        case .tooFew(let minimum, let until):
            "too few for a digest: they wait for \(minimum), \((until - now).spoken) at most"
        case .failing: "the next digest grows until the last one is delivered"
        case .muted, .disabled, .notDue, .inTurn, .notSelected, nil: nil
        }
    }

    private func outlook(at now: Timestamp) -> String? {
        guard let percent = percentToDisabling(at: now), let policy = disablePolicy,
            let first = status.timeOfFirstFailedRequest
        else { return nil }
        guard percent >= Self.alarmingPercent else { return nil }
        guard percent < 100 else { return "will be disabled with the next failed request (100 %)" }
        let limit = "\(count(policy.failures, "failure")) over \(policy.failingFor.spoken)"
        return "will be disabled after \(limit), not before \((first + policy.failingFor).rfc3339) (\(percent) %)"
    }

    private func soon(_ time: Timestamp, _ now: Timestamp) -> String {
        time > now ? "in \((time - now).spoken)" : "with the next run"
    }
}

extension Backlog {
    /// `2 deliveries outstanding`, `3 events held`, `the oldest for 5m`; empty when there is nothing.
    func amounts(at now: Timestamp) -> [String] {
        var parts: [String] = []
        if outstanding > 0 {
            parts.append((outstanding == 1 ? "1 delivery" : "\(outstanding) deliveries") + " outstanding")
        }
        if parked > 0 { parts.append("\(parked) of them set aside by hand") }
        if held > 0 { parts.append((isEstimate ? "about " : "") + count(held, "event") + " held") }
        guard !parts.isEmpty else { return [] }
        if let oldest { parts.append("the oldest for \(age(from: oldest, to: now))") }
        return parts
    }
}

func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

func age(from start: Timestamp, to now: Timestamp) -> String {
    start < now ? (now - start).spoken : "no time"
}
