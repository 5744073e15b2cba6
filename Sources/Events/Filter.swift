/// A name or pattern of event types: `build:start`, `build:*` (one part), `infrastructure:**` (any number of parts).
package struct EventPattern: Sendable, Hashable {
    package let text: String

    package init(_ text: String) { self.text = text }
}

/// What an integration wants: event types and projects.
package struct Filter: Sendable, Equatable {
    package var patterns: [EventPattern]
    /// `nil`: every project, and events without one. Otherwise events without a project do not match.
    package var projects: Set<String>?

    package init(patterns: [EventPattern], projects: Set<String>? = nil) {
        self.patterns = patterns
        self.projects = projects
    }
}
