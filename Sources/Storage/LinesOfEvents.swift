import Events

/// NDJSON: one event a line, blank lines allowed.
struct LinesOfEvents: ~Copyable {
    private var reader: LineReader
    private var scanner: EventScanner
    private let limit: Int
    private var line = 0
    private var isEmpty = true

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
                isEmpty = false
                let message = "a line of \(found.length) bytes is too long for an event, the limit is \(limit)"
                return .bad(part(found, 0, message))
            }
            var range = found.range
            if line == 1, reader.buffer[range].starts(with: [0xEF, 0xBB, 0xBF]) { range = range.dropFirst(3) }
            guard let first = range.first(where: { !isSpace(reader.buffer[$0]) }) else { continue }
            range = first..<range.upperBound
            isEmpty = false
            return item(found, range)
        }
        guard isEmpty else { return nil }
        isEmpty = false
        return .bad(BadPart(range: 0..<(.max), line: 1, column: 1, message: "the file holds no event"))
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
        let range = found.offset..<found.offset + found.length
        return BadPart(range: range, line: line, column: offset + 1, message: message)
    }
}
