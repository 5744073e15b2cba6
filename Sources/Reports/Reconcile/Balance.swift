package import Delivery
package import JSON

/// How many events stand where: what matched is the sum, since each stands in exactly one place.
package struct Balance: Sendable, Equatable {
    private var counts = [Int](repeating: 0, count: EventState.allCases.count)

    package init() {}

    package private(set) subscript(state: EventState) -> Int {
        get { counts[Balance.place(of: state)] }
        set { counts[Balance.place(of: state)] = newValue }
    }

    package mutating func add(_ state: EventState, _ count: Int = 1) { self[state] += count }

    package mutating func add(_ other: Balance) {
        for state in EventState.allCases { self[state] += other[state] }
    }

    package var matched: Int { counts.reduce(0, +) }

    /// What nobody was told and nothing mends by itself.
    package var gap: Int { EventState.allCases.filter(\.isGap).reduce(0) { $0 + self[$1] } }

    /// Planned and not settled, or held.
    package var unsettled: Int { self[.pending] + self[.deferred] + self[.parked] + self[.held] }

    /// The states that anything stands in.
    package var present: [EventState] { EventState.allCases.filter { self[$0] > 0 } }

    /// `240 = 230 delivered + 4 held + 6 exhausted`.
    package var equation: String {
        let terms = present.map { "\(self[$0]) \($0.rawValue)" }
        return "\(matched) = " + (terms.isEmpty ? "0" : terms.joined(separator: " + "))
    }

    /// `matched`, every state, `gap`: how much of it nothing mends by itself.
    package func json(gap: Int) -> [JSON.Member] {
        [JSON.Member("matched", .number(matched))]
            + EventState.allCases.map { JSON.Member($0.rawValue, .number(self[$0])) } + [.init("gap", .number(gap))]
    }

    private static let places = Dictionary(uniqueKeysWithValues: zip(EventState.allCases, 0...))

    private static func place(of state: EventState) -> Int {
        guard let place = places[state] else { preconditionFailure("'\(state)' is no state") }
        return place
    }
}
