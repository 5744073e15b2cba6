import Delivery
import Messages
import Providers
import Storage
import Time

/// Planning events that somebody chose, past the cursors: they stay where they are.
extension Planner {
    /// Plans a message for each of the events, or a digest of all of them, as a commit of its own.
    ///
    /// - Returns: the ids of the messages that makes.
    mutating func plan(
        chosen events: [PlannedEvent],
        for integration: Integration,
        as mode: Integration.Mode,
        _ state: inout State,
        at now: Timestamp
    ) throws -> [String] {
        let events = events.sorted { $0.sequence < $1.sequence }
        var fetcher = EventFetcher()
        let deliveries =
            switch mode {
            case .individual: try planSingles(events, for: integration, &state, &fetcher, at: now)
            case .digest: try planDigest(of: events, for: integration, &state, &fetcher, at: now)
            }
        guard !deliveries.isEmpty else { return [] }
        state.ledger.append(.commit(deliveries: deliveries.count, cursors: []))
        try state.ledger.sync()
        return deliveries.map(\.id)
    }

    private mutating func planDigest(
        of events: [PlannedEvent],
        for integration: Integration,
        _ state: inout State,
        _ fetcher: inout EventFetcher,
        at now: Timestamp
    ) throws -> [Delivery] {
        guard let first = events.first?.sequence, let last = events.last?.sequence else { return [] }
        var builder = DigestBuilder(
            groupBy: integration.digest.groupBy,
            maximumItems: integration.digest.maxItems,
            filter: nil,
            severities: integration.severities
        )
        for event in events {
            guard let (line, buffer) = try fetcher.fetch(event, from: state.log) else { continue }
            let kind = kinds.kind(of: line, in: buffer)
            var inHand = EventInHand(line: line, buffer: buffer, kind: kind)
            inHand.add(to: &builder)
        }
        let scope = DigestScope(
            first: first,
            last: last,
            stem: .chosen(segment: state.ledger.segment, page: 0),
            chosen: events.reduce(into: []) { $0.add($1.sequence) }
        )
        return try planDigest(builder, scope, for: integration, &state, &fetcher, at: now).deliveries
    }
}
