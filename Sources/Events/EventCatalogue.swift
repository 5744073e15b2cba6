/// What is known of event types: the names that Northflank and Clever Cloud publish, and a guess for all others.
package enum EventCatalogue {
    package struct Entry: Sendable, Equatable {
        package enum Source: String, Sendable {
            case northflank
            case cleverCloud = "clever-cloud"
            /// What Belfry tells of itself.
            case belfry
            /// In no catalogue: everything but the type is derived from the name.
            case unknown
        }

        package let type: String
        /// What the name begins with: `build`, `infrastructure:service`, `DEPLOYMENT`.
        package let family: String
        /// For people: `Build failed`.
        package let title: String
        package private(set) var severity: Severity
        package let phase: EventPhase
        package let source: Source

        package var isKnown: Bool { source != .unknown }
    }

    /// Every known type: Northflank's 68, then Clever Cloud's 21, each in the order of its documentation, then Belfry's.
    package static let entries: [Entry] = northflank + cleverCloud + belfry

    package static let names: [String] = entries.map { $0.type }

    private static let entriesByType = Dictionary(uniqueKeysWithValues: entries.map { ($0.type, $0) })

    /// The entry of a type, made up from the name when the catalogue has none.
    package static func entry(for type: String) -> Entry { entriesByType[type] ?? .guess(type) }

    package static func isKnown(_ type: String) -> Bool { entriesByType[type] != nil }

    /// The types that end what an event of this type tells of; of an unknown family two that are named alike.
    package static func outcomes(of type: String) -> [String] {
        let family = entry(for: type).family
        let known = entries.filter { $0.family == family && $0.phase.isOutcome }.map(\.type)
        guard known.isEmpty else { return known }
        let stem = type.lastIndex { ":._-".contains($0) }.map { type[...$0] } ?? ""
        return ["\(stem)success", "\(stem)failure"]
    }

    /// The pattern matches at least one known type.
    package static func holdsMatch(for pattern: EventPattern) -> Bool {
        pattern.isName ? isKnown(pattern.text) : pattern.matches(partsOfNames)
    }

    private static let partsOfNames = names.map { EventPattern.parts(of: $0) }
}

extension EventCatalogue.Entry {
    init(_ source: Source, _ type: String, _ title: String, _ severity: Severity, _ phase: EventPhase) {
        self.type = type
        self.title = title
        self.severity = severity
        self.phase = phase
        self.source = source
        family = EventCatalogue.Entry.family(of: type)
    }

    /// The same of another severity.
    package func weighing(_ severity: Severity) -> Self {
        var entry = self
        entry.severity = severity
        return entry
    }

    /// Northflank's infrastructure alerts have their subject in the second part.
    private static func family(of type: String) -> String {
        let parts = type.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count > 1 {
            return parts.prefix(parts[0] == "infrastructure" ? min(2, parts.count - 1) : 1).joined(separator: ":")
        }
        if let dot = type.lastIndex(of: "."), dot != type.startIndex { return String(type[..<dot]) }
        return String(type.prefix { $0 != "_" })
    }
}
