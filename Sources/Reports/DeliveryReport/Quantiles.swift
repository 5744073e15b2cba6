import Time

/// Durations of which the middle and the slow end are told.
package struct Quantiles: Sendable, Equatable {
    /// Milliseconds; 2^32 of them are 49 days, and what is longer counts as that.
    private var values: [UInt32] = []
    private var isSorted = true

    package init() {}

    package var count: Int { values.count }

    package mutating func add(_ duration: Duration) {
        values.append(UInt32(clamping: duration.milliseconds))
        isSorted = false
    }

    package mutating func sort() {
        guard !isSorted else { return }
        values.sort()
        isSorted = true
    }

    /// The smallest value that at least this share of all values does not pass (nearest rank); `nil` when there is none.
    package func value(at share: Double) -> Duration? {
        precondition(isSorted, "quantiles are told of sorted values")
        guard !values.isEmpty else { return nil }
        let rank = Int((share * Double(values.count)).rounded(.up))
        return .milliseconds(Int64(values[min(max(rank, 1), values.count) - 1]))
    }

    package var median: Duration? { value(at: 0.5) }
    package var slow: Duration? { value(at: 0.95) }
    package var longest: Duration? { value(at: 1) }

    package static func += (sum: inout Quantiles, part: Quantiles) {
        sum.values += part.values
        sum.isSorted = sum.values.isEmpty
    }
}
