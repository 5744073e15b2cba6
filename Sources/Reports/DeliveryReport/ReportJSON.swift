import Delivery
package import JSON
import Providers
import Time

extension DeliveryReport {
    /// The report for programs: `belfry report --json`.
    ///
    /// Keys are only ever added; `format` changes when one changes its meaning. Times are RFC 3339 in UTC, durations
    /// whole milliseconds; what is not known is `null`:
    ///
    /// - `format`, `madeAt`, `range` (`from`, `to`, `words`), `needsAttention`
    /// - `totals`: `planned`, `delivered`, `rejected`, `exhausted`, `dropped`, `suppressed` and `muted` (of
    ///   events), `attempts`, `failedAttempts`, `arrivedPercent` (of what was settled by itself)
    /// - `integrations[]`: `id`, `name`, `type`, `state`, the keys of `totals`, `wayMilliseconds` (plan to delivery) and
    ///   `answerMilliseconds` (of attempts that delivered), each with `median`, `p95`, `longest`; `outstanding`, `held`,
    ///   `ages` (as many as have waited so long, columns of `ageBounds`), `reason`, `command`. One that is configured no
    ///   longer has `null` for what only the configuration knows
    /// - `timeline`: `stepMilliseconds`, `slots[]` (`from`, `delivered`, `deferred`, `lost`), those without anything left
    ///   out
    /// - `failures[]`: `class`, `attempts`, `integrations`, `lastAt`, `lastReason`
    /// - `changes[]`: `at`, `integration`, `words`, `reason`
    /// - `deliveries[]`, with `--detail` only: `id`, `integration`, `type`, `event`, `events`, `plannedAt`, `state`,
    ///   `changedAt`, `keptBy`, `nextAttemptAt`, `attempts[]` (`number`, `at`, `milliseconds`, `trigger`, `result`, `status`,
    ///   `class`, `reason`, `headers`, `body`), `request` (`headers`, `body`)
    /// - `omittedDeliveries`, `damagedRecords`
    package var json: JSON {
        [
            "format": 1,
            "madeAt": .string(madeAt.rfc3339),
            "range": [
                "from": .string(range.from.rfc3339), "to": .string(range.to.rfc3339), "words": .optional(range.words),
            ],
            "needsAttention": .bool(needsAttention),
            "totals": .object(totals.members),
            "ageBounds": .array(AgeHistogram.bounds.map { .string($0.text) }),
            "integrations": .array(rows.map { $0.json }),
            "timeline": [
                "stepMilliseconds": .number(timeline.step.milliseconds),
                "slots": .array(timeline.slots.filter { $0.total > 0 }.map { $0.json }),
            ],
            "failures": .array(failures.map { $0.json }),
            "changes": .array(changes.map { $0.json }),
            "deliveries": .array(deliveries.map { $0.json }),
            "omittedDeliveries": .number(omitted),
            "damagedRecords": .number(damagedRecords),
        ]
    }

    /// One row for each integration: those that are configured in their order, then those that are no longer.
    var rows: [Row] {
        let known = status.integrations.map {
            Row(id: $0.id, report: $0, backlog: $0.backlog, share: shares[$0.id] ?? Share())
        }
        let left = Dictionary(uniqueKeysWithValues: status.removed.map { ($0.id, $0.backlog) })
        let gone = Set(shares.keys).union(left.keys).subtracting(known.map(\.id))
        return known
            + gone.sorted().map {
                Row(id: $0, report: nil, backlog: left[$0] ?? Backlog(), share: shares[$0] ?? Share())
            }
    }

    /// An integration's share, and how it is.
    struct Row {
        let id: String
        /// `nil` when it is configured no longer.
        let report: IntegrationReport?
        let backlog: Backlog
        let share: Share

        var counts: Counts { share.counts }
        var waiting: Int { backlog.outstanding + backlog.held }
    }
}

extension DeliveryReport.Counts {
    fileprivate var members: [JSON.Member] {
        [
            .init("planned", .number(planned)), .init("delivered", .number(delivered)),
            .init("rejected", .number(rejected)), .init("exhausted", .number(exhausted)),
            .init("dropped", .number(dropped)),
            .init("suppressed", .number(leftOut.suppressed)), .init("muted", .number(leftOut.muted)),
            .init("attempts", .number(attempts)), .init("failedAttempts", .number(failedAttempts)),
            .init("arrivedPercent", arrived.map { JSON(.number(fixed($0, digits: 2))) } ?? .null),
        ]
    }
}

extension DeliveryReport.Row {
    fileprivate var json: JSON {
        let head: [JSON.Member] = [
            .init("id", .string(id)), .init("name", .optional(report?.name)),
            .init("type", .optional(report?.provider.rawValue)),
            .init("state", .optional(report?.status.state.rawValue)),
        ]
        let tail: [JSON.Member] = [
            .init("wayMilliseconds", share.ways.json), .init("answerMilliseconds", share.answers.json),
            .init("outstanding", .number(backlog.outstanding)), .init("held", .number(backlog.held)),
            .init("ages", backlog.ages.map(\.json) ?? .null),
            .init("reason", .optional(report?.status.reason)), .init("command", .optional(report?.command)),
        ]
        return .object(head + counts.members + tail)
    }
}

extension Quantiles {
    fileprivate var json: JSON {
        func number(_ value: Duration?) -> JSON { value.map { .number($0.milliseconds) } ?? .null }
        return ["median": number(median), "p95": number(slow), "longest": number(longest)]
    }
}

extension Timeline.Slot {
    fileprivate var json: JSON {
        [
            "from": .string(start.rfc3339), "delivered": .number(delivered), "deferred": .number(deferred),
            "lost": .number(lost),
        ]
    }
}

extension DeliveryReport.Failures {
    fileprivate var json: JSON {
        [
            "class": .string(failureClass.rawValue), "attempts": .number(attempts),
            "integrations": .array(integrations.keys.sorted().map { .string($0) }), "lastAt": .string(last.rfc3339),
            "lastReason": .string(reason),
        ]
    }
}

extension DeliveryReport.Change {
    fileprivate var json: JSON {
        [
            "at": .string(at.rfc3339), "integration": .string(integration), "words": .string(words),
            "reason": .optional(reason),
        ]
    }
}

extension ReportedDelivery {
    fileprivate var json: JSON {
        let delivery = history.delivery
        return [
            "id": .string(delivery.id), "integration": .string(delivery.integration), "type": .string(type),
            "event": .optional(eventID), "events": .number(delivery.eventCount),
            "plannedAt": .string(delivery.planned.rfc3339), "state": .string(history.state.rawValue),
            "changedAt": .string(history.changed.rfc3339), "keptBy": .optional(obstacle?.word),
            "nextAttemptAt": .optional(nextAttempt?.rfc3339),
            "attempts": .array(history.attempts.map { $0.shownJSON }), "request": request?.json ?? .null,
        ]
    }
}

extension ReportedDelivery.Request {
    fileprivate var json: JSON { ["headers": pairs(headers), "body": .string(body)] }
}

extension Attempt {
    fileprivate var shownJSON: JSON {
        [
            "number": .number(number), "at": .string(started.rfc3339), "milliseconds": .number(duration.milliseconds),
            "trigger": .string(trigger.rawValue), "result": .string(result.rawValue),
            "status": status.map { .number($0) } ?? .null, "class": .optional(failureClass?.rawValue),
            "reason": .optional(reason), "headers": pairs(answerHeaders), "body": .string(answerBody),
        ]
    }
}

private func pairs(_ headers: [Header]) -> JSON {
    .array(headers.map { .array([.string($0.name), .string($0.value)]) })
}
