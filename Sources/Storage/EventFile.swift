import Events
import JSON

/// Limits on what is taken in; the settings can change them.
package struct IntakeLimits: Sendable, Equatable {
    package var fileBytes: UInt64
    package var eventBytes: Int
    package var depth: Int

    package init(fileBytes: UInt64 = 4 << 30, eventBytes: Int = 256 << 10, depth: Int = 64) {
        self.fileBytes = fileBytes
        self.eventBytes = eventBytes
        self.depth = depth
    }
}

/// What a spool file holds, one after another.
enum EventFileItem {
    /// An event; its text is `buffer[range]`, and it points into exactly that part.
    case event(SpooledEvent, range: Range<Int>, line: Int)
    /// Something that is not one.
    case bad(BadPart)
}

/// A part of a spool file that is not an event: where it stands and why.
struct BadPart: Sendable {
    let offset: UInt64
    let length: UInt64
    let line: Int
    let column: Int
    let message: String
}

/// Why a text is not an event; the offset counts from its beginning.
private struct Unreadable: Error {
    let offset: Int
    let message: String
    var isIncomplete = false
}

/// Scans one text that must be one event and nothing else but spaces.
private struct EventScanner {
    var tape = JSONTape()
    let dialect: JSONDialect

    init(_ limits: IntakeLimits) {
        dialect = JSONDialect(lineComments: false, maximumDepth: limits.depth)
    }

    /// The event at the beginning of a text and where it ends.
    mutating func scan(_ text: Span<UInt8>) -> Result<(SpooledEvent, end: Int), Unreadable> {
        let end: Int
        do throws(JSONError) {
            end = try tape.scan(text, dialect: dialect)
        } catch {
            return .failure(Unreadable(offset: error.offset, message: error.message, isIncomplete: error.isIncomplete))
        }
        do throws(SpooledEvent.Problem) {
            return .success((try SpooledEvent(tape, in: text), end: end))
        } catch {
            return .failure(Unreadable(offset: error.offset, message: error.message))
        }
    }

    /// The end of the value that was scanned last, also when it is no event.
    var valueEnd: Int { tape.tokens.first.map { Int($0.end) } ?? 0 }
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }

/// NDJSON: one event a line, blank lines allowed.
struct LinesOfEvents: ~Copyable {
    private var reader: LineReader
    private var scanner: EventScanner
    private let limit: Int
    private var line = 0

    init(_ file: consuming Descriptor, limits: IntakeLimits) throws(SystemError) {
        reader = try LineReader(file, longestLine: limits.eventBytes)
        scanner = EventScanner(limits)
        limit = limits.eventBytes
    }

    var buffer: [UInt8] { reader.buffer }
    func status() throws(SystemError) -> FileStatus { try reader.status() }

    mutating func next() throws(SystemError) -> EventFileItem? {
        while let found = try reader.next() {
            line += 1
            guard !found.isTooLong else {
                let message = "a line of \(found.length) bytes is too long for an event, the limit is \(limit)"
                return .bad(part(found, 0, message))
            }
            var range = found.range
            if line == 1, reader.buffer[range].starts(with: [0xEF, 0xBB, 0xBF]) { range = range.dropFirst(3) }
            guard let first = range.first(where: { !isSpace(reader.buffer[$0]) }) else { continue }
            range = first..<range.upperBound
            return item(found, range)
        }
        return nil
    }

    private mutating func item(_ found: LineReader.Line, _ range: Range<Int>) -> EventFileItem {
        let before = range.lowerBound - found.range.lowerBound
        let buffer = reader.buffer
        let text = buffer.span.extracting(range)
        switch scanner.scan(text) {
        case .failure(let error): return .bad(part(found, before + error.offset, error.message))
        case .success((let event, let end)):
            for index in end..<text.count where !isSpace(text[index]) {
                return .bad(
                    part(found, before + index, "unexpected text after the event, expected the end of the line")
                )
            }
            return .event(event, range: range.lowerBound..<range.lowerBound + end, line: line)
        }
    }

    private func part(_ found: LineReader.Line, _ offset: Int, _ message: String) -> BadPart {
        BadPart(offset: found.offset, length: found.length, line: line, column: offset + 1, message: message)
    }
}

/// JSON: one event, or an array of events, read element by element.
struct DocumentOfEvents: ~Copyable {
    private var window: FileWindow
    private var scanner: EventScanner
    private let limit: Int
    private var state = State.start
    /// Line and column of the window's start.
    private var line = 1
    private var column = 1

