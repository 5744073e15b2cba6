/// A file as its author sees it: a name for messages and the bytes that positions point into.
package struct SourceFile: Sendable, Equatable {
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    package init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// Counts from 1; columns are UTF-8 bytes, as swiftc counts them.
    ///
    /// An offset past the end is the end.
    package func position(at offset: Int) -> SourcePosition {
        let end = min(max(offset, 0), bytes.count)
        var line = 1
        var lineStart = 0
        for index in 0..<end where bytes[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        return SourcePosition(line: line, column: end - lineStart + 1)
    }

    /// The text of a line counted from 1, without its line break.
    package func line(_ number: Int) -> String {
        guard number >= 1 else { return "" }
        var rest = bytes[...]
        for _ in 1..<number {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return "" }
            rest = rest[(end + 1)...]
        }
        var line = rest.prefix { $0 != UInt8(ascii: "\n") }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }
}

/// A place in a text: line and column, both counted from 1, the column in UTF-8 bytes.
package struct SourcePosition: Sendable, Hashable, CustomStringConvertible {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package var description: String { "\(line):\(column)" }
}
