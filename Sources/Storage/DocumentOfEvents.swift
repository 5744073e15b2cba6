import Events

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
            case .failure where scanner.valueEnd == text.count && !window.atEnd:
                // A number may go on behind what was read so far.
                try window.fill()
            case .failure(let error):
                // A sound value that is no event: only it is bad, the elements after it are read.
                guard scanner.valueEnd > error.offset else { return bad(error.offset, error.message) }
                let (line, column) = position(after: error.offset)
                let part = BadPart(
                    range: window.offset..<window.offset + UInt64(scanner.valueEnd),
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
            range: window.offset..<window.offset + UInt64(end),
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
            BadPart(range: window.offset..<(.max), line: line, column: column, message: message)
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
        while let newline = window.newline(from: index, to: end) {
            line += 1
            column = 1
            index = newline + 1
        }
        return (line, column + end - index)
    }
}
