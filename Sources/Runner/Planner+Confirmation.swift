import Configuration
import Delivery
import Messages
import Providers
import Storage
import Time

/// The messages with which new integrations begin.
extension Planner {
    /// Plans the confirmation of every integration that still waits for one: a delivery like any other, in one commit.
    ///
    /// Whether one is due stands in the ledger, not in the run: a run that is killed in between leaves it to the next.
    mutating func planConfirmations(_ state: inout State, at now: Timestamp) throws -> [Delivery] {
        let waiting = setup.integrations.filter { integration in
            isSelected(integration) && integration.confirmsOnCreate
                && state.ledger.state.integrations[integration.id]?.awaitsConfirmation == true
        }
        guard !waiting.isEmpty else { return [] }
        try state.beginLedger(at: now)
        let deliveries = waiting.flatMap { integration in
            let payload = composer.composeTest(for: integration, at: now)
            note(payload)
            return plan(state.confirmation(of: integration, at: now), payload, for: integration, &state)
        }
        state.ledger.append(.commit(deliveries: deliveries.count, cursors: []))
        try state.ledger.sync()
        return deliveries
    }
}

extension State {
    /// It tells of no event; its place is where the integration begins.
    fileprivate func confirmation(of integration: Integration, at now: Timestamp) -> Delivery {
        let cursor = ledger.state.integrations[integration.id]?.cursor ?? 0
        return Delivery(
            id: ledger.state.confirmationID(of: integration.id),
            integration: integration.id,
            first: cursor,
            last: cursor,
            eventCount: 0,
            eventID: nil,
            eventType: "test",
            planned: now,
            payload: .recorded(LogPlace(segment: 0, offset: 0, length: 0))
        )
    }
}
