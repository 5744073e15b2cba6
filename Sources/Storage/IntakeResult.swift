package import Diagnostics

/// What came of an intake.
package struct IntakeResult: Sendable, Equatable {
    package var files = 0
    package var events = 0
    /// Events whose id and content were accepted before.
    package var duplicates = 0
    /// Files and parts that went to `spool/corrupt`.
    package var corrupt = Flaws()
    /// Files that stay for the next run: still being written, or no room in the quarantine.
    package var left = Flaws()
    package var bytes: UInt64 = 0

    package init() {}

    /// All that was wrong, in words.
    package var diagnostics: [Diagnostic] {
        let rest = [corrupt, left].compactMap(\.rest).map { Diagnostic(file: "spool/new", message: $0) }
        return corrupt.told + left.told + rest
    }

    package static func += (sum: inout IntakeResult, part: IntakeResult) {
        sum.files += part.files
        sum.events += part.events
        sum.duplicates += part.duplicates
        sum.corrupt += part.corrupt
        sum.left += part.left
        sum.bytes += part.bytes
    }
}
