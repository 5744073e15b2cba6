import Events
import JSON

/// An integration's `events` as they are written.
enum WrittenEvents: Sendable {
    /// `null`: every event, as a Clever Cloud hook without events has it.
    case all
    /// Northflank's object: `"trigger:build:start": true`.
    case switches([Switch])
    /// Names, patterns and groups.
    case names([Located<String>])

    struct Switch: Sendable {
        let name: String
        let offset: Int
        let isOn: Bool
    }
}

extension Shape where Value == [Located<String>] {
    /// A list of event names, patterns and groups.
    static let eventNames = Shape.list(
        of: Shape<String>(schema: ["anyOf": [["enum": .array(suggestions)], ["type": "string", "minLength": 1]]]) {
            Shape<String>.text.read($0, &$1)
        }
    )

    /// What an editor completes.
    private static var suggestions: [JSON] { (EventCatalogue.names + EventGroups().names).map { .string($0) } }
}

extension Shape where Value == WrittenEvents {
    static let events = Shape(schema: [
        "anyOf": [switchSchema, Shape<[Located<String>]>.eventNames.schema, ["type": "null"]]
    ]) { json, problems in
        switch json.content {
        case .null: return .all
        case .array: return Shape<[Located<String>]>.eventNames.read(json, &problems).map { .names($0) }
        case .object(let members): return .switches(switches(members, &problems))
        default:
            problems.expected("an object or an array", json)
            return nil
        }
    }

    private static func switches(_ members: [JSON.Member], _ problems: inout Problems) -> [WrittenEvents.Switch] {
        members.compactMap { member in
            Shape<Bool>.flag.read(member.value, &problems).map {
                WrittenEvents.Switch(name: member.key, offset: member.keyOffset, isOn: $0)
            }
        }
    }

    private static var switchSchema: JSON {
        let known = EventCatalogue.names.map { JSON.Member("trigger:\($0)", ["type": "boolean"]) }
        return ["type": "object", "properties": .object(known), "additionalProperties": ["type": "boolean"]]
    }
}

extension EventSelector {
    /// What an integration selects; reports names that are unknown, said twice, or select nothing.
    func patterns(for events: Located<WrittenEvents>, _ problems: inout Problems) -> [EventPattern] {
        switch events.value {
        case .all: return [.everything]
        case .names(let names):
            if names.isEmpty { problems.warn("selects no events", at: events.offset) }
            return patterns(for: names, &problems)
        case .switches(let switches):
            if !switches.contains(where: { $0.isOn }) { problems.warn("selects no events", at: events.offset) }
            return patterns(for: switches, &problems)
        }
    }

    private func patterns(for switches: [WrittenEvents.Switch], _ problems: inout Problems) -> [EventPattern] {
        var seen: Set<String> = []
        return switches.compactMap { item in
            let name = item.name.withoutTrigger
            guard EventPattern(name).isName, !groups.contains(name) else {
                let notes = ["write \"events\": [\"\(name)\"]"]
                problems.error("patterns and groups stand in an array", at: item.offset, notes: notes)
                return nil
            }
            check(name, at: item.offset, &problems)
            if !seen.insert(name).inserted {
                problems.error("'\(name)' is given twice, with and without 'trigger:'", at: item.offset)
            }
            return item.isOn ? EventPattern(name) : nil
        }
    }
}
