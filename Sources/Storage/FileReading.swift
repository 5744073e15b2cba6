import Diagnostics
import Time

/// What was found in one file so far.
struct FileReading {
    let name: String
    let arrived: Timestamp
    var events = 0
    var duplicates = 0
    private(set) var problems = Flaws()
    /// Where what is no event stands; neighbouring lines are one part.
    private(set) var bad: [Range<UInt64>] = []

    /// A file with more bad parts is set aside whole, so that none needs memory without end.
    static let mostBadParts = 1 << 16

    init(name: String, arrived: Timestamp) {
        self.name = name
        self.arrived = arrived
    }

    /// Nothing in it is an event.
    var isWhollyBad: Bool { events == 0 && duplicates == 0 && !bad.isEmpty }

    var hasTooManyBadParts: Bool { bad.count > FileReading.mostBadParts }

    mutating func add(_ part: BadPart) {
        let position = SourcePosition(line: part.line, column: part.column)
        problems.add(Diagnostic(file: name, position: position, message: part.message))
        // A line break lies between.
        if let last = bad.last, last.upperBound + 1 == part.range.lowerBound {
            bad[bad.count - 1] = last.lowerBound..<part.range.upperBound
        } else {
            bad.append(part.range)
        }
    }
}
