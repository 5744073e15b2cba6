/// A line of a page for people; a strong one stands out where the terminal can show it.
struct PageLine: Equatable, ExpressibleByStringLiteral {
    var text: String
    var isStrong = false

    init(_ text: String, isStrong: Bool = false) {
        self.text = text
        self.isStrong = isStrong
    }

    init(stringLiteral value: String) { self.init(value) }

    /// The line in parts that are no wider than `width` columns, as far as it has spaces to break at.
    func wrapped(to width: Int) -> [PageLine] {
        text.wrapped(to: width).map { PageLine($0, isStrong: isStrong) }
    }
}

extension String {
    /// Breaks a line at spaces so that no part is wider than `width` columns.
    ///
    /// What goes on is indented as far as the line itself and two columns more. A part does not begin with a `·`, and a
    /// mark such as `✅` stays with its word.
    fileprivate func wrapped(to width: Int) -> [String] {
        let indent = String(prefix { $0 == " " })
        var lines: [String] = []
        var line = indent
        for piece in pieces(dropFirst(indent.count)) {
            let isFirst = line.allSatisfy { $0 == " " }
            if !isFirst, line.columns + 1 + piece.columns > width {
                lines.append(line)
                line = indent + "  " + piece
            } else {
                line += (isFirst ? "" : " ") + piece
            }
        }
        return lines + [line]
    }

    /// What may not be broken: words, with a `·` behind them and a mark before them.
    private func pieces(_ text: Substring) -> [String] {
        var pieces: [String] = []
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if let last = pieces.last, word == "·" || (last.count == 1 && last.columns == 2) {
                pieces[pieces.count - 1] = "\(last) \(word)"
            } else {
                pieces.append(String(word))
            }
        }
        return pieces
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
