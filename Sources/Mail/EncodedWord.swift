import Cryptography

/// Text beyond ASCII in a header (RFC 2047): `=?utf-8?Q?gr=C3=BCn?=`.
enum EncodedWord {
    /// RFC 2047 section 2: no word is longer, and no line with one in it longer than 76.
    private static let longestWord = 75
    private static let longestLine = 76

    /// Cuts a text into encoded-words, each whole characters; a reader joins them without a space.
    ///
    /// - Parameters:
    ///   - text: one line.
    ///   - indent: columns that stand before the first of them on its line.
    /// - Returns: the words.
    static func words(for text: String, indent: Int = 1) -> [String] {
        let bytes = Array(text.utf8)
        let form: Form = Form.quoted.length(of: bytes) <= Form.base64.length(of: bytes) ? .quoted : .base64
        var words: [String] = []
        var taken: [UInt8] = []
        var room = longestLine - max(indent, longestLine - longestWord)
        for scalar in text.unicodeScalars {
            let next = taken + Array(String(scalar).utf8)
            if form.length(of: next) > room, !taken.isEmpty {
                words.append(form.word(taken))
                taken = Array(String(scalar).utf8)
                room = longestWord
            } else {
                taken = next
            }
        }
        return taken.isEmpty ? words : words + [form.word(taken)]
    }

    private enum Form {
        case quoted, base64

        func length(of bytes: [UInt8]) -> Int {
            let frame = "=?utf-8?Q??=".utf8.count
            switch self {
            case .quoted: return frame + bytes.reduce(0) { $0 + (isPlain($1) || $1 == UInt8(ascii: " ") ? 1 : 3) }
            case .base64: return frame + (bytes.count + 2) / 3 * 4
            }
        }

        func word(_ bytes: [UInt8]) -> String {
            switch self {
            case .quoted: "=?utf-8?Q?\(bytes.map(quoted).joined())?="
            case .base64: "=?utf-8?B?\(String(decoding: Base64.encode(bytes), as: UTF8.self))?="
            }
        }

        private func quoted(_ byte: UInt8) -> String {
            if byte == UInt8(ascii: " ") { return "_" }
            return isPlain(byte) ? String(UnicodeScalar(byte)) : String(decoding: hexadecimal(byte), as: UTF8.self)
        }
    }

    /// RFC 2047 section 5 (3): what may stand for itself in a display name, and so everywhere.
    private static func isPlain(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || "!*+-/".utf8.contains(byte) }
}
