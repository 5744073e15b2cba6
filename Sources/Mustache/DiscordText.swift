/// Escapes for Discord's Markdown inside a JSON string.
///
/// https://docs.discord.com/developers/reference#message-formatting
///
/// What is markup anywhere gets a backslash always; what is markup only in one place gets it there: headings, quotes
/// and lists at the start of a line, `:` in `:shortcode:` and before `//`. So `build:start`, `10:30` and `v1.2-rc`
/// stay as they are, also in embed footers and authors, which show no Markdown and would show the backslash.
/// A zero-width space after the `@` breaks `@everyone`, `@here` and `<@…>`; `allowed_mentions` belongs in the template.
enum DiscordText {
    static let specialBytes = JSONText.specialBytes.union("*_~|`[]()<>#-+.:@".utf8)

    private static let joint = "\u{200B}"

    static func write(_ text: Span<UInt8>, at index: Int, into out: inout [UInt8]) -> Int {
        let byte = text[index]
        if isMarkup(byte, text, index) { return JSONText.writeWithBackslash(byte, into: &out) }
        _ = JSONText.write(byte, into: &out)
        if byte == UInt8(ascii: "@"), isMention(text, index) { out.append(contentsOf: joint.utf8) }
        return 1
    }

    private static func isMarkup(_ byte: UInt8, _ text: Span<UInt8>, _ index: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "#"), UInt8(ascii: "-"), UInt8(ascii: "+"): text.isLineStart(index)
        case UInt8(ascii: "."): text.endsListNumber(index)
        case UInt8(ascii: ":"): text.hasPrefix("//", at: index + 1) || opensShortcode(text, index)
        case UInt8(ascii: "@"), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\t"): false
        default: true
        }
    }

    private static func isMention(_ text: Span<UInt8>, _ index: Int) -> Bool {
        index + 1 == text.count || text.byte(at: index - 1) == UInt8(ascii: "<")
            || text.hasPrefix("everyone", at: index + 1) || text.hasPrefix("here", at: index + 1)
    }

    /// Whether a name and another colon follow, as in `:tada:`.
    private static func opensShortcode(_ text: Span<UInt8>, _ index: Int) -> Bool {
        /// Custom emoji have 2 to 32 characters; the longest of Unicode's short names stay well below this.
        let maximumName = 64
        var end = index + 1
        while let byte = text.byte(at: end), byte.isShortcode, end - index <= maximumName { end += 1 }
        return end > index + 1 && text.byte(at: end) == UInt8(ascii: ":")
    }
}

extension UInt8 {
    fileprivate var isShortcode: Bool {
        isWord || self == UInt8(ascii: "_") || self == UInt8(ascii: "-") || self == UInt8(ascii: "+")
    }
}
