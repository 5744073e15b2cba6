package import Delivery
package import JSON
package import Providers
package import Time

/// The retry rule of an integration, and when the deliveries that are owed to it go.
package struct ScheduleReport: Sendable {
    package let integration: Integration
    /// What keeps deliveries from going: it is disabled or muted, it fails, or its host asked for it.
    package let obstacle: Obstacle?
    /// Why events are not made deliveries of by the next run.
    package let hold: Hold?
    package let nextDigest: Timestamp?
    package let madeAt: Timestamp

    package init(
        _ integration: Integration,
        obstacle: Obstacle?,
        hold: Hold?,
        nextDigest: Timestamp?,
        at now: Timestamp
    ) {
        self.integration = integration
        self.obstacle = obstacle
        self.hold = hold
        self.nextDigest = nextDigest
        madeAt = now
    }

    /// For people.
    package var text: String {
        let retries = integration.retry.waits.count
        let head = "\(integration.id) (\(integration.provider.rawValue)): \(count(retries + 1, "attempt")) at most"
        var rows = [["ATTEMPT", "WAITS", "IN ALL"], ["1", "", "0s"]]
        var whole = Duration.zero
        for (number, wait) in integration.retry.waits.enumerated() {
            whole += wait
            rows.append(["\(number + 2)", wait.spoken, whole.spoken])
        }
        let lines = TextTable(rows, numbers: [0]).lines.map { "  " + $0 } + notes
        return ([head] + lines).map { $0 + "\n" }.joined()
    }

    private var notes: [String] {
        var notes = [
            "each wait ± 20 %, counted from the attempt before",
            "given up \(integration.retry.expireAfter.spoken) after it was planned, whatever is left",
            "a rate limit (Retry-After) moves the time, and uses up no attempt",
        ]
        if let policy = integration.disable {
            let failures = count(policy.failures, "failed request")
            notes.append("disabled after \(failures) in a row over \(policy.failingFor.spoken)")
        } else {
            notes.append("never disabled for failing")
        }
        if let rate = integration.rate { notes.append("at most \(rate.count) in \(rate.interval.spoken)") }
        if let obstacle { notes.append("what is owed goes " + obstacle.words(at: madeAt, integration.id)) }
        if let hold { notes.append("what comes is " + hold.words(at: madeAt, integration.id)) }
        if let nextDigest { notes.append("the next digest is due \(moment(nextDigest, madeAt))") }
        return notes
    }

    /// `integration`, `attempts[]` (`number`, `waitMilliseconds`, `totalMilliseconds`), `jitterPercent`,
    /// `expireAfterMilliseconds`, `disable` (`failures`, `failingForMilliseconds`), `notBefore`, `keptBy` (the words of
    /// `queue --json`), `heldBecause`, `heldUntil` (those of `status --json`), `nextDigestAt`.
    package var json: JSON {
        var whole = Duration.zero
        let attempts = ([.zero] + integration.retry.waits).enumerated().map { number, wait -> JSON in
            whole += wait
            return [
                "number": .number(number + 1), "waitMilliseconds": .number(wait.milliseconds),
                "totalMilliseconds": .number(whole.milliseconds),
            ]
        }
        let disable = integration.disable.map { policy -> JSON in
            [
                "failures": .number(policy.failures),
                "failingForMilliseconds": .number(policy.failingFor.milliseconds),
            ]
        }
        return [
            "integration": .string(integration.id), "attempts": .array(attempts), "jitterPercent": 20,
            "expireAfterMilliseconds": .number(integration.retry.expireAfter.milliseconds),
            "disable": disable ?? .null, "notBefore": .optional(obstacle?.end?.rfc3339),
            "keptBy": .optional(obstacle?.word), "heldBecause": .optional(hold?.word),
            "heldUntil": .optional(hold?.end?.rfc3339),
            "nextDigestAt": .optional(nextDigest?.rfc3339),
        ]
    }
}

/// A time and how far off it is, for people.
func moment(_ time: Timestamp, _ now: Timestamp) -> String {
    "\(time.rfc3339), " + (time > now ? "in \((time - now).spoken)" : "with the next run")
}
