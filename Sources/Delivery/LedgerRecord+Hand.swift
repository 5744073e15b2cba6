import JSON
import Time

/// The records of what an operator does to single deliveries.
extension LedgerRecord {
    /// The record as the ledger writes it; only for these kinds.
    var handJSON: JSON {
        switch self {
        case .requeued(let delivery, let attempts, let was, let at):
            var members = LedgerRecord.hand("requeued", delivery.id, delivery.integration, at)
            members.append(.init("attempts", .number(attempts)))
            if let was { members.append(.init("was", .string(was.rawValue))) }
            return .object(members + [.init("owed", .object(delivery.placedJSON))])
        case .parked(let delivery, let integration, let at):
            return .object(LedgerRecord.hand("parked", delivery, integration, at))
        case .released(let delivery, let integration, let at):
            return .object(LedgerRecord.hand("released", delivery, integration, at))
        case .dropped(let delivery, let integration, let at, let reason):
            let members = LedgerRecord.hand("dropped", delivery, integration, at)
            return .object(members + (reason.map { [.init("reason", .string($0))] } ?? []))
        default: preconditionFailure("this record is nobody's act")
        }
    }

    private static func hand(_ kind: String, _ id: String, _ integration: String, _ at: Timestamp) -> [JSON.Member] {
        [
            .init("t", .string(kind)), .init("delivery", .string(id)), .init("integration", .string(integration)),
            .init("at", .time(at)),
        ]
    }

    static func readHand(
        _ kind: String,
        of integration: String,
        _ fields: RecordFields,
        at: Timestamp
    ) -> LedgerRecord? {
        guard let delivery = fields.text("delivery") else { return nil }
        switch kind {
        case "requeued":
            guard let attempts = fields.int("attempts"), let owed = fields.json["owed"],
                let placed = Delivery(placed: RecordFields(owed)), placed.id == delivery,
                placed.integration == integration
            else { return nil }
            let was = fields.text("was")
            // Earlier versions had a word of its own for what was exhausted by its lifetime.
            let state = was == "expired" ? .exhausted : was.flatMap(DeliveryState.init(rawValue:))
            guard (was == nil) == (state == nil) else { return nil }
            return .requeued(placed, attempts: attempts, was: state, at: at)
        case "parked": return .parked(delivery: delivery, integration: integration, at: at)
        case "released": return .released(delivery: delivery, integration: integration, at: at)
        case "dropped":
            return .dropped(delivery: delivery, integration: integration, at: at, reason: fields.text("reason"))
        default: return nil
        }
    }
}
