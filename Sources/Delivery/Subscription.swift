package import JSON
package import Time

/// What an integration wanted while it was configured so, as the ledger keeps it: enough to tell later which events it
/// matched then, whatever its file says now.
package struct Subscription: Sendable, Equatable {
    /// Names and patterns of event types.
    package let patterns: [String]
    /// `nil`: every project, and events without one.
    package let projects: [String]?
    /// `individual` or `digest`.
    package let mode: String
    /// Types that go singly at once, past the digest.
    package let immediate: [String]
    /// Events from before were never wanted.
    package let start: Timestamp?

    package init(
        patterns: [String],
        projects: [String]? = nil,
        mode: String,
        immediate: [String] = [],
        start: Timestamp? = nil
    ) {
        self.patterns = patterns
        self.projects = projects?.sorted()
        self.mode = mode
        self.immediate = immediate
        self.start = start
    }
}

extension Subscription {
    /// `{"events": […], "projects": […], "mode": …, "immediate": […], "from": …}`; what does not apply is left out.
    package var json: JSON {
        var members: [JSON.Member] = [
            .init("events", .array(patterns.map { .string($0) })), .init("mode", .string(mode)),
        ]
        if let projects { members.append(.init("projects", .array(projects.map { .string($0) }))) }
        if !immediate.isEmpty { members.append(.init("immediate", .array(immediate.map { .string($0) }))) }
        if let start { members.append(.init("from", .time(start))) }
        return .object(members)
    }

    init?(_ fields: RecordFields) {
        guard let patterns = fields.list("events", \.string), let mode = fields.text("mode") else { return nil }
        self.init(
            patterns: patterns,
            projects: fields.list("projects", \.string),
            mode: mode,
            immediate: fields.list("immediate", \.string) ?? [],
            start: fields.time("from")
        )
    }
}
