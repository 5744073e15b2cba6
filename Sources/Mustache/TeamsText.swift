/// Escapes for the Markdown of Adaptive Cards, as Teams shows it, inside a JSON string.
///
/// https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/cards-format
///
/// Emphasis and links get a backslash, and so do list markers at the start of a line. A zero-width space after the `<`
/// breaks `<at>` and `</at>`. A single line feed is no line break there, so it is written twice.
enum TeamsText {
    static let specialBytes = JSONText.specialBytes.union("*_[]()<-+.".utf8)

    private static let joint = "\u{200B}"

    static func write(_ text: Span<UInt8>, at index: Int, into out: inout [UInt8]) -> Int {
        let byte = text[index]
        if isMarkup(byte, text, index) { return JSONText.writeWithBackslash(byte, into: &out) }
        _ = JSONText.write(byte, into: &out)
        if byte == UInt8(ascii: "\n"), isSingleBreak(text, index) { _ = JSONText.write(byte, into: &out) }
        if byte == UInt8(ascii: "<"), isMention(text, index) { out.append(contentsOf: joint.utf8) }
        return 1
    }

    private static func isMarkup(_ byte: UInt8, _ text: Span<UInt8>, _ index: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "("), UInt8(ascii: ")"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "+"): text.isLineStart(index)
        case UInt8(ascii: "."): text.endsListNumber(index)
        default: false
        }
    }

    private static func isMention(_ text: Span<UInt8>, _ index: Int) -> Bool {
        index + 1 == text.count || text.hasPrefix("at", at: index + 1) || text.hasPrefix("/at", at: index + 1)
    }

    /// Whether a line feed has no other beside it; the CR of CR LF does not count.
    private static func isSingleBreak(_ text: Span<UInt8>, _ index: Int) -> Bool {
        let isAfterReturn = text.byte(at: index - 1) == UInt8(ascii: "\r")
        let before = text.byte(at: index - (isAfterReturn ? 2 : 1))
        let isBeforeReturn = text.byte(at: index + 1) == UInt8(ascii: "\r")
        let after = text.byte(at: index + (isBeforeReturn ? 2 : 1))
        return before != UInt8(ascii: "\n") && after != UInt8(ascii: "\n")
    }
}
