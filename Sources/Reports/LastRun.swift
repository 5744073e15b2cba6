package import JSON
package import Time

/// What is remembered of the last run in `state/last-run.json`, so that "it did not run" can be told.
package struct LastRun: Sendable, Equatable {
    package let startedAt: Timestamp
    package let finishedAt: Timestamp
    /// The words of `status.json`.
    package let ending: String
    package let verdict: RunReport.Verdict
    /// When the last good run ended: this one, or one before it.
    package let goodAt: Timestamp?

    package init(
        startedAt: Timestamp,
        finishedAt: Timestamp,
        ending: String,
        verdict: RunReport.Verdict,
        goodAt: Timestamp?
    ) {
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.ending = ending
        self.verdict = verdict
        self.goodAt = goodAt
    }

    package init(_ report: RunReport, after earlier: LastRun?) {
        self.init(
            startedAt: report.startedAt,
            finishedAt: report.finishedAt,
            ending: report.ending.word,
            verdict: report.verdict,
            goodAt: report.isGood ? report.finishedAt : earlier?.goodAt
        )
    }

    /// Reads what `json` wrote; `nil` when it is of another version.
    package init?(_ json: JSON) {
        func time(_ key: String) -> Timestamp? { json[key]?.string.flatMap { Timestamp(rfc3339: $0) } }
        guard json["version"]?.int == 1, let started = time("startedAt"), let finished = time("finishedAt"),
            let ending = json["ending"]?.string,
            let verdict = json["verdict"]?.string.flatMap(RunReport.Verdict.init(rawValue:))
        else { return nil }
        self.init(
            startedAt: started,
            finishedAt: finished,
            ending: ending,
            verdict: verdict,
            goodAt: time("lastGoodRunAt")
        )
    }

    package var json: JSON {
        [
            "version": 1, "startedAt": .string(startedAt.rfc3339), "finishedAt": .string(finishedAt.rfc3339),
            "ending": .string(ending), "verdict": .string(verdict.rawValue),
            "lastGoodRunAt": .optional(goodAt?.rfc3339),
        ]
    }
}

extension RunReport {
    /// It came to its end and nobody has to look: what a heartbeat tells, and `--max-age` and `belfry.prom` ask for.
    package var isGood: Bool {
        switch ending {
        case .complete, .outOfTime: verdict < .attention
        case .stopped, .diskTrouble: false
        }
    }
}
