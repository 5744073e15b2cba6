/// Limits on what is taken in; the settings can change them.
package struct IntakeLimits: Sendable, Equatable {
    package var fileBytes: UInt64
    package var eventBytes: Int
    package var depth: Int

    package init(fileBytes: UInt64 = 4 << 30, eventBytes: Int = 256 << 10, depth: Int = 64) {
        self.fileBytes = fileBytes
        self.eventBytes = eventBytes
        self.depth = depth
    }
}
