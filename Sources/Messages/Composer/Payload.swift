package import Diagnostics

/// A rendered message, finished for its provider and checked against its limits.
package struct Payload: Sendable, Equatable {
    package let bytes: [UInt8]
    /// Counted from 1; always 1 of 1 but for digests.
    package var page = 1
    package var pageCount = 1
    /// The events that it tells of.
    package var eventCount = 1
    /// Why it is not as the home's own template wanted it; `nil` when all is well.
    package var fallback: Diagnostic?

    package init(bytes: [UInt8]) { self.bytes = bytes }
}
