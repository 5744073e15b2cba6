import Events
import JSON
import Providers

extension JSON {
    /// The integration as templates see it, with what its footer says: why this came and how to stop it.
    static func context(of integration: Integration) -> JSON {
        [
            "id": .string(integration.id),
            "name": .string(ShownText.line(integration.name, cap: ShownText.longestName)),
            "type": .string(integration.provider.rawValue),
            "mode": .string(integration.mode.rawValue),
            "filter": .string(filterText(integration)),
            "mute": .string("belfry mute add \(integration.id) --expires 8h --reason …"),
        ]
    }

    /// Reads `build:*, job-run:failure +3 in personal-blog`.
    private static func filterText(_ integration: Integration) -> String {
        let events = list(integration.filter.patterns.map { $0.text == "**" ? "all events" : $0.text }, most: 4)
        guard let projects = integration.filter.projects else { return events }
        return "\(events) in \(list(projects.sorted(), most: 3))"
    }

    private static func list(_ names: [String], most: Int) -> String {
        let shown = names.prefix(most).map { ShownText.line($0, cap: ShownText.longestName) }.joined(separator: ", ")
        return names.count > most ? "\(shown) +\(names.count - most)" : shown.isEmpty ? "nothing" : shown
    }
}
