import Events
import Storage

/// Who wants which events: asked once for each type, project and resource, then remembered.
struct EventKinds {
    /// What is known of all events of one type, project and resource.
    ///
    /// A class because millions of events hand round some thousands of them: one count to keep instead of six.
    final class Kind: Sendable {
        let project: String?
        let resource: String?
        let entry: EventCatalogue.Entry
        /// Places in the setup of the integrations whose filter matches.
        let matches: [Int]

        var type: String { entry.type }

        init(project: String?, resource: String?, entry: EventCatalogue.Entry, matches: [Int]) {
            self.project = project
            self.resource = resource
            self.entry = entry
            self.matches = matches
        }
    }

    private var index: FilterIndex
    private var known: [UInt64: Kind] = [:]
    /// Swift's hasher is seeded anew in every process.
    private let seed = UInt64(bitPattern: Int64(Hasher().finalize()))

    /// An endless number of kinds must not need endless memory: about 15 MB.
    private static let mostKinds = 50_000

    init(filters: [Filter]) { index = FilterIndex(filters: filters) }

    mutating func kind(of line: EventLine, in buffer: [UInt8]) -> Kind {
        let hash = line.kindHash(in: buffer, seed: seed)
        if let kind = known[hash] { return kind }
        if known.count >= EventKinds.mostKinds { known.removeAll() }
        let type = line.type(in: buffer)
        let project = line.project(in: buffer)
        let kind = Kind(
            project: project,
            resource: line.resource(in: buffer),
            entry: EventCatalogue.entry(for: type),
            matches: index.matches(type: type, project: project)
        )
        known[hash] = kind
        return kind
    }
}
