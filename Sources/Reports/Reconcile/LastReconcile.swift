package import Delivery
package import JSON
package import Time

/// What is remembered of the last account in `state/last-reconcile.json`: the next one tells what came since.
package struct LastReconcile: Sendable, Equatable {
    package let at: Timestamp
    /// The name of the event log: the numbers of another say nothing here.
    package let log: String
    /// Events up to here were accounted for.
    package let through: UInt64
    /// With these integrations.
    package let integrations: Set<String>

    package init(at: Timestamp, log: String, through: UInt64, integrations: Set<String>) {
        self.at = at
        self.log = log
        self.through = through
        self.integrations = integrations
    }

    /// Reads what `json` wrote; `nil` when it is of another version.
    package init?(_ json: JSON) {
        guard json["version"]?.int == 1, let at = json["at"]?.string.flatMap({ Timestamp(rfc3339: $0) }),
            let log = json["log"]?.string, let through = json["through"]?.int.flatMap({ UInt64(exactly: $0) }),
            let integrations = json["integrations"]?.array
        else { return nil }
        self.init(at: at, log: log, through: through, integrations: Set(integrations.compactMap(\.string)))
    }

    package var json: JSON {
        [
            "version": 1, "at": .string(at.rfc3339), "log": .string(log), "through": .number(through),
            "integrations": .array(integrations.sorted().map { .string($0) }),
        ]
    }

    /// It was told of then and nothing more becomes of it: what was not done with is told until it is.
    package func covers(_ sequence: UInt64, with integration: String, _ state: EventState) -> Bool {
        sequence <= through && state.isDone && integrations.contains(integration)
    }
}
