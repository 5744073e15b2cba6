/// The one schedule that decides: attempt k+1 is due `waits[k]` after attempt k.
package struct RetrySchedule: Sendable, Equatable {
    package let waits: [Duration]
    /// A delivery older than this (since it was planned) is exhausted.
    package let expireAfter: Duration

    package init(waits: [Duration], expireAfter: Duration) {
        self.waits = waits
        self.expireAfter = expireAfter
    }

    package static let standard = RetrySchedule(
        waits: [
            .seconds(1), .seconds(5), .seconds(30), .seconds(5 * 60), .seconds(30 * 60), .seconds(2 * 3600),
            .seconds(5 * 3600), .seconds(10 * 3600), .seconds(14 * 3600), .seconds(20 * 3600), .seconds(24 * 3600),
        ],
        expireAfter: .seconds(5 * 86_400)
    )
}

/// When an integration that keeps failing is switched off: both thresholds must be passed.
package struct DisablePolicy: Sendable, Equatable {
    package let failingFor: Duration
    package let failures: Int

    package init(failingFor: Duration, failures: Int) {
        self.failingFor = failingFor
        self.failures = failures
    }

    package static let standard = DisablePolicy(failingFor: .seconds(5 * 86_400), failures: 10)
}

/// At most `count` sends each `interval`: `1/s`, `30/m`.
package struct Rate: Sendable, Equatable {
    package let count: Int
    package let interval: Duration

    package init(count: Int, interval: Duration) {
        self.count = count
        self.interval = interval
    }
}
