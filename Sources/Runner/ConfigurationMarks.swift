import Delivery
import Events
import Providers
import Storage
import Time

/// What tells a changed configuration from the last run's, without keeping any of it.
struct ConfigurationMarks {
    let whole: String
    let address: String

    init(_ integration: Integration, key: LogIdentity) {
        address = key.mark(of: integration.wholeAddress)
        let secrets = ([integration.token].compactMap { $0 } + integration.signingKeys.map(\.text))
            .map { key.mark(of: $0.revealed) }.joined(separator: " ")
        let filter = integration.filter
        let projects = filter.projects.map { $0.sorted().joined(separator: ",") } ?? "all"
        let events = filter.patterns.map(\.text).joined(separator: ",")
        let digest = integration.digest
        whole = key.mark(
            of:
                "\(integration.name) \(integration.provider.rawValue) \(integration.mode.rawValue) \(address) \(secrets) "
                + "\((integration.recipients ?? []).joined(separator: ",")) \(projects) \(events) \(digest.schedule.text) \(digest.maxItems)"
        )
    }
}
