import Delivery
package import JSON
import Time

extension ReconcileReport {
    /// `{"since", "until", "sinceLast", "older", "events", "integrations": [{"id", "configured", "matched", …, "keptBy", "keptUntil",
    /// "heldBecause", "heldUntil", "projects", "types"}], "total", …}`.
    package var json: JSON {
        var members: [JSON.Member] = [
            .init("since", .optional(since?.rfc3339)), .init("until", .optional(until?.rfc3339)),
            .init("sinceLast", .optional(last?.at.rfc3339)), .init("older", .number(older)),
            .init("events", .number(events)), .init("integrations", .array(rows.map(\.json))),
            .init("total", .object(total.json(gap: gap))),
            .init("discrepancies", .array(discrepancies.map { .string($0) })),
        ]
        if let against { members.append(.init("against", against.json)) }
        return .object(members)
    }
}

extension ReconcileReport.Row {
    fileprivate var json: JSON {
        func list(_ key: String, _ balances: [String: Balance]) -> JSON {
            .array(
                balances.sorted { $0.key < $1.key }.map { name, balance in
                    .object(
                        [JSON.Member(key, name.isEmpty ? .null : .string(name))]
                            + balance.json(gap: balance.gap + (isConfigured ? 0 : balance.unsettled))
                    )
                }
            )
        }
        return .object(
            [.init("id", .string(integration)), .init("configured", .bool(isConfigured))] + balance.json(gap: gap) + [
                .init("keptBy", .optional(standing?.backlog.obstacle?.word)),
                .init("keptUntil", .optional(standing?.backlog.nextAttempt?.rfc3339)),
                .init("heldBecause", .optional(standing?.hold?.word)),
                .init("heldUntil", .optional(standing?.hold?.end?.rfc3339)),
                .init("projects", list("project", byProject)), .init("types", list("type", byType)),
            ]
        )
    }
}

extension ReconcileReport.Against {
    fileprivate var json: JSON {
        [
            "listed": .number(listed), "duplicates": .number(duplicates), "accepted": .number(accepted),
            "spooled": .number(spooled), "never": .array(never.map { .string($0) }),
        ]
    }
}
