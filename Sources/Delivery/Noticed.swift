package import Time

/// How far people were told of an integration's trouble: each step once for each streak of failures.
package struct Noticed: Sendable, Equatable {
    /// Of the way to being disabled; 100 when it is.
    package let percent: Int
    /// When the streak began, or when it was disabled.
    package let since: Timestamp

    package init(percent: Int, since: Timestamp) {
        self.percent = percent
        self.since = since
    }

    /// What is worth a word on the way.
    package static let steps = [50, 70, 90]
    package static let disabled = 100
}
