extension String {
    /// Breaks a line at spaces so that no part is wider than `width` columns; what goes on is indented as far as the
    /// line itself and two columns more.
    func wrapped(to width: Int) -> [String] {
        let indent = String(prefix { $0 == " " })
        var lines: [String] = []
        var line = indent
        for word in dropFirst(indent.count).split(separator: " ", omittingEmptySubsequences: false) {
            let isFirst = line.allSatisfy { $0 == " " }
            if !isFirst, line.columns + 1 + word.columns > width {
                lines.append(line)
                line = indent + "  " + word
            } else {
                line += (isFirst ? "" : " ") + word
            }
        }
        return lines + [line]
    }
}

extension StringProtocol {
    /// How many columns of a terminal it takes: emoji take two.
    var columns: Int {
        reduce(0) { sum, character in
            let isWide = character.unicodeScalars.contains { $0.properties.isEmojiPresentation || $0 == "\u{FE0F}" }
            return sum + (isWide ? 2 : 1)
        }
    }
}
