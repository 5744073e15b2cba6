/// A value that must never be printed: its description is `<redacted>`.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible {
    private let value: String

    package init(_ value: String) { self.value = value }

    /// The value itself, for the wire only.
    package var revealed: String { value }

    package var description: String { "<redacted>" }
    package var debugDescription: String { description }
}
