/// Text of others, made fit for one line of a message.
///
/// What it may not mean (markup, mentions, control characters) is the template's escaping's business.
enum ShownText {
    /// Names of projects and services: who reads a longer one knows it by its beginning.
    static let longestName = 60
    /// What a label or a key may take.
    static let longestLabel = 40

    /// The text on one line, cut after so many characters, `…` included, never inside one.
    static func line(_ text: String, cap: Int) -> String {
        guard text.utf8.count > cap || !isPlain(text) else { return text }
        var line = ""
        var count = 0
        var isAfterSpace = true
        for character in text {
            let isSpace = character.isWhitespace
            if isSpace, isAfterSpace { continue }
            isAfterSpace = isSpace
            guard count < cap else { return cut(line) }
            line.append(isSpace ? " " : whole(character))
            count += 1
        }
        return line.last == " " ? String(line.dropLast()) : line
    }

    /// The text with its lines, cut after so many characters, `…` included, never inside one.
    static func beginning(of text: String, cap: Int) -> String {
        var kept = ""
        var count = 0
        for character in text {
            guard count < cap else { return cut(kept) }
            kept.append(whole(character))
            count += 1
        }
        return kept
    }

    /// A name that shows, whatever it is.
    static func name(_ text: String) -> String {
        let name = line(text, cap: longestName)
        return name.isEmpty ? "(blank)" : name
    }

    /// Printable ASCII with single spaces inside: most texts, and nothing to be done.
    private static func isPlain(_ text: String) -> Bool {
        var isAfterSpace = true
        for byte in text.utf8 {
            guard byte >= 0x20, byte < 0x7F, byte != 0x20 || !isAfterSpace else { return false }
            isAfterSpace = byte == 0x20
        }
        return !isAfterSpace || text.isEmpty
    }

    private static func cut(_ line: String) -> String { line.dropLast() + "…" }

    /// A character of a thousand accents is no character of any language.
    private static func whole(_ character: Character) -> Character {
        let mostScalars = 12
        return character.unicodeScalars.count <= mostScalars ? character : "\u{FFFD}"
    }
}
