import Events
import JSON

/// What is worth telling of an event's data, found by what its members are called.
///
/// The shapes of data are open: nothing here is required, everything unknown is still shown by its own name.
struct EventDetails {
    struct Fact: Equatable {
        let key: String
        let value: String
        /// Smaller is more telling.
        let rank: Int

        var label: String { EventDetails.label(key) }
    }

    private(set) var projectName: String?
    private(set) var resourceName: String?
    /// Why it happened: the first of `error`, `message`, `reason`.
    private(set) var message: String?
    private(set) var link: Link?
    /// The telling ones first, then in the order of the data.
    private(set) var facts: [Fact] = []

    private let event: EventSummary
    private let cap: Int

    init(_ event: EventSummary, _ data: JSON?, cap: Int) {
        self.event = event
        self.cap = cap
        for member in data?.members ?? [] { read(member) }
        let phase = EventCatalogue.entry(for: event.type).phase
        // The title says already that a build failed.
        if phase != .none, phase != .progressed { facts.removeAll { ["status", "state"].contains($0.key) } }
        nameCurrency()
        facts.sort { $0.rank < $1.rank }
        if let app = data?["appId"]?.string, let name = data?["name"]?.string { nameApp(app, name) }
    }

    /// The most telling facts on one line: `main · 9b1f04c · exit code 137`.
    var inline: String {
        facts.compactMap { fact in
            switch fact.key {
            case "branch", "tag", "sha", "commit", "status", "state": fact.value
            case "pullRequestId": "PR \(fact.value)"
            case "exitCode", "restarts", "usedPercent": "\(fact.label.lowercased()) \(fact.value)"
            case "container", "volume", "invoice", "domain", "cluster", "logSink", "amount": fact.value
            default: nil
            }
        }.joined(separator: " · ")
    }
}

// MARK: - Reading

extension EventDetails {
    private mutating func read(_ member: JSON.Member) {
        guard let members = member.value.members else { return readScalar(member.key, member.value) }
        if EventDetails.messageKeys.contains(member.key), let text = member.value["message"]?.string {
            return readMessage(text)
        }
        readThing(member.key, member.value)
        for inner in members where inner.value.members == nil && !["id", "name"].contains(inner.key) {
            readScalar(inner.key, inner.value)
        }
    }

    /// An object with a name: the project, what it happened to, or something else that is told by its name.
    private mutating func readThing(_ key: String, _ value: JSON) {
        let id = value["id"]?.string
        guard let name = value["name"]?.string ?? id else { return }
        if key == "project" {
            projectName = name
        } else if let id, id == event.resource, resourceName == nil {
            resourceName = name
        } else if id == nil || id != event.run {
            add(key, name)
        }
    }

    private mutating func readScalar(_ key: String, _ value: JSON) {
        guard !EventDetails.silentKeys.contains(key) else { return }
        switch value.content {
        case .string(let text):
            if text.isEmpty || text == event.run || text == event.resource || text == event.project { return }
            if EventDetails.messageKeys.contains(key) { return readMessage(text) }
            if link == nil, key.lowercased().hasSuffix("url") || key == "link", let found = Link(text) {
                link = found
                return
            }
            add(key, EventDetails.isHash(key, text) ? String(text.prefix(7)) : text)
        case .number(let text): add(key, key.lowercased().hasSuffix("percent") ? "\(text) %" : text)
        case .bool(let flag): add(key, flag ? "yes" : "no")
        case .null, .array, .object: break
        }
    }

    /// Clever Cloud names the application beside its id, at the top of the data.
    private mutating func nameApp(_ id: String, _ name: String) {
        if event.resource == id { resourceName = name }
        if event.project == id { projectName = name }
        if event.resource == id || event.project == id { facts.removeAll { $0.key == "name" } }
    }

    /// `42.10` and `EUR` are one thing to tell: `42.10 EUR`.
    private mutating func nameCurrency() {
        guard let amount = facts.firstIndex(where: { $0.key == "amount" }),
            let currency = facts.firstIndex(where: { $0.key == "currency" })
        else { return }
        let whole = "\(facts[amount].value) \(facts[currency].value)"
        facts[amount] = Fact(key: "amount", value: whole, rank: facts[amount].rank)
        facts.remove(at: currency)
    }

    private mutating func readMessage(_ text: String) {
        guard message == nil, !text.isEmpty else { return }
        message = ShownText.line(text, cap: cap)
    }

    private mutating func add(_ key: String, _ value: String) {
        guard !facts.contains(where: { $0.key == key }) else { return }
        let value = ShownText.line(value, cap: cap)
        guard !value.isEmpty else { return }
        facts.append(Fact(key: key, value: value, rank: EventDetails.ranks[key] ?? EventDetails.ranks.count))
    }

    private static func isHash(_ key: String, _ text: String) -> Bool {
        ["sha", "commit"].contains(key) && text.utf8.count >= 12 && text.utf8.allSatisfy { $0 < 0x80 }
    }
}

// MARK: - What members are called

extension EventDetails {
    private static let messageKeys = ["error", "message", "reason"]
    /// What a reader learns nothing from, or what stands elsewhere in the message.
    private static let silentKeys: Set = ["createdAt", "updatedAt", "concluded", "uuid", "ownerId", "appId", "id"]
    private static let tellingKeys = [
        "branch", "tag", "sha", "commit", "pullRequestId", "exitCode", "restarts", "usedPercent", "status", "state",
        "container", "volume", "domain", "invoice", "amount", "currency", "cause", "user",
    ]

    private static let ranks = Dictionary(uniqueKeysWithValues: zip(tellingKeys, 0...))

    /// `pullRequestId` is `Pull request`, `node_pool` is `Node pool`, `usedPercent` is `Used`.
    private static func label(_ key: String) -> String {
        switch key {
        case "sha": return "Commit"
        case "state": return "Status"
        default: break
        }
        var words = ""
        for character in key.prefix(ShownText.longestLabel) {
            if character.isUppercase, words.last?.isLowercase == true { words += " " }
            words += "_-.".contains(character) ? " " : character.lowercased()
        }
        for ending in [" id", " percent"] where words.hasSuffix(ending) { words.removeLast(ending.count) }
        let label = ShownText.line(words, cap: ShownText.longestLabel)
        return label.isEmpty ? "Value" : label.prefix(1).uppercased() + label.dropFirst()
    }
}
