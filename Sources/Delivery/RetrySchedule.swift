package import Time

/// The one schedule that decides: attempt k+1 is due `waits[k]` after attempt k.
package struct RetrySchedule: Sendable, Equatable {
    package let waits: [Duration]
    /// A delivery older than this, since it was planned or could go again last, is exhausted.
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

    /// How far a streak of failures is on the way to the switch, 0 to 100.
    ///
    /// Both thresholds must be passed, so the one that is further away counts.
    package func percent(reachedBy failures: Int, since first: Timestamp, at now: Timestamp) -> Int {
        let byTime = DisablePolicy.percent(of: (now - first).milliseconds, in: failingFor.milliseconds)
        let byCount = DisablePolicy.percent(of: Int64(failures), in: Int64(self.failures))
        return min(byTime, byCount)
    }

    private static func percent(of part: Int64, in whole: Int64) -> Int {
        guard whole > 0 else { return 100 }
        return Int(min(100, max(0, Double(part) * 100 / Double(whole))))
    }
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
