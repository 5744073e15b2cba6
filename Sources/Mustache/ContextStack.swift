import JSON

/// The data that names are looked up in: the innermost section's item last.
struct ContextStack {
    private var contexts: [JSON]

    init(_ root: JSON) {
        contexts = [root]
    }

    mutating func push(_ context: JSON) { contexts.append(context) }

    mutating func pop() { contexts.removeLast() }

    /// The value of a name, `nil` when it leads nowhere.
    ///
    /// The first part is looked for from the innermost context outwards; the others only in what it led to.
    func value(of name: Program.Name) -> JSON? {
        guard !name.first.isEmpty else { return contexts[contexts.count - 1] }
        guard var value = find(name.first) else { return nil }
        for part in name.rest {
            guard let next = value.member(part) else { return nil }
            value = next
        }
        return value
    }

    private func find(_ key: String) -> JSON? {
        var index = contexts.count
        while index > 0 {
            index -= 1
            if let value = contexts[index].member(key) { return value }
        }
        return nil
    }
}

extension JSON {
    /// The member of an object; the length is compared first, since most keys differ in it.
    fileprivate func member(_ key: String) -> JSON? {
        guard case .object(let members) = content else { return nil }
        let length = key.utf8.count
        for index in members.indices where members[index].key.utf8.count == length {
            if members[index].key == key { return members[index].value }
        }
        return nil
    }

    /// Whether a section shows nothing for this value: false, null, an empty array and an empty string.
    var isFalsey: Bool {
        switch content {
        case .null: true
        case .bool(let value): !value
        case .string(let text): text.isEmpty
        case .array(let values): values.isEmpty
        case .number, .object: false
        }
    }
}
