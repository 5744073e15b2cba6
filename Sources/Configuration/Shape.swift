import JSON

/// How a value is written: what an editor is told of it, and how it is read.
///
/// Both stand together because the JSON Schema and the reader must not drift apart. `read` reports what is wrong and
/// answers `nil`; the caller then goes on as if the value were not there.
struct Shape<Value: Sendable>: Sendable {
    let schema: JSON
    let read: @Sendable (JSON, inout Problems) -> Value?
}

extension Shape {
    /// The same way of writing, read into something else.
    func map<Other: Sendable>(
        schema: JSON? = nil,
        _ convert: @escaping @Sendable (Value, Int, inout Problems) -> Other?
    ) -> Shape<Other> {
        Shape<Other>(schema: schema ?? self.schema) { [read] json, problems in
            guard let value = read(json, &problems) else { return nil }
            return convert(value, json.offset, &problems)
        }
    }
}

/// A value with the place where it was written.
struct Located<Value: Sendable>: Sendable {
    let value: Value
    let offset: Int
}

extension Shape where Value == String {
    static let text = Shape(schema: ["type": "string"]) { json, problems in
        if json.string == nil { problems.expected("a string", json) }
        return json.string
    }
}

extension Shape where Value == Bool {
    static let flag = Shape(schema: ["type": "boolean"]) { json, problems in
        if json.bool == nil { problems.expected("true or false", json) }
        return json.bool
    }
}

extension Shape where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> Shape {
        let schema: JSON = [
            "type": "integer", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
        ]
        return Shape(schema: schema) { json, problems in
            guard case .number(let text) = json.content else {
                problems.expected("a whole number", json)
                return nil
            }
            let notes = ["a whole number from \(range.lowerBound) to \(range.upperBound)"]
            guard let value = json.int else {
                problems.error("'\(text)' is not a whole number", at: json.offset, notes: notes)
                return nil
            }
            guard range.contains(value) else {
                problems.error("'\(value)' is out of range", at: json.offset, notes: notes)
                return nil
            }
            return value
        }
    }
}

extension Shape {
    /// A list whose elements keep their places.
    static func list<Element>(
        of element: Shape<Element>,
        atMost limit: Int? = nil
    ) -> Shape where Value == [Located<Element>] {
        var members: [JSON.Member] = [.init("type", "array"), .init("items", element.schema)]
        if let limit { members.append(.init("maxItems", .number(limit))) }
        return Shape(schema: .object(members)) { json, problems in
            guard let items = json.array else {
                problems.expected("an array", json)
                return nil
            }
            if let limit, items.count > limit {
                problems.error("\(items.count) entries are too many", at: json.offset, notes: ["at most \(limit)"])
                return nil
            }
            return items.compactMap { item in
                element.read(item, &problems).map { Located(value: $0, offset: item.offset) }
            }
        }
    }

    /// One of an enum's words.
    static func choice(_ what: String) -> Shape where Value: CaseIterable & RawRepresentable<String> {
        let words = Value.allCases.map { $0.rawValue }
        return Shape(schema: ["enum": .array(words.map { .string($0) })]) { json, problems in
            guard let word = Shape<String>.text.read(json, &problems) else { return nil }
            if let value = Value(rawValue: word) { return value }
            problems.unknown(what, word, known: words, at: json.offset)
            return nil
        }
    }
}
