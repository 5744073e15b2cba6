import Time

/// How long things have been waiting, in columns that widen, in the manner of Postfix's qshape(1).
package struct AgeHistogram: Sendable, Equatable {
    /// The longest wait of each column but the last, which is open.
    package static let bounds: [Duration] = [
        .seconds(300), .seconds(3600), .seconds(6 * 3600), .seconds(86_400), .seconds(5 * 86_400),
    ]

    /// What stands above the columns: `5m 1h 6h 1d 5d older`.
    package static let titles = bounds.map(\.text) + ["older"]

    /// One for each column.
    package private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)

    package init() {}

    package var total: Int { counts.reduce(0, +) }

    package mutating func add(_ age: Duration, count: Int = 1) {
        counts[AgeHistogram.bounds.firstIndex { age <= $0 } ?? AgeHistogram.bounds.count] += count
    }

    package static func += (sum: inout AgeHistogram, part: AgeHistogram) {
        for column in sum.counts.indices { sum.counts[column] += part.counts[column] }
    }
}
