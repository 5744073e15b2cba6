/// Escapes for Slack's mrkdwn inside a JSON string.
///
/// `& < >` become entities, which alone disarms mentions, channels and links:
/// https://docs.slack.dev/messaging/formatting-message-text/#escaping
///
/// mrkdwn has no backslash. Where `* _ ~` could open or close formatting, and around every backtick, a zero-width space
/// is put on both sides: whether Slack takes that for a space or for a letter, the character cannot pair up. Between
/// two letters (`snake_case`) and between two spaces they mean nothing and stay bare. A `>` that would open a quote
/// gets one in front.
enum SlackText {
    static let specialBytes = JSONText.specialBytes.union("&<>*_~`".utf8)

    private static let joint = "\u{200B}"

    static func write(_ text: Span<UInt8>, at index: Int, into out: inout [UInt8]) -> Int {
        switch text[index] {
        case UInt8(ascii: "&"): out.append(contentsOf: "&amp;".utf8)
        case UInt8(ascii: "<"): out.append(contentsOf: "&lt;".utf8)
        case UInt8(ascii: ">"):
            if text.isLineStart(index) { out.append(contentsOf: joint.utf8) }
            out.append(contentsOf: "&gt;".utf8)
        case let byte where isMarkup(byte, text, index):
            out.append(contentsOf: joint.utf8)
            out.append(byte)
            out.append(contentsOf: joint.utf8)
        case let byte: return JSONText.write(byte, into: &out)
        }
        return 1
    }

    private static func isMarkup(_ byte: UInt8, _ text: Span<UInt8>, _ index: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "`"): return true
        case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"):
            guard let before = text.byte(at: index - 1), let after = text.byte(at: index + 1) else { return true }
            return !(before.isWord && after.isWord) && !(before.isSpace && after.isSpace)
        default: return false
        }
    }
}
