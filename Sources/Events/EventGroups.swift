/// Names that stand for several event types: Clever Cloud's META groups and an operator's own.
package struct EventGroups: Sendable, Equatable {
    /// Clever Cloud's META groups: https://www.clever-cloud.com/developers/doc/administrate/notifications/.
    package static let builtIn: [String: [String]] = [
        "META_SERVICE_LIFECYCLE": [
            "APPLICATION_STOP", "DEPLOYMENT_ACTION_BEGIN", "DEPLOYMENT_FAIL", "DEPLOYMENT_SUCCESS",
        ],
        "META_DEPLOYMENT_RESULT": ["DEPLOYMENT_FAIL", "DEPLOYMENT_SUCCESS"],
        "META_SERVICE_MANAGEMENT": [
            "ADDON_CREATION", "ADDON_DELETION", "APPLICATION_CREATION", "APPLICATION_EDITION", "APPLICATION_DELETION",
        ],
        "META_CREDITS": ["CREDITS_ADDED"],
    ]

    private let members: [String: [String]]

    /// Adds an operator's groups; a member may be a name, a pattern or another group.
    package init(own: [String: [String]] = [:]) {
        members = EventGroups.builtIn.merging(own) { builtIn, _ in builtIn }
    }

    package var names: [String] { members.keys.sorted() }

    package func contains(_ name: String) -> Bool { members[name] != nil }

    /// What a name stands for: itself, unless it is a group; groups in groups are opened too.
    ///
    /// A pattern that is met twice is listed once. A group within itself is opened once; see `cycle(from:)`.
    package func patterns(for name: String) -> [EventPattern] {
        var seen: Set<String> = []
        var patterns: [EventPattern] = []
        open(name, seen: &seen, into: &patterns)
        return patterns
    }

    /// The way by which a group contains itself: `["a", "b", "a"]`; `nil` when it does not.
    package func cycle(from name: String) -> [String]? {
        var seen: Set<String> = []
        return path(from: name, to: name, seen: &seen).map { [name] + $0 }
    }

    private func open(_ name: String, seen: inout Set<String>, into patterns: inout [EventPattern]) {
        guard seen.insert(name).inserted else { return }
        guard let members = members[name] else {
            patterns.append(EventPattern(name))
            return
        }
        for member in members { open(member, seen: &seen, into: &patterns) }
    }

    private func path(from start: String, to goal: String, seen: inout Set<String>) -> [String]? {
        for member in members[start] ?? [] {
            if member == goal { return [member] }
            guard seen.insert(member).inserted else { continue }
            if let rest = path(from: member, to: goal, seen: &seen) { return [member] + rest }
        }
        return nil
    }
}
