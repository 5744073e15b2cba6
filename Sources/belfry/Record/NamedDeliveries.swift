import Delivery
import Runner

/// The deliveries that an act is asked for: those it can be done to, and those it can't.
///
/// An event leads to every delivery that tells of it. One that the act means nothing to, as a delivered one to `drop`, is
/// then not meant, unless nothing else is.
struct NamedDeliveries {
    let subjects: [Intervention.Subject]
    let refusals: [Intervention.Refusal]
    /// Those among the subjects that tell of events nobody named.
    let shared: SharedDigests

    init(_ found: [Intervention.Subject], by search: DeliverySearch, for act: Intervention.Act) {
        let (others, able) = found.partitioned { act.objection(when: $0.state) == nil }
        let met = able.reduce(into: Set<String>()) { $0.formUnion(search.leads[$1.delivery.id] ?? []) }
        subjects = able
        refusals = others.compactMap { subject in
            guard let reason = act.objection(when: subject.state),
                search.leads[subject.delivery.id]?.isDisjoint(with: met) ?? true
            else { return nil }
            return Intervention.Refusal(delivery: subject.delivery.id, reason: reason)
        }
        shared = SharedDigests(able.map(\.delivery).filter(search.tellsOfOthers))
    }

    /// What the act is done to: `3 deliveries, among them a digest of 22 events to disc, and 4 held events`.
    func words(withHeld held: Int) -> String {
        var deliveries = counted(subjects.count, "delivery", "deliveries")
        if !shared.isEmpty { deliveries += ", \(shared.words(among: subjects.count))," }
        let events = held > 0 ? [counted(held, "held event", "held events")] : []
        return ((subjects.isEmpty ? [] : [deliveries]) + events).joined(separator: " and ")
    }
}

/// Digests that tell of more events than those by which they were found.
struct SharedDigests {
    private var byIntegration: [String: (digests: Int, events: Int)] = [:]

    init(_ deliveries: [Delivery]) {
        for delivery in deliveries {
            byIntegration[delivery.integration, default: (0, 0)].digests += 1
            byIntegration[delivery.integration, default: (0, 0)].events += delivery.eventCount
        }
    }

    var isEmpty: Bool { byIntegration.isEmpty }

    /// `a digest of 22 events to disc, 2 digests of 30 events to ops`, with `among them` before it where there are more.
    func words(among deliveries: Int) -> String {
        let isAll = byIntegration.values.reduce(0) { $0 + $1.digests } == deliveries
        return (isAll ? "" : "among them ") + words
    }

    private var words: String {
        byIntegration.sorted { $0.key < $1.key }.map { id, count in
            let digests = count.digests == 1 ? "a digest" : "\(count.digests) digests"
            return "\(digests) of \(counted(count.events, "event", "events")) to \(id)"
        }.joined(separator: ", ")
    }
}

extension Array {
    /// Those that do not belong in the second half, and those that do, each in their order.
    fileprivate func partitioned(_ belongsInSecond: (Element) -> Bool) -> (first: [Element], second: [Element]) {
        reduce(into: ([], [])) { belongsInSecond($1) ? $0.1.append($1) : $0.0.append($1) }
    }
}
