import JSON
import Time

/// How the ledger writes what keeps an integration quiet.
extension Mute {
    /// The members that every record of it has.
    var members: [JSON.Member] {
        [
            .init("mute", .string(id)), .init("at", .time(start)), .init("until", .time(end)),
            .init("events", .array(patterns.map { .string($0) })), .init("reason", .string(reason)),
        ]
    }

    func json(kind: String, of integration: String) -> JSON {
        .object([.init("t", .string(kind)), .init("integration", .string(integration))] + members)
    }

    init?(_ fields: RecordFields) {
        guard let id = fields.text("mute"), let start = fields.time("at"), let end = fields.time("until"),
            let patterns = fields.list("events", { $0.string }), let reason = fields.text("reason")
        else { return nil }
        self.init(id: id, start: start, end: end, patterns: patterns, reason: reason)
    }
}

extension OpenedAlert {
    /// `[key, end]`.
    var json: JSON { [.string(key), .time(end)] }

    init?(_ json: JSON) {
        guard let parts = json.array, parts.count == 2, let key = parts[0].string,
            let end = parts[1].string.flatMap({ Timestamp(rfc3339: $0) })
        else { return nil }
        self.init(key: key, end: end)
    }
}
