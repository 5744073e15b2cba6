/// A JSON text read once, as a flat list of tokens that point into it: validation without building values.
///
/// A tape is used again for the next text, so that reading a million events allocates nothing.
package struct JSONTape: Sendable {
    package enum Kind: UInt8, Sendable {
        case null, `true`, `false`, number, string, array, object
    }

    package struct Token: Sendable {
        package let kind: Kind
        /// A string with at least one backslash.
        package let hasEscapes: Bool
        /// Byte range of the value in the text; a string's includes its quotes.
        package let start: UInt32
        package fileprivate(set) var end: UInt32
        /// Index of the token after this value and everything in it; of a container that is still open, the index of
        /// the container around it.
        package fileprivate(set) var next: UInt32
    }

    /// In the order of the text; an object's members are its key token, then the value's tokens.
    package private(set) var tokens: [Token] = []
    /// The innermost container that is not closed yet, and how many are open.
    private var container = JSONTape.none
    private var depth = 0

    private static let none = UInt32.max

    package init() {
        tokens.reserveCapacity(256)
    }

    /// Reads one value that starts at or after `start`, and answers where it ends.
    ///
    /// Offsets in tokens and errors count from the beginning of `text`. A text that ends too early gives an error whose
    /// `isIncomplete` is true.
    package mutating func scan(
        _ text: Span<UInt8>,
        from start: Int = 0,
        dialect: JSONDialect = .strict
    ) throws(JSONError) -> Int {
        tokens.removeAll(keepingCapacity: true)
        container = JSONTape.none
        depth = 0
        var scanner = JSONScanner(dialect: dialect, index: start)
        scanner.skipSpace(text)
        while true {
            try value(text, &scanner)
            // A value is complete: close what ends here, then go on to the next member or element.
            while true {
                guard container != JSONTape.none else { return scanner.index }
                scanner.skipSpace(text)
                let isObject = tokens[Int(container)].kind == .object
                if try scanner.separator(text, isObject: isObject) {
                    scanner.skipSpace(text)
                    if isObject { try key(text, &scanner) }
                    break
                }
                try close(text, end: scanner.index)
            }
        }
    }

    /// Reads one value, or opens containers down to their first value.
    private mutating func value(_ text: Span<UInt8>, _ scanner: inout JSONScanner) throws(JSONError) {
        while true {
            let start = scanner.index
            switch try scanner.peek(text, expecting: "a value") {
            case UInt8(ascii: "\""):
                let hasEscapes = try scanner.string(text)
                append(.string, hasEscapes: hasEscapes, from: start, to: scanner.index)
                return
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let isObject = text[start] == UInt8(ascii: "{")
                try open(isObject ? .object : .array, &scanner)
                scanner.skipSpace(text)
                if try scanner.closes(text, isObject: isObject) {
                    try close(text, end: scanner.index)
                    return
                }
                if isObject { try key(text, &scanner) }
            default:
                append(try scanner.scalar(text), from: start, to: scanner.index)
                return
            }
        }
    }

    @inline(__always)
    private mutating func key(_ text: Span<UInt8>, _ scanner: inout JSONScanner) throws(JSONError) {
        let start = scanner.index
        guard try scanner.peek(text, expecting: "a member name in double quotes") == UInt8(ascii: "\"") else {
            throw scanner.unexpected(text, expecting: "a member name in double quotes")
        }
        let hasEscapes = try scanner.string(text)
        append(.string, hasEscapes: hasEscapes, from: start, to: scanner.index)
        scanner.skipSpace(text)
        guard try scanner.peek(text, expecting: "':'") == UInt8(ascii: ":") else {
            throw scanner.unexpected(text, expecting: "':' after the member name")
        }
        scanner.index += 1
        scanner.skipSpace(text)
    }

    @inline(__always)
    private mutating func append(_ kind: Kind, hasEscapes: Bool = false, from start: Int, to end: Int) {
        tokens.append(
            Token(
                kind: kind,
                hasEscapes: hasEscapes,
                start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: end),
                next: UInt32(truncatingIfNeeded: tokens.count + 1)
            )
        )
    }

    private mutating func open(_ kind: Kind, _ scanner: inout JSONScanner) throws(JSONError) {
        let start = scanner.index
        guard depth < scanner.dialect.maximumDepth else {
            throw JSONError(offset: start, message: "nested deeper than \(scanner.dialect.maximumDepth) levels")
        }
        depth += 1
        scanner.index += 1
        let opened = UInt32(truncatingIfNeeded: tokens.count)
        append(kind, from: start, to: start)
        tokens[Int(opened)].next = container
        container = opened
    }

    /// Closes the innermost container.
    private mutating func close(_ text: Span<UInt8>, end: Int) throws(JSONError) {
        let closed = Int(container)
        depth -= 1
        container = tokens[closed].next
        tokens[closed].end = UInt32(truncatingIfNeeded: end)
        tokens[closed].next = UInt32(truncatingIfNeeded: tokens.count)
        if tokens[closed].kind == .object { try rejectDuplicateKeys(of: closed, in: text) }
    }
}
