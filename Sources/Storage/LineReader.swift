/// Reads a file line by line: memory does not grow with the file.
package struct LineReader: ~Copyable {
    private var window: FileWindow
    /// A line longer than this is stepped over, and only its length is told.
    private let longestLine: Int

    package struct Line: Sendable {
        /// In `buffer`, without the line break; empty for a line that is too long.
        package let range: Range<Int>
        /// Of its first byte in the file.
        package let offset: UInt64
        /// Bytes in the file, without the line break.
        package let length: UInt64
        package let isTooLong: Bool
    }

    package init(_ file: consuming Descriptor, from offset: UInt64 = 0, longestLine: Int = 64 << 20) throws(SystemError)
    {
        window = try FileWindow(file, from: offset)
        self.longestLine = longestLine
    }

    /// The last line's range points into it; valid until the next call of `next`.
    package var buffer: [UInt8] { window.buffer }

    package mutating func next() throws(SystemError) -> Line? {
        var searched = 0
        while true {
            if let found = window.newline(from: window.start + searched) {
                return take(found - window.start, isTerminated: true)
            }
            searched = window.end - window.start
            if searched > longestLine { return try stepOver() }
            guard !window.atEnd else { return searched > 0 ? take(searched, isTerminated: false) : nil }
            try window.fill()
        }
    }

    private mutating func take(_ count: Int, isTerminated: Bool) -> Line {
        let isTooLong = count > longestLine
        let line = Line(
            range: window.start..<window.start + (isTooLong ? 0 : count),
            offset: window.offset,
            length: UInt64(count),
            isTooLong: isTooLong
        )
        window.consume(count + (isTerminated ? 1 : 0))
        return line
    }

    private mutating func stepOver() throws(SystemError) -> Line {
        let offset = window.offset
        while true {
            if let found = window.newline(from: window.start) {
                window.consume(found - window.start + 1)
                return tooLong(from: offset, length: window.offset - offset - 1)
            }
            window.consume(window.end - window.start)
            guard !window.atEnd else { return tooLong(from: offset, length: window.offset - offset) }
            try window.fill()
        }
    }

    private func tooLong(from offset: UInt64, length: UInt64) -> Line {
        Line(range: window.start..<window.start, offset: offset, length: length, isTooLong: true)
    }

    package func status() throws(SystemError) -> FileStatus { try window.status() }
}
