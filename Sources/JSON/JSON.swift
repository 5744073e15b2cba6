/// A JSON value that remembers where it stood and how its numbers were written.
///
/// Numbers keep their source text, so `1.0`, `1e400` and 20-digit integers pass through unchanged; members keep
/// their order. Two values are equal when they say the same, wherever they stood.
package struct JSON: Sendable {
    package enum Content: Sendable, Equatable {
        case null
        case bool(Bool)
        /// The number exactly as written (RFC 8259 grammar).
        case number(String)
        case string(String)
        case array([JSON])
        case object([Member])
    }

    package struct Member: Sendable, Equatable {
        package let key: String
        /// Byte offset of the key's opening quote in its file; 0 for values made by code.
        package let keyOffset: Int
        package let value: JSON

        package init(_ key: String, _ value: JSON, keyOffset: Int = 0) {
            self.key = key
            self.keyOffset = keyOffset
            self.value = value
        }

        package static func == (a: Member, b: Member) -> Bool { a.key == b.key && a.value == b.value }
    }

    package let content: Content
    /// Byte offset of the value's first byte in its file; 0 for values made by code.
    package let offset: Int

    package init(_ content: Content, offset: Int = 0) {
        self.content = content
        self.offset = offset
    }
}

extension JSON: Equatable {
    package static func == (a: JSON, b: JSON) -> Bool { a.content == b.content }
}

extension JSON {
    package static let null = JSON(.null)
    package static func bool(_ value: Bool) -> JSON { JSON(.bool(value)) }
    package static func string(_ value: String) -> JSON { JSON(.string(value)) }
    package static func number(_ value: some BinaryInteger) -> JSON { JSON(.number(String(value))) }
    package static func array(_ values: [JSON]) -> JSON { JSON(.array(values)) }
    package static func object(_ members: [Member]) -> JSON { JSON(.object(members)) }

    /// A string, or null for `nil`.
    package static func optional(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }

    /// The member of an object; `nil` for every other kind and for a missing key.
    package subscript(key: String) -> JSON? {
        guard case .object(let members) = content else { return nil }
        return members.first { $0.key == key }?.value
    }

    package var string: String? {
        guard case .string(let value) = content else { return nil }
        return value
    }

    package var bool: Bool? {
        guard case .bool(let value) = content else { return nil }
        return value
    }

    package var array: [JSON]? {
        guard case .array(let values) = content else { return nil }
        return values
    }

    package var members: [Member]? {
        guard case .object(let members) = content else { return nil }
        return members
    }

    /// A number written as a whole number that fits.
    package var int: Int? {
        guard case .number(let text) = content else { return nil }
        return Int(text)
    }

    /// The kind in words, for messages: "a string", "an object".
    package var kind: String {
        switch content {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .number(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements.map { Member($0.0, $0.1) }) }
}
