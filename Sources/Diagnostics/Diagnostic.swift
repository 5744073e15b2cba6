/// A problem with a place: what `file:line:column: error: …` prints.
///
/// Messages are lower case, without a full stop, the offending word in 'single quotes'; what was expected and what to
/// do stand in the notes.
package struct Diagnostic: Sendable, Equatable, Error {
    package enum Severity: String, Sendable {
        case error, warning
    }

    package let severity: Severity
    /// The file's name as the reader can open it.
    package let file: String
    /// `nil` when the whole file is meant, as when it cannot be read.
    package let position: SourcePosition?
    package let message: String
    package let notes: [String]
    /// The line that the position points into, for the caret; empty when there is none.
    package let snippet: String

    package init(
        _ severity: Severity = .error,
        file: String,
        position: SourcePosition? = nil,
        message: String,
        notes: [String] = [],
        snippet: String = ""
    ) {
        self.severity = severity
        self.file = file
        self.position = position
        self.message = message
        self.notes = notes
        self.snippet = snippet
    }

    /// Points at a byte offset of a file and keeps the line for the caret.
    package init(
        _ severity: Severity = .error,
        in file: SourceFile,
        at offset: Int,
        _ message: String,
        notes: [String] = []
    ) {
        let position = file.position(at: offset)
        self.init(
            severity,
            file: file.name,
            position: position,
            message: message,
            notes: notes,
            snippet: file.line(position.line)
        )
    }
}

extension Diagnostic: CustomStringConvertible {
    /// One line `file:line:column: error: message`, the source line with a caret, then a line for each note.
    package var description: String {
        let place = position.map { "\(file):\($0)" } ?? file
        var lines = ["\(place): \(severity.rawValue): \(message)"]
        lines += caret
        lines += notes.map { "\(place): note: \($0)" }
        return lines.map(visible).joined(separator: "\n")
    }

    private var caret: [String] {
        /// A longer line is a minified file: a caret under it helps nobody.
        let longestShownLine = 160
        guard let position, !snippet.isEmpty, snippet.utf8.count <= longestShownLine else { return [] }
        let before = String(decoding: snippet.utf8.prefix(max(0, position.column - 1)), as: UTF8.self)
        let pad = visible(before).map { $0 == "\t" ? "\t" : " " }.joined()
        return ["    " + snippet, "    " + pad + "^"]
    }
}

/// Shows control characters as `\u{1B}`: text of others must never move a reader's cursor.
///
/// Tabs stay. C0, DEL, C1 and the bidirectional controls are shown by their code.
package func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnprintable) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
        if isUnprintable(scalar) {
            shown += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        } else {
            shown.unicodeScalars.append(scalar)
        }
    }
    return shown
}

private func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09: false
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
}
