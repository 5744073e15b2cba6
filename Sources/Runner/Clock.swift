package import Time

/// The run's clock: it starts at a given moment and runs on with the machine's monotonic clock.
///
/// Setting the system's time during a run moves nothing.
package struct Clock: Sendable {
    package let start: Timestamp
    private let origin = ContinuousClock.now

    package init(startingAt start: Timestamp) { self.start = start }

    package var now: Timestamp { start + (ContinuousClock.now - origin) }
}
