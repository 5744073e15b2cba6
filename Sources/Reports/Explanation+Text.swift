import Delivery
import Diagnostics
import Events
package import JSON
import Providers
import Time

extension Explanation {
    /// For people.
    package var text: String {
        let rows = rows.map { row in
            [row.integration, row.provider.rawValue, row.reason.reaches ? "yes" : "no", row.words(at: madeAt)]
        }
        return ([head] + TextTable(rows).lines).map { visible($0) + "\n" }.joined()
    }

    private var head: String {
        let project = event.project.map { "project \($0)" } ?? "no project"
        let place = isOnRecord ? "event \(event.id), number \(event.sequence) of the log" : "not taken in"
        return "\(event.type), \(project), \(event.time.rfc3339): \(place)"
    }

    /// Why `expect` fails for an integration, `nil` when it does not.
    package func objection(to expected: String) -> String? {
        guard let row = rows.first(where: { $0.integration == expected }) else {
            return "'\(expected)' was not looked at"
        }
        return row.reason.reaches ? nil : "it does not reach '\(expected)': \(row.words(at: madeAt))"
    }
}

extension Explanation.Row {
    fileprivate func words(at now: Timestamp) -> String {
        guard let way else { return reason.words }
        return "\(reason.words): \(way.words(at: now, integration))"
    }
}

extension Explanation.Reason {
    /// The word of `--json`.
    package var word: String {
        switch self {
        case .matched: "matched"
        case .matchedThen: "matched-then"
        case .typeNotSelected: "type-not-selected"
        case .projectNotSelected: "project-not-selected"
        case .noProject: "no-project"
        case .aboutItself: "about-itself"
        case .beforeStart: "before-start"
        case .cameBefore: "came-before"
        }
    }

    fileprivate var words: String {
        switch self {
        case .matched(let pattern): "matches \(pattern.text)"
        case .matchedThen: "matched the filter that was in force as it came"
        case .typeNotSelected: "its type is not selected"
        case .projectNotSelected(let project): "its project '\(project)' is not selected"
        case .noProject: "only some projects are selected, and it carries none"
        case .aboutItself: "it is a notice about this very integration, which others are told"
        case .beforeStart(let time): "it happened before \(time.rfc3339), from when on events are wanted"
        case .cameBefore: "it came before such events were wanted; belfry reconcile --rematch"
        }
    }
}

extension Explanation.Way {
    fileprivate func words(at now: Timestamp, _ integration: String) -> String {
        switch self {
        case .single: "a message of its own, with the next run"
        case .digest: "in the digest of the next run"
        case .held(let hold): hold.words(at: now, integration)
        case .recorded(let state, let ids): state.words(ids, integration)
        case .repeated(let repetition): repetition.words
        }
    }
}

extension Explanation.Repetition {
    fileprivate var words: String {
        let told = event.map { "event \($0) told the same" } ?? "the same was told"
        let time = at.map { " of \($0.rfc3339)" } ?? ""
        return "suppressed, \(told)\(time) " + (window.map { "less than \($0.text) before" } ?? "not long before")
    }
}

extension EventState {
    fileprivate func words(_ ids: [String], _ integration: String) -> String {
        switch self {
        case .muted: "passed over, muted"
        case .skipped where ids.isEmpty: "skipped by hand as \(integration) was enabled"
        case .missing: "never planned: belfry reconcile --apply"
        case .pruned: "dealt with, the record of it is gone"
        default: "\(rawValue), \(ids.joined(separator: " "))"
        }
    }
}

extension Explanation {
    /// `event` (`id`, `type`, `project`, `time`, `sequence`; `null` where it is not taken in) and `integrations[]`: `id`,
    /// `reaches`, `reason`, `pattern`, `way` (`single`, `digest`, `held`, `recorded`), `hold`, `due`, `state`,
    /// `deliveries`, `repeats` (the id of the event that told the same); what does not apply is `null`.
    package var json: JSON {
        [
            "event": [
                "id": .optional(isOnRecord ? event.id : nil), "type": .string(event.type),
                "project": .optional(event.project), "time": .string(event.time.rfc3339),
                "sequence": isOnRecord ? .number(event.sequence) : .null,
            ],
            "integrations": .array(rows.map(\.json)),
        ]
    }
}

extension Explanation.Row {
    fileprivate var json: JSON {
        var (hold, state, deliveries, name): (Hold?, EventState?, [String], String?) = (nil, nil, [], nil)
        var repeats: String?
        switch way {
        case .single: name = "single"
        case .digest: name = "digest"
        case .held(let why): (name, hold) = ("held", why)
        case .recorded(let stands, let ids): (name, state, deliveries) = ("recorded", stands, ids)
        case .repeated(let repetition): (name, state, repeats) = ("recorded", .suppressed, repetition.event)
        case nil: break
        }
        var pattern: String?
        if case .matched(let matched) = reason { pattern = matched.text }
        return [
            "id": .string(integration), "reaches": .bool(reason.reaches), "reason": .string(reason.word),
            "pattern": .optional(pattern), "way": .optional(name), "hold": .optional(hold?.word),
            "due": .optional(hold?.end?.rfc3339), "state": .optional(state?.rawValue),
            "deliveries": .array(deliveries.map { .string($0) }), "repeats": .optional(repeats),
        ]
    }
}
