/// What an integration wants: event types and projects.
package struct Filter: Sendable, Equatable {
    package var patterns: [EventPattern]
    /// Without a set, every project and events without one; with a set, events without a project do not match.
    package var projects: Set<String>?
    /// The integration that it belongs to, where that matters: notices about itself are not for it.
    package var owner: String?

    package init(patterns: [EventPattern], projects: Set<String>? = nil) {
        self.patterns = patterns
        self.projects = projects
    }
}

extension Filter {
    /// Why an event reaches an integration, or why not.
    package enum Verdict: Sendable, Equatable {
        /// By this pattern, the first that fits.
        case matched(EventPattern)
        case typeNotSelected
        case projectNotSelected(String)
        /// The filter is restricted to projects and the event carries none.
        case noProject
        /// It is a notice about the filter's owner, which is told by another road.
        case aboutItself
    }

    /// Judges the type first: an event of another type is "not selected", whatever its project.
    package func verdict(type: String, project: String?) -> Verdict {
        if isAboutOwner(type, project) { return .aboutItself }
        guard let pattern = patterns.first(where: { $0.matches(type) }) else { return .typeNotSelected }
        guard let projects else { return .matched(pattern) }
        guard let project else { return .noProject }
        return projects.contains(project) ? .matched(pattern) : .projectNotSelected(project)
    }

    private func isAboutOwner(_ type: String, _ project: String?) -> Bool {
        owner != nil && owner == project && NoticeType.includes(type)
    }

    /// Every one of these types is selected.
    package func selectsAll(_ types: [String]) -> Bool {
        types.allSatisfy { type in patterns.contains { $0.matches(type) } }
    }

    package func matches(type: String, project: String?) -> Bool {
        guard case .matched = verdict(type: type, project: project) else { return false }
        return true
    }
}
