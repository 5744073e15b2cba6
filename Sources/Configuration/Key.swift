import JSON

/// A member that an object may have: its name, what it is for, and how its value is written.
struct Key<Value: Sendable>: Sendable {
    let name: String
    let about: String
    let shape: Shape<Value>

    init(_ name: String, _ about: String, _ shape: Shape<Value>) {
        self.name = name
        self.about = about
        self.shape = shape
    }

    /// The key without its type, for tables.
    var row: KeyRow {
        guard case .object(let members) = shape.schema.content else { return KeyRow(name: name, schema: shape.schema) }
        return KeyRow(name: name, schema: .object([.init("description", .string(about))] + members))
    }
}

struct KeyRow: Sendable {
    let name: String
    let schema: JSON
}

/// The keys of one kind of object: what is read, what is refused as unknown, and what the JSON Schema lists.
struct KeyTable: Sendable {
    let rows: [KeyRow]
    let required: [String]
    /// Keys of the contract that this version does not carry out: refused, for ignoring them would look like obeying.
    let unsupported: Set<String>
    /// Keys that somebody may expect here, and why they are not taken.
    let refused: [String: Refusal]

    struct Refusal: Sendable {
        let message: String
        let note: String
    }

    init(
        _ rows: [KeyRow],
        required: [String] = [],
        unsupported: Set<String> = [],
        refused: [String: Refusal] = [:]
    ) {
        self.rows = rows
        self.required = required
        self.unsupported = unsupported
        self.refused = refused
    }

    var schema: JSON {
        var members: [JSON.Member] = [
            .init("type", "object"),
            .init("properties", .object(rows.map { .init($0.name, $0.schema) })),
            .init("additionalProperties", false),
        ]
        if !required.isEmpty { members.append(.init("required", .array(required.map { .string($0) }))) }
        return .object(members)
    }
}

/// An object whose keys have been checked against a table.
struct ObjectReader: Sendable {
    let json: JSON
    private let names: Set<String>

    /// Reports unknown, unsupported and missing keys; `nil` when the value is no object at all.
    init?(_ json: JSON, _ table: KeyTable, _ problems: inout Problems) {
        guard let members = json.members else {
            problems.expected("an object", json)
            return nil
        }
        self.json = json
        names = Set(table.rows.map { $0.name })
        for member in members where !names.contains(member.key) {
            if table.unsupported.contains(member.key) {
                problems.error("'\(member.key)' is not supported by this version", at: member.keyOffset)
            } else if let refusal = table.refused[member.key] {
                problems.error(refusal.message, at: member.keyOffset, notes: [refusal.note])
            } else {
                problems.unknown("key", member.key, known: table.rows.map { $0.name }, at: member.keyOffset)
            }
        }
        for name in table.required where json[name] == nil {
            problems.error("'\(name)' is missing", at: json.offset)
        }
    }

    /// The value of a key; `nil` when it is absent or broken, the latter reported.
    func value<Value>(_ key: Key<Value>, _ problems: inout Problems) -> Value? {
        precondition(names.contains(key.name), "the key '\(key.name)' is read but not in the table")
        return json[key.name].flatMap { key.shape.read($0, &problems) }
    }

    /// The value with its place.
    func located<Value>(_ key: Key<Value>, _ problems: inout Problems) -> Located<Value>? {
        guard let value = value(key, &problems), let json = json[key.name] else { return nil }
        return Located(value: value, offset: json.offset)
    }
}

extension Shape where Value == ObjectReader {
    static func object(_ table: KeyTable) -> Shape {
        Shape(schema: table.schema) { json, problems in ObjectReader(json, table, &problems) }
    }
}
