import Diagnostics
import Time

/// What was found in one file so far.
struct FileReading {
    let name: String
    let arrived: Timestamp
    var events = 0
    var duplicates = 0
    var bad: [BadPart] = []
    var problems: [Diagnostic] = []

    init(name: String, arrived: Timestamp) {
        self.name = name
        self.arrived = arrived
    }

    /// Nothing in it is an event: the file itself goes aside.
    var isWhollyBad: Bool { events == 0 && duplicates == 0 && !bad.isEmpty }

    mutating func add(_ part: BadPart) {
        problems.append(
            Diagnostic(
                file: name,
                position: SourcePosition(line: part.line, column: part.column),
                message: part.message
            )
        )
        // Neighbouring bad lines are one part: a file of nothing but bad lines costs no memory.
        if let last = bad.last, last.length != .max, last.offset + last.length + 1 == part.offset, part.length != .max {
            bad[bad.count - 1] = BadPart(
                offset: last.offset,
                length: last.length + 1 + part.length,
                line: last.line,
                column: last.column,
                message: last.message
            )
        } else {
            bad.append(part)
        }
    }
}
