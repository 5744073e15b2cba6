import JSON
import Time

/// Finds the members of an event in a scanned text.
struct EventReader {
    let tape: JSONTape
    let root: Int

    func northflank(_ text: Span<UInt8>, _ event: Int) throws(SpooledEvent.Problem) -> SpooledEvent {
        let data = try objectData(text)
        return SpooledEvent(
            id: try ownID(text),
            type: try type(at: event, text),
            time: time("createdAt", text),
            project: project(data, text),
            resource: id(ofFirst: EventReader.resources, in: data, text),
            run: id(ofFirst: EventReader.runs, in: data, text)
        )
    }

    /// An empty one is none: else all events that have it would be one.
    private func ownID(_ text: Span<UInt8>) throws(SpooledEvent.Problem) -> SpooledEvent.Text? {
        guard let index = tape.member("id", in: text) else { return nil }
        let token = tape.tokens[index]
        if token.kind == .string, token.end - token.start == 2 { return nil }
        return try name(at: index, "id", text)
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
            resource: subject ?? resource(data, text),
            run: self.id(ofFirst: EventReader.runs, in: data, text)
        )
    }

    private func resource(_ data: Int?, _ text: Span<UInt8>) -> SpooledEvent.Text? {
        id(ofFirst: EventReader.resources, in: data, text)
    }

    /// `data` is an object or a JSON text of one; the official client parses it again.
    func cleverCloud(_ text: Span<UInt8>, _ event: Int) throws(SpooledEvent.Problem) -> SpooledEvent {
        let type = try type(at: event, text)
        guard let data = tape.member("data", in: text), let wrapped = tape.string(at: data, in: text) else {
            return try cleverCloud(text, type: type, fields: self, in: text, data: try objectData(text))
        }
        let bytes = Array(wrapped.utf8)
        let fields = try unwrapped(bytes.span, from: data)
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

    /// Scans the JSON text that stands in the string at `data`.
    private func unwrapped(_ inner: Span<UInt8>, from data: Int) throws(SpooledEvent.Problem) -> EventReader {
        var innerTape = JSONTape()
        do throws(JSONError) {
            let end = try innerTape.scan(inner)
            for index in end..<inner.count where ![0x20, 0x09, 0x0A, 0x0D].contains(inner[index]) {
                throw JSONError(offset: index, message: "unexpected text after the object")
            }
        } catch {
            throw problem(
                at: data,
                "the JSON text in 'data' is not JSON: \(error.message) (byte \(error.offset) of it)"
            )
        }
        guard innerTape.tokens[0].kind == .object else {
            throw problem(at: data, "the JSON text in 'data' must be an object")
        }
        return EventReader(tape: innerTape, root: 0)
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
        // An id that says of what it is: what a hook's `scope` names.
        let namedID = field("id").flatMap { id in
            let word = fields.string(id, dataText)
            return ["app_", "addon_"].contains { word.hasPrefix($0) } ? id : nil
        }
        let typeName = string(type, text)
        return SpooledEvent(
            id: try own.map { own throws(SpooledEvent.Problem) in
                try checked(.made(typeName + "#" + fields.string(own, dataText)), at: root, "id", text)
            },
            type: type,
            time: time("date", text),
            project: field("appId") ?? field("addonId") ?? namedID ?? field("ownerId"),
            resource: field("appId") ?? field("addonId") ?? field("id"),
            run: field("uuid")
        )
    }
}
