import Time

/// What would be, told without doing it.
extension DeliveryQueue {
    /// What keeps each delivery to an integration from going; what goes with the next run is left out.
    func obstacles(of integration: String, at now: Timestamp) -> [String: Obstacle] {
        laneOf[integration].map { lanes[$0].obstacles(hostPause: hostPause(of: $0), at: now) } ?? [:]
    }

    /// What keeps an integration from being sent something that is due then; `nil` when nothing does.
    func obstacle(toOneDue due: Timestamp, of integration: String, at now: Timestamp) -> Obstacle? {
        guard let lane = laneOf[integration] else { return .notConfigured }
        return lanes[lane].obstacle(toOneDue: due, hostPause: hostPause(of: lane), at: now)
    }

    /// When the next delivery to an integration goes; `nil` when none does.
    func nextTime(of integration: String, at now: Timestamp) -> Timestamp? {
        laneOf[integration].flatMap { nextTime(of: $0, at: now) }
    }

    /// The same queue if it owed only this.
    func alone(with owed: LedgerState.Outstanding, at now: Timestamp) -> DeliveryQueue {
        var queue = DeliveryQueue(hostPauses: hostPauses)
        guard let lane = laneOf[owed.delivery.integration] else { return queue }
        queue.addLane(lanes[lane].policy, health: lanes[lane].health)
        queue.add(owed, at: now)
        return queue
    }
}
