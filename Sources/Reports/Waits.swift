import Delivery
package import Time

extension Obstacle {
    /// What keeps a delivery from going, and until when, or the command that ends it: `in 20m, as the endpoint fails`.
    package func words(at now: Timestamp, _ integration: String) -> String {
        let left = end.map { max($0 - now, .zero).spoken } ?? ""
        return switch self {
        case .notConfigured: "'\(integration)' is configured no longer"
        case .disabled: "kept until belfry enable \(integration)"
        case .parked: "set aside by hand"
        case .muted: "muted for another \(left)"
        case .hostPaused: "in \(left), as its host asked"
        case .paused: "in \(left), as the endpoint asked"
        case .backOff: "in \(left), as the endpoint fails"
        case .rate: "in \(left), as its rate allows"
        case .notDue: "in \(left)"
        case .behind(let other, _): "in \(left), behind \(other)"
        }
    }
}

extension Hold {
    /// What becomes of events instead of being sent, and until when, or the command that ends it.
    package func words(at now: Timestamp, _ integration: String) -> String {
        switch self {
        case .disabled: "held until belfry enable \(integration)"
        case .muted(let until): "held, muted until \(moment(until, now))"
        case .quiet(let until): "held, quiet hours until \(moment(until, now))"
        case .notDue(let next): "in the digest due \(moment(next, now))"
        case .tooFew(let minimum, let until):
            "held until there are \(minimum) for a digest, at most until \(moment(until, now))"
        case .failing: "held, the next digest grows until the last one is delivered"
        case .inTurn: "held, others go first to an endpoint that fails"
        case .notSelected: "held, others go first"
        }
    }
}
