/// How much an event asks of its reader; `.critical` is the greatest.
package enum Severity: String, Sendable, CaseIterable, Comparable {
    case info, warning, critical

    package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .info: 0
        case .warning: 1
        case .critical: 2
        }
    }
}

/// What an event says of the build, run, backup or deployment that it is part of.
///
/// Digests let an outcome (`succeeded`, `failed`, `stopped`) take the place of the `started` and `progressed` before it.
package enum EventPhase: String, Sendable, CaseIterable {
    case started, progressed, succeeded, failed
    /// Ended early because somebody asked for it: aborted, terminated.
    case stopped
    /// The event is not part of a course of events.
    case none

    /// The course is over.
    package var isOutcome: Bool {
        switch self {
        case .succeeded, .failed, .stopped: true
        case .started, .progressed, .none: false
        }
    }
}
