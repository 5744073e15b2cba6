package import Diagnostics

/// What is wrong with input: in words as far as anybody reads on, counted to the end.
///
/// A million bad lines take no more room than a thousand.
package struct Flaws: Sendable, Equatable {
    /// The first of them.
    package private(set) var told: [Diagnostic] = []
    package private(set) var count = 0

    private static let mostTold = 1000

    init() {}

    init(_ flaw: Diagnostic) { add(flaw) }

    package var isEmpty: Bool { count == 0 }

    mutating func add(_ flaw: Diagnostic) {
        count += 1
        if told.count < Flaws.mostTold { told.append(flaw) }
    }

    static func += (sum: inout Flaws, part: Flaws) {
        sum.told += part.told.prefix(Flaws.mostTold - sum.told.count)
        sum.count += part.count
    }

    /// How many have no words of their own: `and 9000 more`.
    package var rest: String? { count > told.count ? "and \(count - told.count) more" : nil }
}
