package import Configuration
package import Delivery
import Diagnostics
package import Messages
package import Providers
import Storage
package import Time

/// What an operator does to single deliveries, under the run's lock; a run does the rest.
package struct Intervention: ~Copyable {
    package enum Act: Sendable {
        case requeue, park, release
        case drop(reason: String?)

        /// Why it makes no sense for a delivery in that state.
        package func objection(when state: DeliveryState) -> String? {
            switch self {
            case .requeue: nil
            case .park: state.isSettled ? "it is \(state.rawValue)" : state == .parked ? "it is parked already" : nil
            case .release: state == .parked ? nil : "it is not parked but \(state.rawValue)"
            case .drop: state.isSettled ? "it is \(state.rawValue)" : nil
            }
        }
    }

    /// A delivery as it was found.
    package struct Subject: Sendable {
        package let delivery: Delivery
        package let state: DeliveryState
        package let attempts: Int

        package init(_ history: DeliveryHistory) {
            delivery = history.delivery
            state = history.state
            attempts = history.attemptCount
        }

        package init(_ outstanding: LedgerState.Outstanding) {
            delivery = outstanding.delivery
            state = outstanding.state
            attempts = outstanding.attempts
        }
    }

    /// What was not done, and why.
    package struct Refusal: Sendable {
        package let delivery: String
        package let reason: String

        package init(delivery: String, reason: String) {
            self.delivery = delivery
            self.reason = reason
        }
    }

    var state: State
    private var fetcher = EventFetcher()
    private let setup: Setup
    package private(set) var refusals: [Refusal] = []
    /// The ids of deliveries that were changed or planned, by integration.
    package private(set) var done: [String: Set<String>] = [:]

    /// Takes the lock; nothing is changed yet.
    package init(_ places: RunPlaces, setup: Setup, waiting: Bool, at now: Timestamp) throws {
        var state = try State(places.state, settings: setup.settings, locking: waiting ? .waiting : .now)
        try state.beginLedger(at: now)
        self.state = state
        self.setup = setup
    }

    /// Writes down what was done; without this, nothing was.
    package mutating func end(at now: Timestamp) throws { try state.ledger.end(at: now) }

    /// Everything that is owed, as it is under the lock.
    package var owed: [Subject] {
        state.ledger.state.integrations.sorted { $0.key < $1.key }.flatMap { $0.value.owedInOrder.map(Subject.init) }
    }

    package mutating func perform(_ act: Act, on subject: Subject, at now: Timestamp) throws {
        let delivery = subject.delivery
        // A run may have gone on with it since it was looked at.
        let owed = state.ledger.state.integrations[delivery.integration]?.outstanding[delivery.id]
        guard state.ledger.state.integrations[delivery.integration] != nil else {
            return refuse(delivery, "the ledger does not know '\(delivery.integration)'")
        }
        let current = owed?.state ?? subject.state
        if let reason = act.objection(when: current) { return refuse(delivery, reason) }
        if case .requeue = act, try !hasPayload(delivery) {
            return refuse(delivery, "what it said is no longer on record")
        }
        state.ledger.append(record(act, delivery, owed, current, subject.attempts, at: now))
        try state.ledger.flushIfLong()
        done[delivery.integration, default: []].insert(delivery.id)
    }

    /// Passes over what integrations hold that are configured no longer, on the record.
    ///
    /// - Returns: how many events that are.
    package mutating func skipHeld(ofRemoved integrations: [String], at now: Timestamp) throws -> Int {
        guard !integrations.isEmpty else { return 0 }
        _ = try state.noteRemoved(setup, at: now)
        return try integrations.reduce(0) { try $0 + state.skipHeld(of: $1, at: now) }
    }

    private func record(
        _ act: Act,
        _ delivery: Delivery,
        _ owed: LedgerState.Outstanding?,
        _ current: DeliveryState,
        _ attempts: Int,
        at now: Timestamp
    ) -> LedgerRecord {
        let (id, integration) = (delivery.id, delivery.integration)
        switch act {
        case .requeue:
            let was = owed == nil ? current : nil
            return .requeued(owed?.delivery ?? delivery, attempts: attempts, was: was, at: now)
        case .park: return .parked(delivery: id, integration: integration, at: now)
        case .release: return .released(delivery: id, integration: integration, at: now)
        case .drop(let reason): return .dropped(delivery: id, integration: integration, at: now, reason: reason)
        }
    }

    private mutating func refuse(_ delivery: Delivery, _ reason: String) {
        refusals.append(Refusal(delivery: delivery.id, reason: reason))
    }

    private mutating func hasPayload(_ delivery: Delivery) throws -> Bool {
        switch delivery.payload {
        case .event(let place):
            return try fetcher.fetch(PlannedEvent(sequence: delivery.first, place: place), from: state.log) != nil
        case .recorded(let place): return try state.ledger.holds(place)
        }
    }

    /// Plans messages for events that were chosen one by one: a message each, or one digest of all of them.
    ///
    /// - Returns: what a person should know of the templates.
    package mutating func plan(
        _ events: [PlannedEvent],
        for integration: Integration,
        as mode: Integration.Mode,
        with composer: MessageComposer,
        at now: Timestamp
    ) throws -> [String] {
        var planner = Planner(
            setup: setup,
            composer: composer,
            options: Planner.Options(ignoresDueTimes: true, selected: nil)
        )
        let planned = try planner.plan(chosen: events, for: integration, as: mode, &state, at: now)
        if !planned.isEmpty { done[integration.id, default: []].formUnion(planned) }
        return planner.problems.map(\.description)
    }
}
