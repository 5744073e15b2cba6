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
            try context.printDocument(catalogueText, catalogueJSON)
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
    let types = EventCatalogue.entries.map { [$0.type, $0.severity.rawValue, $0.title] }
    let groups = EventGroups.builtIn.sorted { $0.key < $1.key }.map { [$0.key, $0.value.joined(separator: ", ")] }
    return "types (\(types.count)):\n" + aligned(types, indent: 2) + "\ngroups:\n" + aligned(groups, indent: 2)
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
