import JSON

/// A limit of the provider that a payload breaks.
package struct Violation: Sendable, Equatable {
    /// Where, as a JSON pointer (RFC 6901); empty for the payload as a whole.
    package let pointer: String
    /// Lower case, without a full stop, with both numbers: for people.
    package let message: String
    package let measured: Int
    package let limit: Int

    package init(pointer: String, message: String, measured: Int, limit: Int) {
        self.pointer = pointer
        self.message = message
        self.measured = measured
        self.limit = limit
    }
}

/// A value of a payload together with its JSON pointer.
struct PlacedJSON {
    let value: JSON
    let pointer: String

    init(_ value: JSON, at pointer: String = "") {
        self.value = value
        self.pointer = pointer
    }

    subscript(key: String) -> PlacedJSON? {
        value[key].map { PlacedJSON($0, at: "\(pointer)/\(key)") }
    }

    /// What stands directly in an array or object.
    var children: [PlacedJSON] {
        let members = value.members ?? []
        return elements
            + members.map { PlacedJSON($0.value, at: "\(pointer)/\(PlacedJSON.escaped($0.key))") }
    }

    /// RFC 6901 section 3.
    private static func escaped(_ key: String) -> String {
        key.reduce(into: "") { $0 += $1 == "~" ? "~0" : $1 == "/" ? "~1" : String($1) }
    }

    /// The elements of the array; none for every other kind.
    var elements: [PlacedJSON] {
        (value.array ?? []).enumerated().map { PlacedJSON($1, at: "\(pointer)/\($0)") }
    }
}

/// Collects the limits that a payload breaks.
struct LimitCheck {
    private(set) var violations: [Violation] = []

    mutating func atMost(_ limit: Int, _ unit: String, _ measured: Int, at pointer: String) {
        guard measured > limit else { return }
        add("\(measured) \(unit), at most \(limit) are taken", at: pointer, measured, limit)
    }

    /// Something that must be there at least once.
    mutating func present(_ isPresent: Bool, _ what: String, at pointer: String) {
        guard !isPresent else { return }
        add("\(what) is missing or empty", at: pointer, 0, 1)
    }

    mutating func add(_ message: String, at pointer: String, _ measured: Int, _ limit: Int) {
        violations.append(Violation(pointer: pointer, message: message, measured: measured, limit: limit))
    }
}
