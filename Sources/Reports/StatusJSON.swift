import Delivery
package import JSON
import Providers
import Time

extension RunReport {
    /// The report for programs: `reports/status.json` and what `run --json` and `status --json` print.
    ///
    /// Keys are only ever added; `format` changes when one changes its meaning. Times are RFC 3339 in UTC, durations
    /// whole milliseconds; what is not known is `null`, so every key is always there:
    ///
    /// - `format`, `startedAt`, `finishedAt`, `ending` (`complete`, `out-of-time`, `SIGTERM`, `SIGINT`,
    ///   `disk-trouble`), `dryRun`, `verdict` (`fine`, `deferred`, `attention`)
    /// - `milliseconds`: `total`, `intake`, `plan`, `deliver`
    /// - `lastRun`: `startedAt`, `finishedAt`, `ending`, `verdict`; `lastGoodRunAt`
    /// - `spool`: `files`, `oldestSince`, what waits to be taken in; only `status` knows
    /// - `refused`: `files`, `newestReasons`, what lies in `spool/corrupt` and the path of the reasons written last
    /// - `ageBounds`: the columns of `ages` but the last, which is open
    /// - `intake`: `files`, `accepted`, `duplicates`, `quarantined`, `left`
    /// - `totals`: `planned`, `delivered`, `deferred`, `rejected`, `exhausted`, `outstanding`, `held`
    /// - `integrations[]`: `id`, `name`, `type`, `state`, `status` (Northflank's object), `thisRun` (the counts of
    ///   `totals` that belong to a run), `ever` (`delivered`, `rejected`, `exhausted`, `skipped`, and of events `suppressed`,
    ///   `muted`), `mutes` (`id`, `since`, `until`, `events`, `reason`; those in force), `outstanding`, `held`,
    ///   `heldIsEstimate`, `ages` (how many have waited so long, only with `status --ages`), `oldestWaitingSince`,
    ///   `nextAttemptAt`, `nextDigestAt`, `heldBecause` (`disabled`, `muted`, `quiet`, `not-due`, `too-few`, `failing`,
    ///   `in-turn`, `not-selected`), `heldUntil`, `parked`, `keptBy` (what the next attempt waits for, in the
    ///   words of `queue --json`), `lastFailure` (`at`, `class`, `reason`), `percentToDisabling`, `command` (what
    ///   to type next)
    /// - `removed[]`: integrations whose files are gone and that still have something: `id`, `outstanding`, `held`,
    ///   `heldIsEstimate`, `parked`, `ages`, `oldestWaitingSince`, `command`
    /// - `problems[]`: one line each
    package var statusJSON: JSON {
        [
            "format": 1,
            "startedAt": .string(startedAt.rfc3339),
            "finishedAt": .string(finishedAt.rfc3339),
            "ending": .string(ending.word),
            "dryRun": .bool(isDryRun),
            "verdict": .string(verdict.rawValue),
            "milliseconds": [
                "total": .number((finishedAt - startedAt).milliseconds),
                "intake": .number(phases.intake.milliseconds),
                "plan": .number(phases.plan.milliseconds),
                "deliver": .number(phases.deliver.milliseconds),
            ],
            "lastRun": lastRun?.shownJSON ?? .null,
            "lastGoodRunAt": .optional(lastRun?.goodAt?.rfc3339),
            "spool": spool?.json ?? .null,
            "refused": refused?.json ?? .null,
            "ageBounds": .array(AgeHistogram.bounds.map { .string($0.text) }),
            "intake": intake.json,
            "totals": .object(
                totals.members + [
                    JSON.Member("outstanding", .number(outstanding)),
                    JSON.Member("held", .number(held)),
                ]
            ),
            "integrations": .array(integrations.map { $0.json(at: finishedAt) }),
            "removed": .array(removed.map(\.json)),
            "problems": .array(problems.map { .string($0) }),
        ]
    }
}

extension LastRun {
    fileprivate var shownJSON: JSON {
        .object((json.members ?? []).filter { !["version", "lastGoodRunAt"].contains($0.key) })
    }
}

extension RemovedIntegration {
    fileprivate var json: JSON {
        [
            "id": .string(id),
            "outstanding": .number(backlog.outstanding),
            "held": .number(backlog.held),
            "heldIsEstimate": .bool(backlog.isEstimate),
            "parked": .number(backlog.parked),
            "ages": backlog.ages.map(\.json) ?? .null,
            "oldestWaitingSince": .optional(backlog.oldest?.rfc3339),
            "command": .string(command),
        ]
    }
}

extension AgeHistogram {
    var json: JSON { .array(counts.map { .number($0) }) }
}

extension RefusedFiles {
    fileprivate var json: JSON { ["files": .number(files), "newestReasons": .optional(newestReasons)] }
}

extension SpoolBacklog {
    fileprivate var json: JSON { ["files": .number(files), "oldestSince": .optional(oldest?.rfc3339)] }
}

extension IntakeReport {
    fileprivate var json: JSON {
        [
            "files": .number(files),
            "accepted": .number(accepted),
            "duplicates": .number(duplicates),
            "quarantined": .number(quarantined),
            "left": .number(left),
        ]
    }
}

extension DeliveryCounts {
    fileprivate var members: [JSON.Member] {
        [
            JSON.Member("planned", .number(planned)),
            JSON.Member("delivered", .number(delivered)),
            JSON.Member("deferred", .number(deferred)),
            JSON.Member("rejected", .number(rejected)),
            JSON.Member("exhausted", .number(exhausted)),
        ]
    }
}

extension IntegrationReport {
    fileprivate func json(at now: Timestamp) -> JSON {
        [
            "id": .string(id),
            "name": .string(name),
            "type": .string(provider.rawValue),
            "state": .string(status.state.rawValue),
            "status": status.json,
            "thisRun": .object(thisRun.members),
            "ever": [
                "delivered": .number(ever.delivered),
                "rejected": .number(ever.rejected),
                "exhausted": .number(ever.exhausted),
                "skipped": .number(ever.skipped),
                "suppressed": .number(ever.leftOut.suppressed),
                "muted": .number(ever.leftOut.muted),
            ],
            "mutes": .array(mutes.map(\.shownJSON)),
            "outstanding": .number(backlog.outstanding),
            "held": .number(backlog.held),
            "heldIsEstimate": .bool(backlog.isEstimate),
            "ages": backlog.ages.map(\.json) ?? .null,
            "oldestWaitingSince": .optional(backlog.oldest?.rfc3339),
            "nextAttemptAt": .optional(backlog.nextAttempt?.rfc3339),
            "nextDigestAt": .optional(nextDigest?.rfc3339),
            "heldBecause": .optional(hold?.word),
            "heldUntil": .optional(hold?.end?.rfc3339),
            "parked": .number(backlog.parked),
            "keptBy": .optional(backlog.obstacle?.word),
            "lastFailure": lastFailure?.json ?? .null,
            "percentToDisabling": percentToDisabling(at: now).map { .number($0) } ?? .null,
            "command": .optional(command),
        ]
    }
}

extension Mute {
    package var shownJSON: JSON {
        [
            "id": .string(id), "since": .string(start.rfc3339), "until": .string(end.rfc3339),
            "events": .array(patterns.map { .string($0) }), "reason": .string(reason),
        ]
    }
}

extension LastFailure {
    fileprivate var json: JSON {
        [
            "at": .string(time.rfc3339),
            "class": .string(failureClass.rawValue),
            "reason": .string(reason),
        ]
    }
}
