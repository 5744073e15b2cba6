package import JSON
package import Time

/// An event as a producer spooled it, one of three shapes, told apart by its members.
///
/// It points into the text it was read from, so that accepting a million events builds no values.
package struct SpooledEvent: Sendable {
    /// A text of the event: as it stands between quotes in the source, or made from several.
    package enum Text: Sendable, Equatable {
        /// Byte range between the quotes; there is no escape in it.
        case slice(Range<Int>)
        case made(String)
    }

    /// Of its own, else `nil`: then its place in the event log names it.
    package let id: Text?
    package let type: Text
    /// `nil`: when the file was written.
    package let time: Timestamp?
    package let project: Text?
    package let resource: Text?
    package let run: Text?

    /// Why a sound JSON value is not an event; `offset` points at the member or value that is wrong.
    package struct Problem: Error, Sendable, Equatable {
        package let offset: Int
        package let message: String
    }

    /// Longer ids and type names are refused: they stand in headers, names and tables.
    package static let longestName = 256

    /// Reads the value that `tape` has just scanned in `text`.
    package init(_ tape: JSONTape, in text: Span<UInt8>) throws(Problem) {
        let reader = EventReader(tape: tape, root: 0)
        guard tape.tokens[0].kind == .object else {
            throw reader.problem(at: 0, "an event must be an object, found \(reader.kind(of: 0))")
        }
        if tape.member("specversion", in: text) != nil {
            self = try reader.cloudEvent(text)
        } else if let event = tape.member("event", in: text) {
            let isCleverCloud = tape.member("date", in: text) != nil
            self = try isCleverCloud ? reader.cleverCloud(text, event) : reader.northflank(text, event)
        } else {
            throw reader.problem(
                at: 0,
                "not an event: expected the member 'event' (Northflank, Clever Cloud) or 'specversion' (CloudEvents)"
            )
        }
    }

    fileprivate init(
        id: Text?,
        type: Text,
        time: Timestamp?,
        project: Text?,
        resource: Text?,
        run: Text?
    ) {
        self.id = id
        self.type = type
        self.time = time
        self.project = project
        self.resource = resource
        self.run = run
    }

    /// The bytes of an event's `data` as they were spooled; Clever Cloud's JSON text is unwrapped.
    ///
    /// An empty object where the event has none, as CloudEvents allows.
    package static func data(_ tape: JSONTape, in text: Span<UInt8>) -> [UInt8] {
        guard let data = tape.member("data", in: text) else { return Array("{}".utf8) }
        if tape.member("specversion", in: text) == nil, let wrapped = tape.string(at: data, in: text) {
            return Array(wrapped.utf8)
        }
        let token = tape.tokens[data]
        return Array(copying: text, Int(token.start)..<Int(token.end))
    }
}

extension Array where Element == UInt8 {
    /// Copies a part of a text.
    package init(copying text: Span<UInt8>, _ range: Range<Int>) {
        self.init()
        reserveCapacity(range.count)
        for index in range { append(text[index]) }
    }
}

/// Finds the members of an event in a scanned text.
private struct EventReader {
    let tape: JSONTape
    let root: Int

    func northflank(_ text: Span<UInt8>, _ event: Int) throws(SpooledEvent.Problem) -> SpooledEvent {
        let data = try objectData(text)
        return SpooledEvent(
            id: try tape.member("id", in: text).map { index throws(SpooledEvent.Problem) in
                try name(at: index, "id", text)
            },
            type: try type(at: event, text),
            time: time("createdAt", text),
            project: project(data, text),
            resource: id(ofFirst: EventReader.resources, in: data, text),
            run: id(ofFirst: EventReader.runs, in: data, text)
        )
    }

    func cloudEvent(_ text: Span<UInt8>) throws(SpooledEvent.Problem) -> SpooledEvent {
        guard let type = tape.member("type", in: text) else { throw problem(at: root, "a CloudEvent needs a 'type'") }
        guard let id = tape.member("id", in: text), let source = tape.member("source", in: text),
            let idText = tape.string(at: id, in: text), let sourceText = tape.string(at: source, in: text),
            !idText.isEmpty, !sourceText.isEmpty
        else { throw problem(at: root, "a CloudEvent needs the strings 'id' and 'source', and neither may be empty") }
        if let binary = tape.member("data_base64", in: text) {
            throw problem(at: binary, "binary 'data_base64' cannot be told in a message, expected 'data'")
        }
        let data = tape.member("data", in: text)
        let subject = tape.member("subject", in: text).flatMap { self.text(at: $0, text) }
        return SpooledEvent(
            id: try checked(.made(sourceText + "#" + idText), at: id, "id", text),
            type: try self.type(at: type, text),
            time: time("time", text),
            project: tape.member("project", in: text).flatMap { self.text(at: $0, text) } ?? project(data, text),
            resource: subject ?? id_(data, text),
            run: self.id(ofFirst: EventReader.runs, in: data, text)
        )
    }

    private func id_(_ data: Int?, _ text: Span<UInt8>) -> SpooledEvent.Text? {
        id(ofFirst: EventReader.resources, in: data, text)
    }

