import Configuration
import JSON
import Providers

extension Command {
    static let formats = Command(
        name: "formats",
        summary: "what messages can be sent as: the types of integrations",
        details: [
            "TYPE is what an integration file says. FORMAT is Clever Cloud's word for it, in the 'urls' of a hook. MODE is "
                + "how events are told unless the file says otherwise."
        ],
        flags: [.json],
        exitCodes: [],
        examples: [
            .init("belfry formats", "all of them, one line each"),
            .init("belfry formats --json | jq -r '.data[].type'", "the words for 'type'"),
        ],
        perform: { context in
            try context.printDocument(formatsText, formatsJSON)
            return .success
        }
    )
}

/// `{"data": [{"type", "format", "mode", "summary"}…], "gone": {FORMAT: WHY…}}`; `format` is `null` where there is none.
private var formatsJSON: JSON {
    [
        "data": .array(ProviderType.allCases.map { $0.json }),
        "gone": .object(HookFormat.goneInOrder.map { JSON.Member($0.format, .string($0.why)) }),
    ]
}

private var formatsText: String {
    let types = ProviderType.allCases.map { type in
        [type.rawValue, type.format?.rawValue ?? "", type.usualMode.rawValue, type.summary]
    }
    let gone = HookFormat.goneInOrder.map { [$0.format, $0.why] }
    return aligned([["TYPE", "FORMAT", "MODE", "MESSAGE"]] + types) + "\ngone:\n" + aligned(gone, indent: 2)
}

extension ProviderType {
    fileprivate var format: HookFormat? { HookFormat.allCases.first { $0.provider == self } }

    fileprivate var json: JSON {
        [
            "type": .string(rawValue),
            "format": .optional(format?.rawValue),
            "mode": .string(usualMode.rawValue),
            "summary": .string(summary),
        ]
    }
}

extension HookFormat {
    fileprivate static var goneInOrder: [(format: String, why: String)] {
        gone.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
