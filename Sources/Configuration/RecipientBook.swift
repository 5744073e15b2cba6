import Diagnostics
import JSON
import Mail

/// Whom `to` may name: addresses, the users and teams of `belfry.json`, and all of its users together.
struct RecipientBook: Sendable {
    /// By name.
    private var users: [String: MailAddress] = [:]
    private var teams: [String: [MailAddress]] = [:]
    private var everybody: [MailAddress] = []

    /// All users.
    private static let organisation = "organisation"

    init() {}

    /// Users first: teams name them.
    init(users: [WrittenEntry<MailAddress>], teams: [WrittenEntry<[Located<String>]>], _ problems: inout Problems) {
        for user in users where isFree(user.name, at: user.offset, &problems) {
            self.users[user.name] = user.value
            everybody.append(user.value)
        }
        for team in teams where isFree(team.name, at: team.offset, &problems) {
            self.teams[team.name] = []
            self.teams[team.name] = team.value.flatMap { member -> [MailAddress] in
                guard self.teams[member.value] == nil else {
                    let notes = ["a team has addresses and users"]
                    problems.error("'\(member.value)' is a team", at: member.offset, notes: notes)
                    return []
                }
                return addresses(for: member, &problems)
            }
        }
    }

    /// Everybody whom these names name, each address once; names that name nobody are reported.
    func addresses(for names: [Located<String>], _ problems: inout Problems) -> [MailAddress] {
        var seen: Set<MailAddress> = []
        return names.flatMap { addresses(for: $0, &problems) }.filter { seen.insert($0).inserted }
    }

    /// All users, for integrations that name nobody.
    func everybody(at offset: Int, _ problems: inout Problems) -> [MailAddress] {
        if everybody.isEmpty {
            let notes = [
                "\"to\": [\"ops@example.com\"]; without it mail goes to all 'users' of belfry.json, which names none"
            ]
            problems.error("'to' is missing", at: offset, notes: notes)
        }
        return allUsers
    }

    /// Each address once.
    private var allUsers: [MailAddress] {
        var seen: Set<MailAddress> = []
        return everybody.filter { seen.insert($0).inserted }
    }

    private func organisation(_ name: Located<String>, _ problems: inout Problems) -> [MailAddress] {
        if everybody.isEmpty {
            let notes = ["it means all 'users' of belfry.json: \"users\": {\"anna\": \"anna@example.com\"}"]
            problems.error("'\(name.value)' is nobody: belfry.json names no 'users'", at: name.offset, notes: notes)
        }
        return allUsers
    }

    private func addresses(for name: Located<String>, _ problems: inout Problems) -> [MailAddress] {
        if name.value.contains("@") {
            do throws(MailAddress.Flaw) {
                return [try MailAddress(name.value)]
            } catch {
                problems.error("'\(name.value)': \(error.message)", at: name.offset, notes: [error.note])
                return []
            }
        }
        if let user = users[name.value] { return [user] }
        if let team = teams[name.value] {
            if team.isEmpty { problems.error("nobody is in the team '\(name.value)'", at: name.offset) }
            return team
        }
        if name.value.lowercased() == RecipientBook.organisation { return organisation(name, &problems) }
        report(name, &problems)
        return []
    }

    private func report(_ name: Located<String>, _ problems: inout Problems) {
        let known = users.keys.sorted() + teams.keys.sorted()
        let near = nearestName(to: name.value, among: known + [RecipientBook.organisation])
        let names = known.isEmpty ? "belfry.json names no 'users' and no 'teams'" : known.joined(separator: ", ")
        let note = "an address has an '@'; users and teams: \(names)"
        problems.error(
            "nobody is called '\(name.value)'",
            at: name.offset,
            notes: (near.map { ["did you mean '\($0)'?"] } ?? []) + [note]
        )
    }

    private func isFree(_ name: String, at offset: Int, _ problems: inout Problems) -> Bool {
        if name.isEmpty || name.contains("@") || name.lowercased() == RecipientBook.organisation {
            let notes = ["any word without '@', but not 'organisation', which is all users"]
            problems.error("'\(name)' can't be the name of a user or team", at: offset, notes: notes)
            return false
        }
        guard users[name] != nil || teams[name] != nil else { return true }
        problems.error("'\(name)' is a user already", at: offset)
        return false
    }
}

/// A member of an object whose keys are names of somebody's own.
struct WrittenEntry<Value: Sendable>: Sendable {
    let name: String
    let offset: Int
    let value: Value

    var locatedName: Located<String> { Located(value: name, offset: offset) }
}

extension Shape {
    /// An object whose keys are names of one's own.
    static func named<Element>(_ element: Shape<Element>) -> Shape where Value == [WrittenEntry<Element>] {
        Shape(schema: ["type": "object", "additionalProperties": element.schema]) { json, problems in
            guard let members = json.members else {
                problems.expected("an object", json)
                return nil
            }
            return members.compactMap { member in
                element.read(member.value, &problems).map {
                    WrittenEntry(name: member.key, offset: member.keyOffset, value: $0)
                }
            }
        }
    }
}

extension Shape where Value == MailAddress {
    static let mailAddress: Shape = Shape<String>.text.map(schema: ["type": "string", "format": "email"]) {
        text,
        offset,
        problems in
        do throws(MailAddress.Flaw) {
            return try MailAddress(text)
        } catch {
            problems.error("'\(text)': \(error.message)", at: offset, notes: [error.note])
            return nil
        }
    }
}

extension Shape where Value == [Located<String>] {
    /// One recipient, or a list of them.
    static let recipients: Shape = {
        /// RFC 5321 section 4.5.3.1.8 has servers take a hundred.
        let most = 100
        let many = Shape.list(of: Shape<String>.text, atMost: most)
        return Shape(schema: ["anyOf": [["type": "string"], many.schema]]) { json, problems in
            if let name = json.string { return [Located(value: name, offset: json.offset)] }
            guard json.array != nil else {
                problems.expected("an array of recipients", json)
                return nil
            }
            return many.read(json, &problems)
        }
    }()
}
