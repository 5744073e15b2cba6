package import Events

/// How pressing some events are to one integration, whatever the catalogue says.
package struct SeverityRule: Sendable, Equatable {
    package let patterns: [EventPattern]
    package let severity: Severity

    package init(patterns: [EventPattern], severity: Severity) {
        self.patterns = patterns
        self.severity = severity
    }

    /// `build:*: critical`.
    package var text: String { "\(patterns.map(\.text).joined(separator: " ")): \(severity.rawValue)" }
}

extension [SeverityRule] {
    /// What the catalogue says of a type, as pressing as the first rule says that names it.
    package func weighed(_ entry: EventCatalogue.Entry) -> EventCatalogue.Entry {
        guard let rule = first(where: { $0.patterns.contains { $0.matches(entry.type) } }) else { return entry }
        return entry.weighing(rule.severity)
    }
}
