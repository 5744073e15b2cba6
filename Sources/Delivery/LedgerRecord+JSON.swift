package import JSON
import Time

extension LedgerRecord {
    /// The record as the ledger writes it; `t` names its kind.
    package var json: JSON {
        switch self {
        case .begin(let at, let imports):
            ["t": "begin", "at": .time(at), "imports": .array(imports.map { .number($0) })]
        case .imported: ["t": "imported"]
        case .copied(let segment): ["t": "copied", "segment": .number(segment)]
        case .seen(let integration, let at, let cursor, let awaitsConfirmation):
            .object(
                [
                    .init("t", "seen"), .init("integration", .string(integration)), .init("at", .time(at)),
                    .init("cursor", .number(cursor)),
                ] + (awaitsConfirmation ? [.init("confirm", true)] : [])
            )
        case .changed(let integration, let at, let fingerprint, let address, let subscription):
            .object(
                [
                    .init("t", "changed"), .init("integration", .string(integration)), .init("at", .time(at)),
                    .init("fingerprint", .string(fingerprint)), .init("address", .string(address)),
                ] + (subscription.map { [.init("subscription", $0.json)] } ?? [])
            )
        case .removed(let integration, let at):
            ["t": "removed", "integration": .string(integration), "at": .time(at)]
        case .planned(let delivery): delivery.json(kind: "planned")
        case .plannedEvents(let integration, let at, let events):
            [
                "t": "plannedEvents", "integration": .string(integration), "at": .time(at),
                "events": .array(events.map(\.json)),
            ]
        case .commit(let deliveries, let cursors):
            ["t": "commit", "deliveries": .number(deliveries), "cursors": .array(cursors.map(\.json))]
        case .sending(let delivery, let integration, let number, let at):
            [
                "t": "sending", "delivery": .string(delivery), "integration": .string(integration),
                "n": .number(number), "at": .time(at),
            ]
        case .attempted(let attempt): attempt.json
        case .counted(let integration, let failures, let since):
            ["t": "counted", "integration": .string(integration), "failures": .number(failures), "since": .time(since)]
        case .paused(let host, let until): ["t": "paused", "host": .string(host), "until": .time(until)]
        case .disabled(let integration, let at, let reason):
            ["t": "disabled", "integration": .string(integration), "at": .time(at), "reason": .string(reason)]
        case .enabled(let integration, let at, let replay, let through):
            [
                "t": "enabled", "integration": .string(integration), "at": .time(at),
                "replay": .string(replay.rawValue), "through": .number(through),
            ]
        case .tested(let test): test.json
        case .noticed(let integration, let at, let noticed):
            .object(
                [.init("t", "noticed"), .init("integration", .string(integration)), .init("at", .time(at))]
                    + (noticed?.members ?? [.init("percent", 0)])
            )
        case .requeued, .parked, .released, .dropped: handJSON
        case .muted(let integration, let mute): mute.json(kind: "muted", of: integration)
        case .unmuted(let integration, let mute, let at):
            ["t": "unmuted", "integration": .string(integration), "mute": .string(mute), "at": .time(at)]
        case .end(let at): ["t": "end", "at": .time(at)]
        }
    }

    /// Reads what `json` wrote; `nil` for a kind or form that this version does not know.
    ///
    /// - Parameters:
    ///   - json: a record of the ledger.
    ///   - place: where the line stands, for deliveries whose payload is recorded in it.
    package init?(_ json: JSON, at place: LogPlace) {
        let fields = RecordFields(json)
        guard let kind = fields.text("t"), let record = LedgerRecord.read(kind, fields, place) else { return nil }
        self = record
    }

    private static func read(_ kind: String, _ fields: RecordFields, _ place: LogPlace) -> LedgerRecord? {
        switch kind {
        case "begin":
            guard let at = fields.time("at"),
                let imports = fields.list("imports", { $0.int.flatMap(UInt32.init(exactly:)) })
            else { return nil }
            return .begin(at: at, imports: imports)
        case "imported": return .imported
        case "copied": return fields.int("segment").flatMap(UInt32.init(exactly:)).map { .copied(segment: $0) }
        case "planned": return Delivery(fields, recordedAt: place).map { .planned($0) }
        case "commit":
            guard let deliveries = fields.int("deliveries"),
                let cursors = fields.list("cursors", { CursorAdvance(RecordFields($0)) })
            else { return nil }
            return .commit(deliveries: deliveries, cursors: cursors)
        case "attempted": return Attempt(fields).map { .attempted($0) }
        case "paused":
            guard let host = fields.text("host"), let until = fields.time("until") else { return nil }
            return .paused(host: host, until: until)
        case "end": return fields.time("at").map { .end(at: $0) }
        default:
            guard let integration = fields.text("integration") else { return nil }
            return read(kind, of: integration, fields)
        }
    }

    private static func read(_ kind: String, of integration: String, _ fields: RecordFields) -> LedgerRecord? {
        if kind == "counted" {
            guard let failures = fields.int("failures"), let since = fields.time("since") else { return nil }
            return .counted(integration: integration, failures: failures, since: since)
        }
        guard let at = fields.time("at") else { return nil }
        switch kind {
        case "seen":
            return fields.sequence("cursor").map {
                .seen(integration: integration, at: at, cursor: $0, awaitsConfirmation: fields.flag("confirm"))
            }
        case "tested": return AddressTest(of: integration, at: at, fields).map { .tested($0) }
        case "changed":
            guard let fingerprint = fields.text("fingerprint"), let address = fields.text("address") else { return nil }
            return .changed(
                integration: integration,
                at: at,
                fingerprint: fingerprint,
                address: address,
                subscription: fields.json["subscription"].flatMap { Subscription(RecordFields($0)) }
            )
        case "removed": return .removed(integration: integration, at: at)
        case "plannedEvents":
            guard let events = fields.list("events", PlannedEvent.init) else { return nil }
            return .plannedEvents(integration: integration, at: at, events: events)
        case "sending":
            guard let delivery = fields.text("delivery"), let number = fields.int("n") else { return nil }
            return .sending(delivery: delivery, integration: integration, number: number, at: at)
        case "disabled": return fields.text("reason").map { .disabled(integration: integration, at: at, reason: $0) }
        case "enabled":
            guard let replay = fields.text("replay").flatMap(Replay.init(rawValue:)),
                let through = fields.sequence("through")
            else { return nil }
            return .enabled(integration: integration, at: at, replay: replay, through: through)
        case "muted": return Mute(fields).map { .muted(integration: integration, $0) }
        case "unmuted": return fields.text("mute").map { .unmuted(integration: integration, mute: $0, at: at) }
        case "noticed":
            if fields.int("percent") == 0 { return .noticed(integration: integration, at: at, nil) }
            return Noticed(fields).map { .noticed(integration: integration, at: at, $0) }
        default: return readHand(kind, of: integration, fields, at: at)
        }
    }
}

extension Noticed {
    var members: [JSON.Member] { [.init("percent", .number(percent)), .init("since", .time(since))] }

    init?(_ fields: RecordFields) {
        guard let percent = fields.int("percent"), let since = fields.time("since") else { return nil }
        self.init(percent: percent, since: since)
    }
}
