import Events
import JSON

extension Command {
    static let events = Command(
        name: "events",
        summary: "the catalogue of known event types, with their severity",
        details: [
            "A filter may name any of them, a pattern (build:* is one part, infrastructure:** any number) or a group. "
                + "Types that are not listed flow through wildcard filters all the same."
        ],
        flags: [.json],
        exitCodes: [],
        examples: [
            .init("belfry events", "all types with severity and meaning"),
            .init(
                "belfry events --json | jq -r '.data[] | select(.severity == \"critical\").type'",
                "what wakes people"
            ),
        ],
        perform: { context in
            if context.typed.has(.json) {
                try context.printJSON(catalogueJSON.pretty)
            } else {
                try context.terminal.print(catalogueText)
            }
            return .success
        }
    )
}

/// `{"data": [{"type", "family", "title", "severity", "phase", "source"}…], "groups": {NAME: [TYPE…]}}`.
private var catalogueJSON: JSON {
    let groups = EventGroups.builtIn.sorted { $0.key < $1.key }
    return [
        "data": .array(EventCatalogue.entries.map { $0.json }),
        "groups": .object(groups.map { JSON.Member($0.key, .array($0.value.map { .string($0) })) }),
    ]
}

private var catalogueText: String {
    let entries = EventCatalogue.entries
    let width = entries.map { $0.type.count }.max() ?? 0
    var lines: [String] = []
    var source: EventCatalogue.Entry.Source?
    for entry in entries {
        if entry.source != source { lines += (lines.isEmpty ? [] : [""]) + [heading(entry.source)] }
        source = entry.source
        lines.append("  \(padded(entry.type, width))  \(padded(entry.severity.rawValue, 8))  \(entry.title)")
    }
    lines += ["", "groups:"]
    for (name, members) in EventGroups.builtIn.sorted(by: { $0.key < $1.key }) {
        lines.append("  \(name): \(members.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n") + "\n"
}

private func heading(_ source: EventCatalogue.Entry.Source) -> String {
    let count = EventCatalogue.entries.count { $0.source == source }
    return "\(source.rawValue) (\(count)):"
}

private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}

extension EventCatalogue.Entry {
    fileprivate var json: JSON {
        [
            "type": .string(type),
            "family": .string(family),
            "title": .string(title),
            "severity": .string(severity.rawValue),
            "phase": .string(phase.rawValue),
            "source": .string(source.rawValue),
        ]
    }
}
