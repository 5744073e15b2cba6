import Configuration
import Delivery
import Messages
import Providers
import Runner

/// What is to be sent again: deliveries as they were, and events that get new messages.
struct ResendPlan {
    private(set) var deliveries: [Intervention.Subject] = []
    /// By integration.
    private(set) var events: [String: [PlannedEvent]] = [:]
    /// Deliveries that tell of more events than were named.
    var shared = SharedDigests([])

    var isEmpty: Bool { deliveries.isEmpty && events.isEmpty }
    private var count: Int { deliveries.count + events.values.reduce(0) { $0 + $1.count } }

    mutating func add(_ delivery: Intervention.Subject) { deliveries.append(delivery) }
    mutating func add(_ event: PlannedEvent, for integration: String) { events[integration, default: []].append(event) }
    mutating func add(_ missing: [String: [PlannedEvent]]) { events.merge(missing) { $0 + $1 } }

    /// One line for each integration: `blog: 12 deliveries, 3 events that were never planned`.
    func lines(as mode: Integration.Mode?) -> [String] {
        var counts: [String: Int] = [:]
        for subject in deliveries { counts[subject.delivery.integration, default: 0] += 1 }
        return Set(counts.keys).union(events.keys).sorted().map { id in
            var parts: [String] = []
            if let count = counts[id] { parts.append(counted(count, "delivery", "deliveries")) }
            if let events = events[id] {
                let how = mode.map { $0 == .digest ? " in one digest" : ", a message each" } ?? ""
                parts.append(counted(events.count, "event", "events") + how)
            }
            return "\(id): \(parts.joined(separator: ", "))"
        }
    }

    /// What of it is still as another look has it.
    func unchanged(in other: ResendPlan) -> ResendPlan {
        var plan = ResendPlan()
        let found = Dictionary(other.deliveries.map { ($0.delivery.id, $0) }) { $1 }
        plan.deliveries = deliveries.filter { subject in
            found[subject.delivery.id].map { $0.state == subject.state && $0.attempts == subject.attempts } ?? false
        }
        for (integration, events) in events {
            let found = Set(other.events[integration, default: []].map(\.sequence))
            let unchanged = events.filter { found.contains($0.sequence) }
            if !unchanged.isEmpty { plan.events[integration] = unchanged }
        }
        return plan
    }

    /// Puts all of it back into the queue, and sends it.
    ///
    /// `again` makes the plan anew, under the lock: what another process sent meanwhile does not go twice.
    func perform(
        _ context: Context,
        _ setup: Setup,
        as mode: Integration.Mode?,
        again: () throws -> ResendPlan
    ) throws -> ExitCode {
        let configured = Dictionary(uniqueKeysWithValues: setup.integrations.map { ($0.id, $0) })
        let composer = MessageComposer(overrides: try context.home.ownTemplates())
        let (done, refused) = try context.intervene(setup) { intervention in
            let plan = unchanged(in: try again())
            if plan.count < count {
                let others = counted(count - plan.count, "other was", "others were")
                context.terminal.say(.warning, "belfry: warning: \(others) sent or changed meanwhile, and left alone")
            }
            for subject in plan.deliveries where configured[subject.delivery.integration] != nil {
                try intervention.perform(.requeue, on: subject, at: context.clock.now)
            }
            for (id, events) in plan.events.sorted(by: { $0.key < $1.key }) {
                guard let integration = configured[id] else { continue }
                let problems = try intervention.plan(
                    events,
                    for: integration,
                    as: mode ?? integration.mode,
                    with: composer,
                    at: context.clock.now
                )
                for problem in problems { context.terminal.say(.warning, problem) }
            }
            return (intervention.done, intervention.refusals.count)
        }
        let gone = Set(deliveries.map(\.delivery.integration)).union(events.keys).subtracting(configured.keys)
        for id in gone.sorted() {
            context.terminal.say(.error, "belfry: error: '\(id)' is no longer configured: nothing can be sent to it")
        }
        guard !done.isEmpty else { return refused > 0 || !gone.isEmpty ? .attention : .success }
        let code = try context.send(done, setup)
        return code == .success && (refused > 0 || !gone.isEmpty) ? .attention : code
    }
}

extension Context {
    /// Tells what would be sent, asks where many are meant, and sends.
    func resend(
        _ setup: Setup,
        as mode: Integration.Mode?,
        isAsked: Bool,
        _ plan: ResendPlan,
        again: () throws -> ResendPlan
    ) throws -> ExitCode {
        for line in plan.lines(as: mode) { try terminal.confirm(line + "\n") }
        let shared = plan.shared.isEmpty ? nil : plan.shared.words(among: plan.deliveries.count)
        if typed.has(.dryRun) {
            if let shared { try terminal.confirm("it would ask first: \(shared)\n") }
            return .success
        }
        if let shared, try !isConfirmed("send all of this again, \(shared)") { return .success }
        if shared == nil, isAsked, try !isConfirmed("send all of this again") { return .success }
        return try plan.perform(self, setup, as: mode, again: again)
    }
}
