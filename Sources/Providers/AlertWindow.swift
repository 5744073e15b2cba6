package import Events
import Time

/// How long an alert that was told is not told again.
package struct AlertWindow: Sendable, Equatable {
    package let patterns: [EventPattern]
    package let length: Duration

    package init(patterns: [EventPattern], length: Duration) {
        self.patterns = patterns
        self.length = length
    }

    /// `infrastructure:** 30m`.
    package var text: String { "\(patterns.map(\.text).joined(separator: " ")) \(length.text)" }
}
