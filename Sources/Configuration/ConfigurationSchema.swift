package import JSON

/// JSON Schemas (draft 2020-12) of the files that people and producers write.
///
/// Those of the configuration are made of the key tables that the reader goes by.
package enum ConfigurationSchema {
    /// An integration in Northflank's form, or a hook in Clever Cloud's.
    package static var integration: JSON {
        let isMail: JSON = ["properties": ["type": ["const": "EMAIL"]]]
        let addresses: [JSON.Member] = [
            .init("if", isMail),
            .init("then", ["not": ["anyOf": [["required": ["webhook"]], ["required": ["secret"]]]]]),
            .init(
                "else",
                ["required": ["webhook"], "not": ["anyOf": [["required": ["to"]], ["required": ["mail"]]]]]
            ),
        ]
        let northflank = JSON.object((IntegrationKeys.table.schema.members ?? []) + addresses)
        return schema("Belfry integration", ["oneOf": [northflank, HookKeys.table.schema]])
    }

    package static var settings: JSON { schema("Belfry settings", SettingsKeys.table.schema) }

    /// What a spool file may hold: one event or an array of them, in any of the three shapes.
    package static var event: JSON {
        schema(
            "Belfry event",
            [
                "anyOf": [["$ref": "#/$defs/event"], ["type": "array", "items": ["$ref": "#/$defs/event"]]],
                "$defs": ["event": ["anyOf": [cloudEvent, cleverCloudEvent, northflankEvent]]],
            ]
        )
    }

    private static func schema(_ title: String, _ content: JSON) -> JSON {
        let head: [JSON.Member] = [
            .init("$schema", "https://json-schema.org/draft/2020-12/schema"), .init("title", .string(title)),
        ]
        return .object(head + (content.members ?? []))
    }

    private static let name: JSON = ["type": "string", "minLength": 1]

    private static let northflankEvent: JSON = [
        "title": "Northflank", "type": "object", "required": ["event", "data"],
        "properties": ["event": name, "data": ["type": "object"], "id": name, "createdAt": ["type": "string"]],
    ]

    private static let cleverCloudEvent: JSON = [
        "title": "Clever Cloud", "type": "object", "required": ["event", "date", "data"],
        "properties": [
            "event": name, "date": ["type": ["string", "integer"]], "data": ["type": ["object", "string"]],
        ],
    ]

    /// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md.
    private static let cloudEvent: JSON = [
        "title": "CloudEvents 1.0", "type": "object", "required": ["specversion", "id", "source", "type"],
        "properties": [
            "specversion": ["const": "1.0"], "id": name, "source": name, "type": name,
            "time": ["type": ["string", "null"], "format": "date-time"],
        ],
    ]
}
