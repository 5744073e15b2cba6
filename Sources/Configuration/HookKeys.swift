import JSON
import Providers

/// The keys of an integration file that holds the body of Clever Cloud's "create webhook" call, and Belfry's own.
///
/// https://www.clever-cloud.com/developers/doc/cli/notifications/
enum HookKeys {
    static let schema = IntegrationKeys.schema
    static let name = Key("name", "The name of the hook; else the file's.", .hookName)
    static let urls = Key("urls", "The addresses to send to, each in a format.", .list(of: .hookTarget, atMost: 16))
    static let secret = IntegrationKeys.secret
    static let signing = IntegrationKeys.signing
    static let events = IntegrationKeys.events
    static let scope = Key(
        "scope",
        "The applications and add-ons whose events are sent; else all.",
        .list(of: .project)
    )

    static let table = KeyTable(
        [schema.row, name.row, urls.row, secret.row, signing.row, events.row, scope.row] + OptionKeys.rows,
        required: [urls.name],
        unsupported: OptionKeys.unsupported,
        refused: [
            IntegrationKeys.type.name: besideURLs("type", "each of the 'urls' has a 'format': 'raw' or 'slack'"),
            IntegrationKeys.webhook.name: besideURLs("webhook", "make it one of the 'urls'"),
            IntegrationKeys.restricted.name: besideURLs("restricted", "'scope' names what events are sent of"),
            IntegrationKeys.projects.name: besideURLs("projects", "name them in 'scope'"),
        ].merging(OptionKeys.refused) { own, _ in own }
    )

    private static func besideURLs(_ key: String, _ note: String) -> KeyTable.Refusal {
        KeyTable.Refusal(message: "'\(key)' can't stand beside 'urls'", note: note)
    }
}

/// One address of a hook.
struct HookTarget: Sendable {
    let format: HookFormat
    let address: Located<WrittenSecret>
}

private enum HookTargetKeys {
    static let format = Key<HookFormat>("format", "The form of the messages; else 'raw'.", .hookFormat)
    static let url = Key("url", "The address, or where it is kept.", .secret)
    static let table = KeyTable([format.row, url.row], required: [url.name])
}

extension Shape where Value == HookTarget {
    static let hookTarget = Shape(schema: HookTargetKeys.table.schema) { json, problems in
        guard let object = ObjectReader(json, HookTargetKeys.table, &problems) else { return nil }
        let format = object.value(HookTargetKeys.format, &problems)
        let address = object.located(HookTargetKeys.url, &problems)
        guard let address, format != nil || object.json[HookTargetKeys.format.name] == nil else { return nil }
        return HookTarget(format: format ?? .raw, address: address)
    }
}

extension Shape where Value == HookFormat {
    static let hookFormat: Shape = {
        let known = Shape.choice("format")
        return Shape(schema: known.schema) { json, problems in
            guard let word = json.string, let fate = HookFormat.gone[word] else { return known.read(json, &problems) }
            let notes = ["send to another service in the format 'slack', or 'raw' to a program of your own"]
            problems.error("there is no '\(word)' any more: \(fate)", at: json.offset, notes: notes)
            return nil
        }
    }()
}

extension Shape where Value == String {
    /// Clever Cloud takes any name; in a header it is percent-encoded where it must be.
    static let hookName: Shape = Shape<String>.text.map(
        schema: ["type": "string", "minLength": 1, "maxLength": .number(longestHookName)]
    ) { text, offset, problems in
        guard (1...longestHookName).contains(text.unicodeScalars.count) else {
            problems.error("a hook's name has 1 to \(longestHookName) characters", at: offset)
            return nil
        }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            problems.error("a hook's name holds no control characters", at: offset)
            return nil
        }
        return text
    }
}

private let longestHookName = 120
