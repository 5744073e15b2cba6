import Delivery
package import JSON
import Providers
import Time

extension DeliveryReport {
    /// What `templates/report/report.html.mustache` is rendered with: everything in the words and looks of the page.
    ///
    /// `place` is where the home is, `version` the program's.
    package func page(place: String, version: String) -> JSON {
        [
            "title": .string(title), "madeAt": .string(madeAt.second + " UTC"), "place": .string(place),
            "version": .string(version),
            "range": [
                "from": .string(range.from.rfc3339), "to": .string(range.to.rfc3339),
                "fromShown": .string(range.from.minute), "toShown": .string(range.to.minute),
            ],
            "verdict": verdictContext, "figures": .array(figures),
            "hasAttention": .bool(!troubles.isEmpty), "attention": .array(troubles.map { $0.context }),
            "timeline": timeline.isEmpty ? .null : TimelineChart(timeline).context,
            "hasIntegrations": .bool(!rows.isEmpty), "integrations": .array(rows.map { $0.context }),
            "hasFailures": .bool(!failures.isEmpty), "failures": .array(failures.map { context(of: $0) }),
            "hasAges": .bool(!aged.isEmpty), "ageTitles": .array(AgeHistogram.titles.map { .string($0) }),
            "ages": .array(ageRows), "hasChanges": .bool(!changes.isEmpty),
            "changes": .array(changes.map { $0.context }), "hasDeliveries": .bool(!deliveries.isEmpty),
            "deliveries": .array(deliveries.map { $0.context }),
            "omitted": omitted > 0 ? .string(grouped(omitted)) : .null,
        ]
    }

    private var verdictContext: JSON {
        let isGood = !needsAttention
        let look = isGood ? "good" : totals.lost > 0 || rows.contains { $0.state == "disabled" } ? "bad" : "warn"
        return ["words": .string(verdict), "look": .string(look), "isGood": .bool(isGood)]
    }

    private var figures: [JSON] {
        let ways = quantiles(\.ways)
        let slow = ways.slow.map { "95 % within \($0.spoken)" } ?? "nothing arrived"
        return [
            figure(grouped(totals.delivered), "delivered", "of \(grouped(totals.planned)) planned"),
            figure(grouped(totals.lost), "given up", "for good", look: totals.lost > 0 ? "bad" : nil),
            figure(grouped(waiting), "waiting", "now, owed or held", look: waiting > 0 ? "warn" : nil),
            figure(percent(totals.arrived), "arrived", "of what was settled"),
            figure(ways.median?.spoken ?? "–", "on the way", slow),
        ]
    }

    private func figure(_ value: String, _ label: String, _ note: String, look: String? = nil) -> JSON {
        ["value": .string(value), "label": .string(label), "note": .string(note), "look": .optional(look)]
    }

    private func context(of failure: Failures) -> JSON {
        let most = failures.map(\.attempts).max() ?? 1
        return [
            "name": .string(failure.failureClass.rawValue), "count": .string(grouped(failure.attempts)),
            "share": .number(max(1, failure.attempts * 100 / max(most, 1))), "where": .string(failure.places),
            "last": .string(failure.reason),
        ]
    }

    // MARK: ages

    private var aged: [(id: String, ages: AgeHistogram)] {
        status.integrations.compactMap { report in
            guard let ages = report.backlog.ages, ages.total > 0 else { return nil }
            return (report.id, ages)
        }
    }

    private var ageRows: [JSON] {
        let most = aged.flatMap { $0.ages.counts }.max() ?? 1
        return aged.map { id, ages in
            let cells = ages.counts.map { count -> JSON in
                ["count": .string(count == 0 ? "·" : grouped(count)), "heat": .number(heat(count, of: most))]
            }
            return ["id": .string(id), "total": .string(grouped(ages.total)), "cells": .array(cells)]
        }
    }

    /// 0 to 4, by the number of binary digits: one is seen beside thousands.
    private func heat(_ count: Int, of most: Int) -> Int {
        func digits(_ number: Int) -> Int { Int.bitWidth - number.leadingZeroBitCount }
        guard count > 0 else { return 0 }
        return max(1, digits(count) * 4 / max(digits(most), 1))
    }
}

// MARK: - Parts

extension Trouble {
    fileprivate var context: JSON {
        [
            "what": .string(what), "details": .array(details.map { .string($0) }), "command": .optional(command),
        ]
    }
}

extension DeliveryReport.Row {
    fileprivate var context: JSON {
        [
            "id": .string(id), "name": .string(report?.name ?? "configured no longer"),
            "type": .string(report?.provider.rawValue ?? ""), "state": .string(state), "look": .string(look),
            "delivered": .string(grouped(counts.delivered)), "lost": .string(grouped(counts.lost)),
            "waiting": .string(grouped(waiting)), "arrived": .string(percent(counts.arrived)),
            "hasRate": .bool(counts.arrived != nil), "rate": JSON(.number(fixed(counts.arrived ?? 0, digits: 1))),
            "way": .string(share.ways.words), "answer": .string(share.answers.words),
        ]
    }

    private var look: String {
        switch report?.status.state {
        case .ok: "good"
        case .failing, .coolingDown: "warn"
        case .disabled: "bad"
        case .muted, nil: "idle"
        }
    }
}

extension DeliveryReport.Change {
    fileprivate var context: JSON {
        [
            "at": .string(at.rfc3339), "atShown": .string(at.minute), "id": .string(integration),
            "words": .string(words),
            "reason": .optional(reason),
        ]
    }
}

extension ReportedDelivery {
    fileprivate var context: JSON {
        let delivery = history.delivery
        return [
            "id": .string(delivery.id), "at": .string(history.changed.rfc3339),
            "atShown": .string(history.changed.second), "integration": .string(delivery.integration),
            "kind": .string(kind), "state": .string(history.state.rawValue), "look": .string(look),
            "tries": .string(tries), "event": .optional(eventID), "planned": .string(delivery.planned.second),
            "due": .optional(nextAttempt?.second),
            "request": request.map { ["headers": .string($0.headers.lines), "body": .string($0.body)] } ?? .null,
            "hasAttempts": .bool(!history.attempts.isEmpty), "attempts": .array(history.attempts.map { $0.context }),
        ]
    }

    private var look: String {
        switch history.state {
        case .delivered: "good"
        case .deferred: "warn"
        case .rejected, .exhausted: "bad"
        case .pending, .parked, .dropped, .skipped: "idle"
        }
    }
}

extension Attempt {
    fileprivate var context: JSON {
        let answer = [answerHeaders.lines, answerBody].filter { !$0.isEmpty }.joined(separator: "\n\n")
        return [
            "number": .number(number), "atShown": .string(started.second), "took": .string(duration.spoken),
            "words": .string(outcome), "answer": .string(answer), "look": .string(look),
        ]
    }

    private var look: String {
        switch result {
        case .delivered: "good"
        case .deferred: "warn"
        case .rejected, .exhausted: "bad"
        }
    }
}

extension [Header] {
    fileprivate var lines: String { map { "\($0.name): \($0.value)" }.joined(separator: "\n") }
}
