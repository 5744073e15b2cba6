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

        package init(offset: Int, message: String) {
            self.offset = offset
            self.message = message
        }
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

    /// Reads a text that holds one event and nothing else but white space.
    package init(only text: Span<UInt8>) throws(Problem) {
        var tape = JSONTape()
        do throws(JSONError) {
            let end = try tape.scan(text)
            for index in end..<text.count where text[index] > 0x20 {
                throw JSONError(offset: index, message: "unexpected text after the event")
            }
        } catch {
            throw Problem(offset: error.offset, message: error.message)
        }
        try self.init(tape, in: text)
    }

    init(
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

extension SpooledEvent {
    /// An event of Clever Cloud as its platform tells it: `event`, `date` and `data`, each as it was spooled, `data` an
    /// object or a JSON text; `nil` for an event of another shape.
    package static func cleverCloudForm(_ tape: JSONTape, in text: Span<UInt8>) -> [UInt8]? {
        guard tape.member("specversion", in: text) == nil, let event = tape.member("event", in: text),
            let date = tape.member("date", in: text), let data = tape.member("data", in: text)
        else { return nil }
        var form: [UInt8] = []
        for (head, member) in [(#"{"event":"#, event), (#","date":"#, date), (#","data":"#, data)] {
            let token = tape.tokens[member]
            form += head.utf8
            form += Array(copying: text, Int(token.start)..<Int(token.end))
        }
        form.append(UInt8(ascii: "}"))
        return form
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
