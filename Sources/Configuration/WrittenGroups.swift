import Events
import JSON

/// `eventGroups` as they are written.
struct WrittenGroups: Sendable {
    struct Group: Sendable {
        let name: String
        let offset: Int
        let members: [Located<String>]
    }

    let groups: [Group]

    /// The groups; those that can't be used are reported but known all the same, so that nothing follows from it.
    func groups(allowUnknown: Bool, _ problems: inout Problems) -> EventGroups {
        let sound = groups.filter { group in
            guard let flaw = flaw(of: group.name) else { return true }
            problems.error(flaw, at: group.offset)
            return false
        }
        let all = WrittenGroups.index(groups)
        let straight = sound.filter { group in
            guard let cycle = all.cycle(from: group.name) else { return true }
            let way = cycle.map { "'\($0)'" }.joined(separator: " → ")
            problems.error("the group '\(group.name)' contains itself", at: group.offset, notes: [way])
            return false
        }
        let selector = EventSelector(groups: all, allowsUnknown: allowUnknown)
        for group in straight { _ = selector.patterns(for: group.members, &problems) }
        return WrittenGroups.index(groups)
    }

    private static func index(_ groups: [Group]) -> EventGroups {
        EventGroups(
            own: Dictionary(
                uniqueKeysWithValues: groups.map { group in
                    (group.name, group.members.map { $0.value.withoutTrigger })
                }
            )
        )
    }

    private func flaw(of name: String) -> String? {
        let isWord = name.utf8.allSatisfy {
            $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "*")
        }
        if name.isEmpty || !isWord { return "a group's name has no space, ':' or '*'" }
        if EventGroups().contains(name) { return "'\(name)' is a group already" }
        if EventCatalogue.isKnown(name) { return "'\(name)' is an event" }
        return nil
    }
}

extension Shape where Value == WrittenGroups {
    static let eventGroups = Shape(
        schema: ["type": "object", "additionalProperties": Shape<[Located<String>]>.eventNames.schema]
    ) { json, problems in
        guard let members = json.members else {
            problems.expected("an object", json)
            return nil
        }
        return WrittenGroups(
            groups: members.compactMap { member in
                Shape<[Located<String>]>.eventNames.read(member.value, &problems).map {
                    WrittenGroups.Group(name: member.key, offset: member.keyOffset, members: $0)
                }
            }
        )
    }
}
