import Diagnostics
import Events

/// Turns the event names, patterns and groups of a configuration file into patterns, and reports what names nothing.
struct EventSelector: Sendable {
    let groups: EventGroups
    /// Names that no catalogue has are taken as they are: for events newer than this program, and one's own.
    let allowsUnknown: Bool

    /// The patterns in the order written, each once.
    func patterns(for names: [Located<String>], _ problems: inout Problems) -> [EventPattern] {
        var seen: Set<EventPattern> = []
        return names.flatMap { patterns(for: $0, &problems) }.filter { seen.insert($0).inserted }
    }

    private func patterns(for name: Located<String>, _ problems: inout Problems) -> [EventPattern] {
        if groups.contains(name.value) { return groups.patterns(for: name.value) }
        let pattern = EventPattern(name.value.withoutTrigger)
        if let problem = pattern.problem {
            problems.error(problem, at: name.offset)
            return []
        }
        if pattern.isName {
            check(pattern.text, at: name.offset, &problems)
        } else if !allowsUnknown, !EventCatalogue.holdsMatch(for: pattern) {
            problems.warn("'\(pattern.text)' matches no known event", at: name.offset, notes: [EventSelector.starNote])
        }
        return [pattern]
    }

    private static let starNote =
        "a '*' stays within one part; '**' stands for one or more parts; 'belfry events' lists the known events"

    /// Reports a name that no catalogue has.
    func check(_ name: String, at offset: Int, _ problems: inout Problems) {
        guard !allowsUnknown, !EventCatalogue.isKnown(name) else { return }
        var notes = ["'belfry events' lists the known events; \"allowUnknownEvents\": true in belfry.json takes any"]
        if let near = nearestName(to: name, among: EventCatalogue.names + groups.names) {
            notes.insert("did you mean '\(near)'?", at: 0)
        }
        problems.error("unknown event '\(name)'", at: offset, notes: notes)
    }
}