    private enum State {
        /// Nothing read yet. Becomes `element`, `last` or `done`.
        case start
        /// Within the array, a value is expected; `first` allows the closing bracket instead.
        case element(first: Bool)
        /// A value of the array was read: a comma or the closing bracket is expected.
        case separator
        /// Nothing but spaces may follow.
        case last
        case done
    }

    init(_ file: consuming Descriptor, limits: IntakeLimits) throws(SystemError) {
        window = try FileWindow(file)
        scanner = EventScanner(limits)
        limit = limits.eventBytes
    }

    var buffer: [UInt8] { window.buffer }
    func status() throws(SystemError) -> FileStatus { try window.status() }

    mutating func next() throws(SystemError) -> EventFileItem? {
        while true {
            try skipSpace()
            switch state {
            case .done: return nil
            case .start:
                guard let byte = peek else { return bad(0, "the file holds no event") }
                guard byte == UInt8(ascii: "[") else { return try element(then: .last) }
                consume(1)
                state = .element(first: true)
            case .element(let first):
                guard first, peek == UInt8(ascii: "]") else { return try element(then: .separator) }
                consume(1)
                state = .last
            case .separator:
                switch peek {
                case UInt8(ascii: ","): state = .element(first: false)
                case UInt8(ascii: "]"): state = .last
                case nil: return bad(0, "the file ends where ',' or ']' was expected")
                default: return bad(0, "expected ',' or ']' after an event of the array")
                }
                consume(1)
            case .last:
                guard peek != nil else { return nil }
                return bad(0, "unexpected text after the last event, expected the end of the file")
            }
        }
    }

    private var peek: UInt8? { window.start < window.end ? window.buffer[window.start] : nil }

    private mutating func element(then next: State) throws(SystemError) -> EventFileItem {
        while true {
            let buffer = window.buffer
            let text = buffer.span.extracting(window.start..<window.end)
            switch scanner.scan(text) {
            case .success((let event, let end)):
                guard end <= limit else { return tooLong(end, then: next) }
                let found = EventFileItem.event(event, range: window.start..<window.start + end, line: line)
                consume(end)
                state = next
                return found
            case .failure(let error) where error.isIncomplete && !window.atEnd && text.count <= limit:
                try window.fill()
            case .failure(let error) where error.isIncomplete && text.count > limit:
                return bad(0, "an event of more than \(limit) bytes is too long")
            case .failure(let error):
                // A sound value that is no event: only it is bad, the elements after it are read.
                guard scanner.valueEnd > error.offset else { return bad(error.offset, error.message) }
                let (line, column) = position(after: error.offset)
                let part = BadPart(
                    offset: window.offset,
                    length: UInt64(scanner.valueEnd),
                    line: line,
                    column: column,
                    message: error.message
                )
                consume(scanner.valueEnd)
                state = next
                return .bad(part)
            }
        }
    }

    private mutating func tooLong(_ end: Int, then next: State) -> EventFileItem {
        let part = BadPart(
            offset: window.offset,
            length: UInt64(end),
            line: line,
            column: column,
            message: "an event of \(end) bytes is too long, the limit is \(limit)"
        )
        consume(end)
        state = next
        return .bad(part)
    }

    /// What is wrong here cannot be stepped over: the rest of the file is bad.
    private mutating func bad(_ offset: Int, _ message: String) -> EventFileItem {
        let (line, column) = position(after: offset)
        state = .done
        return .bad(
            BadPart(offset: window.offset, length: .max, line: line, column: column, message: message)
        )
    }

    private mutating func skipSpace() throws(SystemError) {
        while true {
            if window.offset == 0, window.end - window.start >= 3,
                window.buffer[window.start..<window.start + 3].elementsEqual([0xEF, 0xBB, 0xBF])
            {
                consume(3)
            }
            var count = 0
            while window.start + count < window.end, isSpace(window.buffer[window.start + count]) { count += 1 }
            consume(count)
            guard window.start == window.end, !window.atEnd else { return }
            try window.fill()
        }
    }

    private mutating func consume(_ count: Int) {
        (line, column) = position(after: count)
        window.consume(count)
    }

    private func position(after count: Int) -> (Int, Int) {
        var (line, column) = (line, column)
        var index = window.start
        let end = min(window.start + count, window.end)
        while let newline = window.newline(from: index), newline < end {
            line += 1
            column = 1
            index = newline + 1
        }
        return (line, column + end - index)
    }
}
