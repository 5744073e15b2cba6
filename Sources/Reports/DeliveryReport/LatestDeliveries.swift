package import Delivery

/// The deliveries in which something happened last, out of any number of them.
package struct LatestDeliveries: Sendable {
    private var kept: [DeliveryHistory] = []
    private let most: Int
    /// Those that were given and are not kept.
    package var omitted: Int { seen - min(seen, most) }
    private var seen = 0

    package init(most: Int) { self.most = most }

    package mutating func add(_ history: DeliveryHistory) {
        seen += 1
        kept.append(history)
        // Amortised: sorted once for each `most` that came.
        if kept.count >= 2 * max(most, 1) { kept = latestFirst }
    }

    /// At most as many as were asked for.
    package var latestFirst: [DeliveryHistory] {
        Array(
            kept.sorted { ($1.changed, $1.delivery.id) < ($0.changed, $0.delivery.id) }.prefix(most)
        )
    }
}
