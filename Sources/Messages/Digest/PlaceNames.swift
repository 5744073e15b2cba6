/// What projects and services are called by those lines of a digest whose events say it, for those that have the id alone.
struct PlaceNames {
    private var projects: [String: String] = [:]
    private var resources: [String: String] = [:]

    /// The first name that is told of an id is its name.
    mutating func note(_ details: EventDetails, of line: DigestLine) {
        if let id = line.project, let name = details.projectName { projects[id] = projects[id] ?? name }
        if let id = line.resource, let name = details.resourceName { resources[id] = resources[id] ?? name }
    }

    /// Where a line's own events say a name, it is that one.
    func project(of line: DigestLine, _ details: EventDetails) -> String? {
        line.project.map { details.projectName ?? projects[$0] ?? $0 }
    }

    func resource(of line: DigestLine, _ details: EventDetails) -> String? {
        line.resource.map { details.resourceName ?? resources[$0] ?? $0 }
    }
}
