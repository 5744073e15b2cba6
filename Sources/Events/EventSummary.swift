package import Time

/// What is known of an event without reading its data again: one line's head in the event log.
package struct EventSummary: Sendable, Equatable {
    /// Its place in the event log, counted from 1, never reused.
    package var sequence: UInt64
    package var id: String
    /// `build:start`, `DEPLOYMENT_FAIL`, a CloudEvents type: without `trigger:`.
    package var type: String
    package var time: Timestamp
    /// The project's id; events of billing and clusters have none.
    package var project: String?
    /// The id of what it happened to: a service, job, addon, volume, cluster.
    package var resource: String?
    /// The id of the build, run, backup or deployment whose life it is part of: start and success share it.
    package var run: String?

    package init(
        sequence: UInt64,
        id: String,
        type: String,
        time: Timestamp,
        project: String? = nil,
        resource: String? = nil,
        run: String? = nil
    ) {
        self.sequence = sequence
        self.id = id
        self.type = type
        self.time = time
        self.project = project
        self.resource = resource
        self.run = run
    }
}
