package import Delivery
package import Events
import Providers

/// What every digest wants to know of one event, worked out once however many integrations want it.
package struct DigestEntry: Sendable {
    package let event: EventSummary
    package let place: LogPlace
    package private(set) var kind: EventCatalogue.Entry
    /// Type, project and resource as one number: events with the same key share a line.
    let key: UInt64
    let familyKey: UInt64
    /// The life (build, run, backup) that it is part of; `nil` where it names none.
    let runKey: UInt64?

    package init(_ event: EventSummary, at place: LogPlace, kind: EventCatalogue.Entry) {
        self.event = event
        self.place = place
        self.kind = kind
        // Swift's hasher is seeded anew in every process: nobody can write events that collide on purpose.
        var hasher = Hasher()
        hasher.combine(kind.family)
        familyKey = hasher.key
        hasher.combine(event.project)
        hasher.combine(event.resource)
        runKey = kind.phase == .none ? nil : event.run.map { DigestEntry.key(hasher, and: $0) }
        key = DigestEntry.key(hasher, and: event.type)
    }

    /// The same event, as pressing as the rules say.
    func weighed(by rules: [SeverityRule]) -> DigestEntry {
        var entry = self
        entry.kind = rules.weighed(kind)
        return entry
    }

    private static func key(_ hasher: Hasher, and text: String) -> UInt64 {
        var hasher = hasher
        hasher.combine(text)
        return hasher.key
    }
}

extension Hasher {
    fileprivate var key: UInt64 { UInt64(bitPattern: Int64(finalize())) }
}
