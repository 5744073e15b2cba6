/// Shows the control characters of a text instead of obeying them.
///
/// C0 and DEL become their Unicode pictures (`␀`, `␛`, `␡`). C1 and the directional overrides and isolates, which would
/// reorder what the template says after them, become U+FFFD. Tabs and line feeds stay, and so does a line break written
/// as CR LF, without its CR.
enum ControlPicture {
    static let specialBytes: Set<UInt8> = {
        let c0 = (0..<UInt8(0x20)).filter { $0 != 0x09 && $0 != 0x0A }
        let leading: [UInt8] = [0x7F, c1Lead, directionLead]
        return Set(c0 + leading)
    }()

    /// First byte of U+0080 to U+00BF.
    private static let c1Lead: UInt8 = 0xC2
    /// First byte of U+2000 to U+2FFF.
    private static let directionLead: UInt8 = 0xE2
    private static let replacement = "\u{FFFD}"

    /// Writes the picture of a control character at `index` and answers its length; `nil` for every other character.
    static func write(_ text: Span<UInt8>, at index: Int, into out: inout [UInt8]) -> Int? {
        switch text[index] {
        case 0x09, 0x0A: return nil
        case 0x0D where text.byte(at: index + 1) == 0x0A: return 1
        case let byte where byte < 0x20:
            out.append(contentsOf: [0xE2, 0x90, 0x80 + byte])
            return 1
        case 0x7F:
            out.append(contentsOf: "\u{2421}".utf8)
            return 1
        case c1Lead: return writeWide(text, at: index, length: 2, isControl: isC1(text, index), into: &out)
        case directionLead:
            return writeWide(text, at: index, length: 3, isControl: isDirection(text, index), into: &out)
        default: return nil
        }
    }

    private static func writeWide(
        _ text: Span<UInt8>,
        at index: Int,
        length: Int,
        isControl: Bool,
        into out: inout [UInt8]
    ) -> Int {
        guard !isControl else {
            out.append(contentsOf: replacement.utf8)
            return length
        }
        out.append(text[index])
        return 1
    }

    private static func isC1(_ text: Span<UInt8>, _ index: Int) -> Bool {
        text.byte(at: index + 1).map { $0 < 0xA0 } ?? false
    }

    /// U+202A to U+202E and U+2066 to U+2069.
    private static func isDirection(_ text: Span<UInt8>, _ index: Int) -> Bool {
        switch (text.byte(at: index + 1), text.byte(at: index + 2)) {
        case (0x80, .some(0xAA...0xAE)), (0x81, .some(0xA6...0xA9)): true
        default: false
        }
    }
}
