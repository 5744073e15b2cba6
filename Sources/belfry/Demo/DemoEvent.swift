import Events
import JSON
import Time

/// A made-up event in the shape that its producer spools.
struct DemoEvent {
    let time: Timestamp
    let json: JSON

    /// The catalogue's sample of a Northflank event, with what is told here in its place.
    static func northflank(_ type: String, id: String, at time: Timestamp, _ data: JSON) -> DemoEvent {
        let told: JSON = ["id": .string(id), "createdAt": .string(time.rfc3339), "data": data]
        return DemoEvent(time: time, json: SampleEvents.event(type: type).overlaid(with: told))
    }

    /// The catalogue's sample of a Clever Cloud event, with what is told here in its place.
    static func cleverCloud(_ type: String, at time: Timestamp, _ data: JSON) -> DemoEvent {
        let told: JSON = ["date": .string(time.rfc3339), "data": data]
        return DemoEvent(time: time, json: SampleEvents.event(type: type).overlaid(with: told))
    }

    /// An event in the shape of CloudEvents 1.0.
    static func cloudEvent(_ type: String, id: String, at time: Timestamp, _ rest: [JSON.Member]) -> DemoEvent {
        let head: [JSON.Member] = [
            .init("specversion", "1.0"), .init("id", .string(id)), .init("type", .string(type)),
            .init("time", .string(time.rfc3339)),
        ]
        return DemoEvent(time: time, json: .object(head + rest))
    }
}

extension JSON {
    /// Objects merge member by member; everything else is replaced.
    fileprivate func overlaid(with other: JSON) -> JSON {
        guard let own = members, let others = other.members else { return other }
        let merged = own.map { member in
            Member(member.key, other[member.key].map { member.value.overlaid(with: $0) } ?? member.value)
        }
        return .object(merged + others.filter { self[$0.key] == nil })
    }
}
