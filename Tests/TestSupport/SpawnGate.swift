import Synchronization

/// Keeps files that are being written and processes that are being started apart.
///
/// Between fork and exec a child holds a copy of every open descriptor: a spool file written at that moment looks, for a
/// moment longer, as if a living process still wrote it, and a run rightly leaves it for later.
package enum SpawnGate {
    private static let gate = Mutex(())

    /// Writes files that a run is to find finished, or starts a process; never both at once.
    package static func pass<Result>(_ work: () throws -> Result) rethrows -> Result {
        try gate.withLock { _ in try work() }
    }
}
