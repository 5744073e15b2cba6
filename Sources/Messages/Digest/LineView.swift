import Events
import JSON
import Providers
import Time

/// A line in words, and what it is grouped by.
struct LineView {
    let line: DigestLine
    let json: JSON
    /// What stands above the lines of a group; `nil`: the digest is not grouped.
    let heading: JSON?
    let projectName: String?
    let resourceName: String?

    init(
        _ line: DigestLine,
        _ details: EventDetails,
        _ names: PlaceNames,
        in digest: Digest,
        clock: Clock,
        data shownData: JSON
    ) {
        let kind = EventCatalogue.entry(for: line.type)
        self.line = line
        projectName = names.project(of: line, details).map(ShownText.name)
        resourceName = names.resource(of: line, details).map(ShownText.name)
        let title = ShownText.line(kind.title, cap: ShownText.longestName)
        let groupKey = digest.groupBy.first
        heading =
            switch groupKey {
            case .project: .string(projectName ?? "Outside projects")
            case .service: .string(resourceName ?? projectName ?? "Other")
            case .type: .string(title)
            case nil: nil
            }
        let isItsProject = line.resource == line.project
        let place = [
            groupKey == .service || (isItsProject && groupKey == .project) ? nil : resourceName,
            groupKey == .project || isItsProject ? nil : projectName,
        ]
        let facts = line.isPlaceStale ? "" : details.inline
        let message = line.isPlaceStale ? nil : details.message
        let first = clock.moment(line.first)
        let last = line.first == line.last ? first : clock.moment(line.last)
        json = .object(
            Look.members(line.severity, line.phase) + [
                .init("type", .string(line.type)),
                .init("title", .string(title)),
                .init("count", .number(line.count)),
                .init("isMany", .bool(line.count > 1)),
                .init("events", .number(line.eventCount)),
                .init("recovered", .optional(line.recovered.map { clock.text(clock.moment($0)) })),
                .init("recoveredAt", .optional(line.recovered?.rfc3339)),
                .init("isNew", .bool(line.isNew)),
                .init("isRunning", .bool(line.isRunning)),
                .init("running", .optional(line.runningWords)),
                .init("project", .thing(id: line.project, name: projectName)),
                .init("resource", .thing(id: line.resource, name: resourceName)),
                .init("where", .text(place.compactMap { $0 }.joined(separator: " · "))),
                .init("when", .string(clock.text(first, last))),
                .init("first", .moment(first)),
                .init("last", .moment(last)),
                .init("duration", .optional(line.duration?.spoken)),
                .init("durationSeconds", line.duration.map { .number($0.components.seconds) } ?? .null),
                .init("facts", .text(facts)),
                .init("message", .optional(message)),
                .init("link", line.isPlaceStale ? .null : details.link?.json ?? .null),
                .init("data", shownData),
            ]
        )
    }
}

extension DigestLine {
    /// Reads `still running`, or `2 still running` of more.
    fileprivate var runningWords: String? {
        guard runningCount > 0 else { return nil }
        return isRunning ? "still running" : "\(runningCount) still running"
    }
}

extension EventSummary {
    /// The newest event of a line, as far as the line knows it.
    init(_ line: DigestLine) {
        self.init(
            sequence: 0,
            id: "",
            type: line.type,
            time: line.last,
            project: line.project,
            resource: line.resource
        )
    }
}
