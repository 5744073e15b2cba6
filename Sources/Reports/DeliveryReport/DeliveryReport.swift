package import Delivery
package import Time

/// What was delivered in a span of time, what was not, and why: `belfry report`.
///
/// The one input of its text, JSON, CSV, Markdown and HTML.
package struct DeliveryReport: Sendable {
    /// What came of deliveries and attempts within the range.
    package struct Counts: Sendable, Equatable {
        package var planned = 0
        package var delivered = 0
        package var rejected = 0
        package var exhausted = 0
        /// Given up by hand, or passed over by hand when the integration was enabled again.
        package var dropped = 0
        /// Events, not deliveries: told to nobody on purpose.
        package var leftOut = LeftOut()
        package var attempts = 0
        package var failedAttempts = 0

        package init() {}

        /// Given up on, and nobody wanted that.
        package var lost: Int { rejected + exhausted }

        /// The share of what was settled by itself that arrived, in percent; `nil` when nothing was.
        package var arrived: Double? {
            delivered + lost == 0 ? nil : Double(delivered) * 100 / Double(delivered + lost)
        }

        package static func += (sum: inout Counts, part: Counts) {
            sum.planned += part.planned
            sum.delivered += part.delivered
            sum.rejected += part.rejected
            sum.exhausted += part.exhausted
            sum.dropped += part.dropped
            sum.leftOut += part.leftOut
            sum.attempts += part.attempts
            sum.failedAttempts += part.failedAttempts
        }
    }

    /// One integration's part of it.
    package struct Share: Sendable, Equatable {
        package var counts = Counts()
        /// From plan to delivery.
        package var ways = Quantiles()
        /// Of attempts that delivered.
        package var answers = Quantiles()

        package init() {}
    }

    /// Attempts that failed alike.
    package struct Failures: Sendable, Equatable {
        package let failureClass: FailureClass
        package var attempts = 0
        /// Attempts by integration.
        package var integrations: [String: Int] = [:]
        package var last: Timestamp
        package var reason: String
    }

    /// An integration was switched off or on.
    package struct Change: Sendable, Equatable {
        package let at: Timestamp
        package let integration: String
        /// `was disabled`, or `was enabled, what was held was sent in one digest`.
        package let words: String
        package let reason: String?
    }

    package let range: ReportRange
    package let madeAt: Timestamp
    /// How everything is now, with the ages of what waits.
    package let status: RunReport
    /// By integration, those that are configured no longer included.
    package var shares: [String: Share] = [:]
    package var timeline: Timeline
    /// The most frequent first.
    package var failures: [Failures] = []
    /// In the order of time.
    package var changes: [Change] = []
    /// The latest first.
    package var deliveries: [ReportedDelivery] = []
    /// Deliveries that are counted and not among `deliveries`.
    package var omitted = 0
    /// When the run began whose records are being counted.
    var runBegan: Timestamp?
    /// Records of the ledger that could not be read.
    package var damagedRecords = 0

    package init(range: ReportRange, madeAt: Timestamp, status: RunReport) {
        self.range = range
        self.madeAt = madeAt
        self.status = status
        timeline = Timeline(of: range)
    }

    package var totals: Counts { shares.values.reduce(into: Counts()) { $0 += $1.counts } }

    /// The times of all integrations together.
    package func quantiles(_ of: KeyPath<Share, Quantiles>) -> Quantiles {
        var sum = Quantiles()
        for share in shares.values { sum += share[keyPath: of] }
        sum.sort()
        return sum
    }

    /// What goes wrong now, also where it is tried again by itself.
    var open: [Trouble] { status.troubles + status.failing }

    /// Everything that needs somebody now, and what was given up in the range, with the command that brings it back.
    package var troubles: [Trouble] {
        let lost = status.integrations.filter { shares[$0.id]?.counts.lost ?? 0 > 0 }
        return open
            + lost.map { report in
                let count = shares[report.id]?.counts.lost ?? 0
                return Trouble(
                    what: "\(report.id): \(count == 1 ? "1 delivery was" : "\(count) deliveries were") given up",
                    details: ["why: belfry queue --failed -l -i \(report.id)"],
                    command: "belfry resend --failed -i \(report.id)"
                )
            }
    }

    /// What happened that somebody should look at, or has to mend now.
    package var needsAttention: Bool {
        totals.lost > 0 || damagedRecords > 0 || !open.isEmpty
    }
}

/// A delivery as a report shows it.
package struct ReportedDelivery: Sendable {
    package let history: DeliveryHistory
    /// `digest`, or the event's type.
    package let type: String
    package let eventID: String?
    /// `nil` when it was not asked for, or is kept no longer.
    package let request: Request?
    /// While it is owed: what keeps it from going; `nil` when the next run sends it.
    package let obstacle: Obstacle?

    /// What was sent, secrets cut out.
    package struct Request: Sendable {
        package let headers: [Header]
        package let body: String

        package init(headers: [Header], body: String) {
            self.headers = headers
            self.body = body
        }
    }

    package init(history: DeliveryHistory, type: String, eventID: String?, request: Request?, obstacle: Obstacle?) {
        self.history = history
        self.type = type
        self.eventID = eventID
        self.request = request
        self.obstacle = obstacle
    }

    /// When it goes; `nil` when it is settled, or when somebody has to act first.
    var nextAttempt: Timestamp? { obstacle == nil ? history.due : obstacle?.end }
}
