package import Configuration
package import Delivery
import Events
import Providers
package import Reports
import Storage
package import Time

/// Says why an event reaches integrations or not: the filters decide as in a run, and so does `Readiness`.
package struct Explainer {
    private let setup: Setup
    private let state: LedgerState
    private let now: Timestamp

    package init(_ setup: Setup, _ state: LedgerState, at now: Timestamp) {
        self.setup = setup
        self.state = state
        self.now = now
    }

    /// What becomes of an event, or what became of it where the log has it: `pairs` say where it stands, by integration,
    /// and `told` which event told the same, where it was passed over for that.
    ///
    /// Only `selected` integrations are told of, `nil` for all.
    package func explain(
        _ event: GivenEvent,
        pairs: [String: Pair],
        told: [String: Pair] = [:],
        only selected: Set<String>?
    ) -> Explanation {
        let rows = setup.integrations.filter { selected?.contains($0.id) ?? true }.map { integration in
            let reason = reason(event, integration, isPair: pairs[integration.id] != nil)
            var way = reason.reaches ? way(of: event, to: integration, pairs[integration.id]) : nil
            if case .recorded(.suppressed, _) = way {
                way = .repeated(repetition(of: told[integration.id], event, integration))
            }
            return Explanation.Row(integration.id, integration.provider, reason, way)
        }
        return Explanation(event.summary, rows, at: now)
    }

    private func reason(_ event: GivenEvent, _ integration: Integration, isPair: Bool) -> Explanation.Reason {
        let event = event.summary
        let verdict = integration.filter.verdict(type: event.type, project: event.project)
        if isPair, case .matched(let pattern) = verdict { return .matched(pattern) }
        if isPair { return .matchedThen }
        switch verdict {
        case .typeNotSelected: return .typeNotSelected
        case .projectNotSelected(let project): return .projectNotSelected(project)
        case .noProject: return .noProject
        case .aboutItself: return .aboutItself
        case .matched(let pattern):
            if case .time(let start) = integration.start, event.time < start { return .beforeStart(start) }
            // An integration that no run has seen begins as its file says.
            let isBehind = state.integrations[integration.id] != nil || integration.start == .firstRun
            return event.sequence > 0 && isBehind ? .cameBefore : .matched(pattern)
        }
    }

    private func repetition(
        of told: Pair?,
        _ event: GivenEvent,
        _ integration: Integration
    ) -> Explanation.Repetition {
        let window = integration.alertWindows.first { $0.patterns.contains { $0.matches(event.summary.type) } }
        return Explanation.Repetition(event: told?.eventID, at: told?.time, window: window?.length)
    }

    private func way(of event: GivenEvent, to integration: Integration, _ pair: Pair?) -> Explanation.Way {
        if let pair, pair.state != .held { return .recorded(pair.state, deliveries: pair.deliveries) }
        let readiness = Readiness(of: integration, in: state, at: now)
        let isImmediate = integration.immediate.contains { $0.matches(event.summary.type) }
        if isImmediate, readiness.sendsImmediate { return .single }
        return switch readiness.decision {
        case .hold(let hold): .held(hold)
        case .digest: .digest
        case .individual: .single
        }
    }
}
