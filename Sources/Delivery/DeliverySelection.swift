package import Time

/// Which deliveries are meant: every part that is given must fit.
package struct DeliverySelection: Sendable, Equatable {
    package var integrations: Set<String>?
    package var ids: Set<String>?
    package var states: Set<DeliveryState>?
    /// Planned then or later.
    package var since: Timestamp?
    /// Planned before.
    package var until: Timestamp?

    package init(
        integrations: Set<String>? = nil,
        ids: Set<String>? = nil,
        states: Set<DeliveryState>? = nil,
        since: Timestamp? = nil,
        until: Timestamp? = nil
    ) {
        self.integrations = integrations
        self.ids = ids
        self.states = states
        self.since = since
        self.until = until
    }

    package func contains(_ history: DeliveryHistory) -> Bool {
        let delivery = history.delivery
        return integrations?.contains(delivery.integration) ?? true && ids?.contains(delivery.id) ?? true
            && states?.contains(history.state) ?? true && since.map { delivery.planned >= $0 } ?? true
            && until.map { delivery.planned < $0 } ?? true
    }
}
