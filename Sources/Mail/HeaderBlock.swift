/// The header of a message, a field after the other, each folded to short lines (RFC 5322 section 2.2.3).
struct HeaderBlock {
    private(set) var bytes: [UInt8] = []

    /// What is recommended; only a word that is longer by itself goes beyond.
    private static let longestLine = 78

    /// Writes a field whose value is words with a space between; lines end between words.
    mutating func add(_ name: String, _ words: [String]) {
        var line = name + ":"
        for word in words {
            if line.utf8.count + 1 + word.utf8.count > HeaderBlock.longestLine, line != name + ":" {
                write(line)
                line = ""
            }
            line += " " + word
        }
        write(line)
    }

    /// Writes a field of free text (RFC 5322 section 3.6.5).
    mutating func add(_ name: String, text: String) {
        let line = HeaderBlock.oneLine(text)
        let words = line.split(separator: " ")
        let isPlain = words.allSatisfy { word in
            word.utf8.count <= HeaderBlock.longestLine - name.utf8.count - 2 && !word.hasPrefix("=?")
                && word.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        }
        add(name, isPlain ? words.map(String.init) : EncodedWord.words(for: line, indent: name.utf8.count + 2))
    }

    /// Writes mailboxes with commas between.
    mutating func add(_ name: String, _ mailboxes: [Mailbox]) {
        let lists = mailboxes.map { $0.words }
        let separated = lists.enumerated().flatMap { index, words in
            index == lists.count - 1 ? words : words.dropLast() + [(words.last ?? "") + ","]
        }
        add(name, separated)
    }

    private mutating func write(_ line: String) {
        bytes += line.utf8
        bytes += [0x0D, 0x0A]
    }

    /// White space and control characters of any kind become single spaces: nothing in a value ends the field.
    private static func oneLine(_ text: String) -> String {
        let spaced = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            scalar.properties.isWhitespace || scalar.properties.generalCategory == .control ? " " : scalar
        }
        return String(String.UnicodeScalarView(spaced)).split(separator: " ").joined(separator: " ")
    }
}
