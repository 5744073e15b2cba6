import Delivery
import JSON
import Messages
import Providers
import Storage
import Time

/// Planning a digest: its pages, what they compare themselves with, and what the next one will.
extension Planner {
    /// Which events a digest tells of.
    struct DigestScope {
        let first: UInt64
        let last: UInt64
        /// The ids of its pages, but for the page.
        let stem: DeliveryID
        /// Where they were chosen one by one.
        var chosen: [ClosedRange<UInt64>] = []
        /// Told to nobody since the last digest.
        var leftOut = LeftOut()
        /// The digest before; `nil` where the events were chosen, or there was none.
        var comparison: Comparison?
    }

    struct PlannedDigest {
        let deliveries: [Delivery]
        let told: ToldDigest
    }

    /// Everything that the role took, if it took anything.
    mutating func planDigest(
        _ builder: DigestBuilder,
        of role: Role,
        through end: UInt64,
        _ state: inout State,
        _ fetcher: inout EventFetcher,
        at now: Timestamp
    ) throws -> PlannedDigest? {
        guard builder.count > 0 else { return nil }
        var scope = DigestScope(first: role.cursor + 1, last: end, stem: .digest(last: end, page: 0))
        if let known = state.ledger.state.integrations[role.integration.id] {
            scope.leftOut = known.leftOut
            scope.comparison = known.lastTold.flatMap { told in
                known.lastCut.map { Comparison(told, cut: $0) }
            }
        }
        scope.leftOut.add((role.screenedAtOnce + role.screened).passedOver)
        return try planDigest(builder, scope, for: role.integration, &state, &fetcher, at: now)
    }

    mutating func planDigest(
        _ builder: DigestBuilder,
        _ scope: DigestScope,
        for integration: Integration,
        _ state: inout State,
        _ fetcher: inout EventFetcher,
        at now: Timestamp
    ) throws -> PlannedDigest {
        var digest = builder.finish()
        digest.leftOut = scope.leftOut
        let identity = state.log.identity
        if let comparison = scope.comparison { digest.compare(comparison) { identity.number(of: $0) } }
        var failure: (any Error)?
        let from = min(digest.first, now)
        let payloads = composer.compose(digest, window: from...max(digest.last, from), at: now, for: integration) {
            place in
            do {
                guard let (line, buffer) = try fetcher.fetch(place, from: state.log) else { return nil }
                return line.text(in: buffer).flatMap { try? JSON.read($0.data) }
            } catch {
                failure = error
                return nil
            }
        }
        if let failure { throw failure }
        let deliveries = payloads.flatMap { payload in
            note(payload)
            let delivery = Delivery(
                id: scope.stem.page(payload.page).text(log: state.ledger.state.logID, integration: integration.id),
                integration: integration.id,
                first: scope.first,
                last: scope.last,
                eventCount: payload.eventCount,
                eventID: nil,
                eventType: "digest",
                planned: now,
                payload: .event(LogPlace(segment: 0, offset: 0, length: 0)),
                chosen: scope.chosen
            )
            return plan(delivery, payload, for: integration, &state)
        }
        return PlannedDigest(deliveries: deliveries, told: digest.told { identity.number(of: $0) })
    }
}

extension LogIdentity {
    /// What makes a line of a digest the same as one of another.
    fileprivate func number(of line: DigestLine) -> UInt64 {
        number(of: [line.type, line.project ?? "", line.resource ?? ""].joined(separator: "\0"))
    }
}
