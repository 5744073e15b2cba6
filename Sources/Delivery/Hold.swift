package import Time

/// Why what matches an integration is not sent for now.
package enum Hold: Sendable, Equatable {
    case disabled
    case muted(until: Timestamp)
    case quiet(until: Timestamp)
    case notDue(next: Timestamp)
    /// Fewer events than a digest should have.
    case tooFew(minimum: Int, until: Timestamp)
    /// The last digest is not delivered yet and the endpoint fails: the next one grows.
    case failing
    /// More is on its way already than is good: the next ones follow in turn.
    case inTurn
    /// The run was asked for others.
    case notSelected

    /// The word of `--json`.
    package var word: String {
        switch self {
        case .disabled: "disabled"
        case .muted: "muted"
        case .quiet: "quiet"
        case .notDue: "not-due"
        case .tooFew: "too-few"
        case .failing: "failing"
        case .inTurn: "in-turn"
        case .notSelected: "not-selected"
        }
    }

    /// When it ends by itself, where that is known.
    package var end: Timestamp? {
        switch self {
        case .muted(let until), .quiet(let until), .notDue(let until), .tooFew(_, let until): until
        case .disabled, .failing, .inTurn, .notSelected: nil
        }
    }
}
