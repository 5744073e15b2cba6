package import Time

/// An operator's wish that an integration be quiet for a while.
///
/// One of everything holds the events back until it ends; one of patterns passes over those that arrive meanwhile.
package struct Mute: Sendable, Equatable {
    /// What `belfry mute expire` is told: `m42`.
    package let id: String
    package let start: Timestamp
    package var end: Timestamp
    /// Event patterns; empty for everything.
    package let patterns: [String]
    package let reason: String

    package init(id: String, start: Timestamp, end: Timestamp, patterns: [String], reason: String) {
        self.id = id
        self.start = start
        self.end = end
        self.patterns = patterns
        self.reason = reason
    }

    package var isOfEverything: Bool { patterns.isEmpty }

    /// `everything`, or the patterns.
    package var subject: String { isOfEverything ? "everything" : patterns.joined(separator: ", ") }

    package func isInForce(at time: Timestamp) -> Bool { start <= time && time < end }
}

extension [Mute] {
    /// The mute of everything that is in force, if there is one: of several the one that ends last.
    package func ofEverything(at time: Timestamp) -> Mute? {
        filter { $0.isOfEverything && $0.isInForce(at: time) }.max { $0.end < $1.end }
    }
}
