import Events
import JSON
import Providers

/// The keys of an integration file: Northflank's own, then those of `OptionKeys`.
///
/// https://northflank.com/docs/v1/api/integrations/create-notification-integration
enum IntegrationKeys {
    static let schema = Key("$schema", "The JSON Schema of this file, for editors.", .text)
    static let name = Key("name", "The name of the integration.", .integrationName)
    static let type = Key(
        "type",
        "The provider to send to.",
        Shape<ProviderType>.choice("type")
    )
    static let webhook = Key("webhook", "The address to send to, or where it is kept.", .secret)
    static let to = Key<[Located<String>]>(
        "to",
        "EMAIL: addresses, users and teams of belfry.json, or 'organisation' for all users, which is the default.",
        .recipients
    )
    static let mail = Key("mail", "EMAIL: what differs from 'mail' in belfry.json.", .object(MailKeys.table))
    static let secret = Key("secret", "Sent along for verification; RAW_WEBHOOK only.", .secret)
    static let signing = Key(
        "signing",
        "Requests are signed as Standard Webhooks 1.0 says; RAW_WEBHOOK only.",
        .object(SigningKeys.table)
    )
    static let restricted = Key("restricted", "Only events of the named projects are sent.", .flag)
    static let projects = Key("projects", "The projects whose events are sent.", .list(of: .project))
    static let events = Key("events", "The events that are sent; null is all of them.", .events)

    static let table = KeyTable(
        [
            schema.row, name.row, type.row, webhook.row, to.row, mail.row, secret.row, signing.row, restricted.row,
            projects.row, events.row,
        ] + OptionKeys.rows,
        required: [name.name, type.name, events.name],
        unsupported: OptionKeys.unsupported,
        refused: [
            "scope": KeyTable.Refusal(
                message: "'scope' belongs to a Clever Cloud hook, which has 'urls'",
                note: "choose with 'restricted' and 'projects'"
            ),
            "restrictions": KeyTable.Refusal(
                message: "'restrictions' can't be obeyed: no event says which tags its resource has",
                note: "choose with 'projects' and 'events'"
            ),
        ].merging(OptionKeys.refused) { own, _ in own }
    )
}

enum SigningKeys {
    static let secret = Key<[Located<WrittenSecret>]>(
        "secret",
        "'whsec_' and base64, or where it is kept; several sign side by side.",
        .secrets
    )
    static let table = KeyTable([secret.row], required: [secret.name])
}

extension Shape where Value == String {
    static let integrationName: Shape = Shape<String>.text.map(
        schema: [
            "type": "string", "minLength": .number(IntegrationName.lengths.lowerBound),
            "maxLength": .number(IntegrationName.lengths.upperBound), "pattern": .string(IntegrationName.pattern),
        ]
    ) { text, offset, problems in
        guard let flaw = IntegrationName.problem(of: text) else { return text }
        problems.error(flaw, at: offset)
        return nil
    }

    /// Northflank's `^[A-Za-z0-9-]+$`, and Clever Cloud's ids, which begin with their kind: `app_…`, `orga_…`.
    static let project: Shape = Shape<String>.text.map(
        schema: ["type": "string", "pattern": "^((app|addon|orga|user)_)?[A-Za-z0-9-]+$"]
    ) { text, offset, problems in
        let kind = ["app_", "addon_", "orga_", "user_"].first { text.hasPrefix($0) } ?? ""
        let id = text.dropFirst(kind.count)
        if !id.isEmpty, id.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) { return text }
        problems.error("'\(text)' is not a project's id", at: offset, notes: ["letters, digits and hyphens"])
        return nil
    }
}
