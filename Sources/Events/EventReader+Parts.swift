import JSON
import Time

/// The parts that events of all shapes have.
extension EventReader {
    /// What an event of a platform is about, in the order of how well it names it.
    static let resources: [StaticString] = [
        "service", "job", "addon", "volume", "nodePool", "cluster", "cdn", "certificate", "domain", "subdomain",
        "logSink", "template", "releaseFlow", "pipeline", "invoice", "billingAlert",
    ]
    static let runs: [StaticString] = [
        "build", "run", "jobRun", "backup", "deployment", "templateRun", "releaseFlowRun", "action",
    ]

    func objectData(_ text: Span<UInt8>) throws(SpooledEvent.Problem) -> Int {
        guard let data = tape.member("data", in: text) else {
            throw problem(at: root, "an event needs the member 'data', an object")
        }
        guard tape.tokens[data].kind == .object else {
            throw problem(at: data, "an event's 'data' must be an object, found \(kind(of: data))")
        }
        return data
    }

    func project(_ data: Int?, _ text: Span<UInt8>) -> SpooledEvent.Text? {
        guard let data, let project = tape.member("project", of: data, in: text) else { return nil }
        return identity(of: project, text) ?? self.text(at: project, text)
    }

    func id(ofFirst keys: [StaticString], in data: Int?, _ text: Span<UInt8>) -> SpooledEvent.Text? {
        guard let data, tape.tokens[data].kind == .object else { return nil }
        for key in keys {
            if let member = tape.member(key, of: data, in: text), let id = identity(of: member, text) { return id }
        }
        return nil
    }

    private func identity(of object: Int, _ text: Span<UInt8>) -> SpooledEvent.Text? {
        let id = tape.member("id", of: object, in: text).flatMap { self.text(at: $0, text) }
        return id ?? tape.member("name", of: object, in: text).flatMap { self.text(at: $0, text) }
    }

    func type(at index: Int, _ text: Span<UInt8>) throws(SpooledEvent.Problem) -> SpooledEvent.Text {
        let type = try name(at: index, "event type", text)
        guard let plain = EventReader.withoutTrigger(type, text) else {
            throw problem(at: index, "the event type is empty")
        }
        return plain
    }

    /// Northflank writes its names with and without `trigger:`; `nil` where nothing else is there.
    private static func withoutTrigger(_ type: SpooledEvent.Text, _ text: Span<UInt8>) -> SpooledEvent.Text? {
        switch type {
        case .made(let made):
            let plain = made.withoutTrigger
            return plain.isEmpty ? nil : .made(plain)
        case .slice(let range):
            let length = String.trigger.utf8CodeUnitCount
            guard range.count >= length else { return type }
            let isPrefixed = String.trigger.withUTF8Buffer { letters in
                for offset in 0..<length where unsafe letters[offset] != text[range.lowerBound + offset] {
                    return false
                }
                return true
            }
            guard isPrefixed else { return type }
            return range.count == length ? nil : .slice(range.dropFirst(length))
        }
    }

    func time(_ key: StaticString, _ text: Span<UInt8>) -> Timestamp? {
        guard let index = tape.member(key, in: text) else { return nil }
        if let words = tape.string(at: index, in: text) { return Timestamp(rfc3339: words) }
        // Clever Cloud: milliseconds since 1970. A time that cannot be read is no reason to refuse the event.
        return tape.value(at: index, in: text).int.flatMap { milliseconds in
            let time = Timestamp(milliseconds: Int64(milliseconds))
            return time.hasText ? time : nil
        }
    }

    /// A text that stands in headers and tables: not empty, not long, no control characters.
    func name(
        at index: Int,
        _ what: String,
        _ text: Span<UInt8>
    ) throws(SpooledEvent.Problem)
        -> SpooledEvent.Text
    {
        if tape.tokens[index].kind == .number, what == "id" {
            return try checked(.made(string(numberAt: index, text)), at: index, what, text)
        }
        guard tape.tokens[index].kind == .string else {
            throw problem(at: index, "the \(what) must be a string, found \(kind(of: index))")
        }
        guard let found = self.text(at: index, text) else { throw problem(at: index, "the \(what) is empty") }
        return try checked(found, at: index, what, text)
    }

    func checked(
        _ found: SpooledEvent.Text,
        at index: Int,
        _ what: String,
        _ text: Span<UInt8>
    )
        throws(SpooledEvent.Problem) -> SpooledEvent.Text
    {
        let isLong: Bool
        var hasControl = false
        switch found {
        case .slice(let range):
            isLong = range.count > SpooledEvent.longestName
            if !isLong { for byte in range where text[byte] == 0x7F { hasControl = true } }
        case .made(let made):
            isLong = made.utf8.count > SpooledEvent.longestName
            hasControl = made.utf8.contains { $0 < 0x20 || $0 == 0x7F }
        }
        if isLong {
            throw problem(at: index, "the \(what) is longer than \(SpooledEvent.longestName) bytes")
        }
        if hasControl { throw problem(at: index, "the \(what) holds control characters") }
        return found
    }

    /// A string or a number as text; `nil` for an empty one and every other kind.
    func text(at index: Int, _ text: Span<UInt8>) -> SpooledEvent.Text? {
        let token = tape.tokens[index]
        switch token.kind {
        case .number: return .made(string(numberAt: index, text))
        case .string where token.end - token.start == 2: return nil
        case .string where token.hasEscapes: return tape.string(at: index, in: text).map { .made($0) }
        case .string: return .slice(Int(token.start) + 1..<Int(token.end) - 1)
        default: return nil
        }
    }

    func copied(_ found: SpooledEvent.Text, _ text: Span<UInt8>) -> SpooledEvent.Text { .made(string(found, text)) }

    func string(_ found: SpooledEvent.Text, _ text: Span<UInt8>) -> String {
        switch found {
        case .slice(let range): String(decoding: Array(copying: text, range), as: UTF8.self)
        case .made(let made): made
        }
    }

    private func string(numberAt index: Int, _ text: Span<UInt8>) -> String {
        let token = tape.tokens[index]
        return String(decoding: Array(copying: text, Int(token.start)..<Int(token.end)), as: UTF8.self)
    }

    func problem(at index: Int, _ message: String) -> SpooledEvent.Problem {
        SpooledEvent.Problem(offset: Int(tape.tokens[index].start), message: message)
    }

    func kind(of index: Int) -> String {
        switch tape.tokens[index].kind {
        case .null: "null"
        case .true, .false: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
