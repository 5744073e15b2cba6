package import Diagnostics
package import Events
import JSON
package import Storage
package import Time

/// One event in hand: of a file, or of the log.
package struct GivenEvent: Sendable {
    /// Its number is 0 where it was not taken in.
    package let summary: EventSummary
    let text: EventText

    /// Reads the one event of a file.
    package init(_ file: SourceFile, at now: Timestamp) throws(Diagnostic) {
        var tape = JSONTape()
        let event: SpooledEvent
        do throws(JSONError) {
            let end = try tape.scan(file.bytes.span)
            if let more = file.bytes[end...].firstIndex(where: { $0 > 0x20 }) {
                throw JSONError(offset: more, message: "one event is looked at at a time")
            }
        } catch {
            throw Diagnostic(in: file, at: error.offset, error.message)
        }
        do throws(SpooledEvent.Problem) { event = try SpooledEvent(tape, in: file.bytes.span) } catch {
            throw Diagnostic(in: file, at: error.offset, error.message)
        }
        guard let text = EventText(file.bytes) else { preconditionFailure("what was read as an event is not JSON") }
        self.text = text
        summary = EventSummary(
            sequence: 0,
            id: event.id?.string(in: file.bytes) ?? "",
            type: event.type.string(in: file.bytes),
            time: event.time ?? now,
            project: event.project?.string(in: file.bytes),
            resource: event.resource?.string(in: file.bytes),
            run: event.run?.string(in: file.bytes)
        )
    }

    /// Looks for an event of the log by its id; of several, as when an id was used again, the last.
    package init?(id: String, in log: borrowing EventLog) throws(SystemError) {
        var reader = try EventLogReader(log, after: 0)
        var found: (EventSummary, EventText)?
        while let line = try reader.next(in: log) {
            guard line.id(in: reader.buffer) == id, let text = line.text(in: reader.buffer) else { continue }
            found = (line.summary(in: reader.buffer), text)
        }
        guard let found else { return nil }
        (summary, text) = found
    }
}

extension SpooledEvent.Text {
    fileprivate func string(in text: [UInt8]) -> String {
        switch self {
        case .slice(let range): String(decoding: text[range], as: UTF8.self)
        case .made(let made): made
        }
    }
}
