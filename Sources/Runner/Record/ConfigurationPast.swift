import Delivery
package import Providers
import Storage
package import Time

/// How an integration was configured, as far as the record tells: what is sent is kept, how it was addressed is not.
package struct ConfigurationPast {
    private struct Entry {
        let at: Timestamp
        let whole: String
        let address: String
    }

    /// What became of a configuration since a time.
    package enum Change: Sendable, Equatable {
        case none
        /// It changed then; `nil`: in its file, and no run has seen that yet.
        case since(Timestamp?)
    }

    /// In the order of time.
    private var entries: [String: [Entry]] = [:]
    private let key: LogIdentity

    /// Reads what the record tells of these integrations.
    package init(_ record: inout Record, of integrations: Set<String>) throws {
        key = record.log.identity
        for (id, known) in record.history.base.integrations where integrations.contains(id) {
            entries[id] = [Entry(at: known.updated, whole: known.fingerprint, address: known.address)]
        }
        var found = entries
        try record.history.read { record, _ in
            guard case .changed(let id, let at, let whole, let address, _) = record, integrations.contains(id) else {
                return
            }
            found[id, default: []].append(Entry(at: at, whole: whole, address: address))
        }
        entries = found
    }

    /// Whether it is configured otherwise now than at that time.
    package func change(of integration: Integration, since time: Timestamp) -> Change {
        let now = ConfigurationMarks(integration, key: key)
        return change(of: integration.id, since: time, \.whole, now: now.whole)
    }

    /// Whether it leads elsewhere now than at that time.
    package func move(of integration: Integration, since time: Timestamp) -> Change {
        let now = ConfigurationMarks(integration, key: key)
        return change(of: integration.id, since: time, \.address, now: now.address)
    }

    private func change(
        of id: String,
        since time: Timestamp,
        _ mark: KeyPath<Entry, String>,
        now: String
    ) -> Change {
        let known = entries[id] ?? []
        let then = known.last { $0.at <= time } ?? known.first
        guard let then, then[keyPath: mark] != now else { return .none }
        return .since(known.first { $0.at > time && $0[keyPath: mark] != then[keyPath: mark] }?.at)
    }
}