    /// `data` is an object or a JSON text of one; the official client parses it again.
    func cleverCloud(_ text: Span<UInt8>, _ event: Int) throws(SpooledEvent.Problem) -> SpooledEvent {
        let type = try type(at: event, text)
        guard let data = tape.member("data", in: text), let wrapped = tape.string(at: data, in: text) else {
            return try cleverCloud(text, type: type, fields: self, in: text, data: try objectData(text))
        }
        let bytes = Array(wrapped.utf8)
        var inner = JSONTape()
        do {
            _ = try inner.scan(bytes.span)
        } catch {
            throw problem(at: data, "the JSON text in 'data' is not JSON: \(error.message) (byte \(error.offset) of it)")
        }
        guard inner.tokens[0].kind == .object else {
            throw problem(at: data, "the JSON text in 'data' must be an object")
        }
        let fields = EventReader(tape: inner, root: 0)
        let read = try cleverCloud(text, type: type, fields: fields, in: bytes.span, data: 0)
        // What points into the unwrapped text has to be copied out of it.
        return SpooledEvent(
            id: read.id,
            type: type,
            time: read.time,
            project: read.project.map { fields.copied($0, bytes.span) },
            resource: read.resource.map { fields.copied($0, bytes.span) },
            run: read.run.map { fields.copied($0, bytes.span) }
        )
    }

    private func cleverCloud(
        _ text: Span<UInt8>,
        type: SpooledEvent.Text,
        fields: EventReader,
        in dataText: Span<UInt8>,
        data: Int
    ) throws(SpooledEvent.Problem) -> SpooledEvent {
        func field(_ key: StaticString) -> SpooledEvent.Text? {
            fields.tape.member(key, of: data, in: dataText).flatMap { fields.text(at: $0, dataText) }
        }
        let own = field("uuid") ?? field("id")
        let typeName = string(type, text)
        return SpooledEvent(
            id: own.map { .made(typeName + "#" + fields.string($0, dataText)) },
            type: type,
            time: time("date", text),
            project: field("appId") ?? field("ownerId"),
            resource: field("appId") ?? field("addonId") ?? field("id"),
            run: field("uuid")
        )
    }

    // MARK: parts

    /// What an event of a platform is about, in the order of how well it names it.
    private static let resources: [StaticString] = [
        "service", "job", "addon", "volume", "nodePool", "cluster", "cdn", "certificate", "domain", "subdomain",
        "logSink", "template", "releaseFlow", "pipeline", "invoice", "billingAlert",
    ]
    private static let runs: [StaticString] = [
        "build", "run", "jobRun", "backup", "deployment", "templateRun", "releaseFlowRun", "action",
    ]

    private func objectData(_ text: Span<UInt8>) throws(SpooledEvent.Problem) -> Int {
        guard let data = tape.member("data", in: text) else {
            throw problem(at: root, "an event needs the member 'data', an object")
        }
        guard tape.tokens[data].kind == .object else {
            throw problem(at: data, "an event's 'data' must be an object, found \(kind(of: data))")
        }
        return data
    }

    private func project(_ data: Int?, _ text: Span<UInt8>) -> SpooledEvent.Text? {
        guard let data, let project = tape.member("project", of: data, in: text) else { return nil }
        return identity(of: project, text) ?? self.text(at: project, text)
    }

    private func id(ofFirst keys: [StaticString], in data: Int?, _ text: Span<UInt8>) -> SpooledEvent.Text? {
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

    private func type(at index: Int, _ text: Span<UInt8>) throws(SpooledEvent.Problem) -> SpooledEvent.Text {
        let type = try name(at: index, "event type", text)
        let prefix = "trigger:"
        let plain = string(type, text)
        return plain.hasPrefix(prefix) ? .made(String(plain.dropFirst(prefix.count))) : type
    }

    private func time(_ key: StaticString, _ text: Span<UInt8>) -> Timestamp? {
        guard let index = tape.member(key, in: text) else { return nil }
        if let words = tape.string(at: index, in: text) { return Timestamp(rfc3339: words) }
        // Clever Cloud: milliseconds since 1970. A time that cannot be read is no reason to refuse the event.
        return tape.value(at: index, in: text).int.map { Timestamp(milliseconds: Int64($0)) }
    }

    /// A text that stands in headers and tables: not empty, not long, no control characters.
    private func name(at index: Int, _ what: String, _ text: Span<UInt8>) throws(SpooledEvent.Problem)
        -> SpooledEvent.Text
    {
        if tape.tokens[index].kind == .number, what == "id" {
            return .made(string(numberAt: index, text))
        }
        guard tape.tokens[index].kind == .string else {
            throw problem(at: index, "the \(what) must be a string, found \(kind(of: index))")
        }
        guard let found = self.text(at: index, text) else { throw problem(at: index, "the \(what) is empty") }
        return try checked(found, at: index, what, text)
    }

    private func checked(_ found: SpooledEvent.Text, at index: Int, _ what: String, _ text: Span<UInt8>)
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
