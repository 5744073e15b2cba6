/// The markup of a chat service, as far as the shipped templates use it.
enum ChatMarkup {
    case slack, discord, teams

    /// A line as it is shown: without the marks of formatting, links by their names.
    func plain(_ line: String) -> String {
        var scalars = Array(line.unicodeScalars)[...]
        if self == .discord, scalars.starts(with: "-# ".unicodeScalars) { scalars = scalars.dropFirst(3) }
        var shown = String.UnicodeScalarView()
        var before: Unicode.Scalar?
        while let next = scalars.popFirst() {
            defer { before = next }
            switch next {
            case ChatMarkup.joint: continue
            case "\\" where self != .slack && scalars.first?.properties.isAlphabetic == false:
                if let escaped = scalars.popFirst() { shown.append(escaped) }
            case "<" where self == .slack: shown.append(contentsOf: slackLink(&scalars))
            case "&" where self == .slack: shown.append(entity(&scalars))
            case "[" where self != .slack: shown.append(contentsOf: markdownLink(&scalars))
            case "*", "_", "~": if !opensOrCloses(before, scalars.first) { shown.append(next) }
            default: shown.append(next)
            }
        }
        return String(shown)
    }

    /// Whether all of a line is bold.
    func isBold(_ line: String) -> Bool {
        let mark = self == .slack ? "*" : "**"
        guard line.count > 2 * mark.count, line.hasPrefix(mark), line.hasSuffix(mark) else { return false }
        return !line.dropFirst(mark.count).dropLast(mark.count).contains("*")
    }

    /// Stands beside the marks that came from an event and mean nothing.
    private static let joint: Unicode.Scalar = "\u{200B}"

    /// Whether a mark between these two is formatting.
    ///
    /// In Slack's markup it is none inside a word, between spaces, or beside a joint.
    private func opensOrCloses(_ before: Unicode.Scalar?, _ after: Unicode.Scalar?) -> Bool {
        guard self == .slack, let before, let after else { return true }
        let isInWord = ChatMarkup.isWord(before) && ChatMarkup.isWord(after)
        return before != ChatMarkup.joint && after != ChatMarkup.joint && !isInWord && (before != " " || after != " ")
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// `<https://example.com|open>`.
    private func slackLink(_ rest: inout ArraySlice<Unicode.Scalar>) -> String.UnicodeScalarView {
        let inside = rest.prefix { $0 != ">" }
        rest = rest.dropFirst(inside.count + 1)
        return ChatMarkup.link(inside.drop { $0 != "|" }.dropFirst())
    }

    /// `[open](https://example.com)`.
    private func markdownLink(_ rest: inout ArraySlice<Unicode.Scalar>) -> String.UnicodeScalarView {
        let label = rest.prefix { $0 != "]" }
        rest = rest.dropFirst(label.count + 1)
        let address = rest.prefix { $0 != ")" }
        rest = rest.dropFirst(address.count + 1)
        return ChatMarkup.link(label)
    }

    private static func link(_ label: ArraySlice<Unicode.Scalar>) -> String.UnicodeScalarView {
        String.UnicodeScalarView(label + " ↗".unicodeScalars)
    }

    /// `&lt;`, `&gt;` or `&amp;`.
    private func entity(_ rest: inout ArraySlice<Unicode.Scalar>) -> Unicode.Scalar {
        for (name, scalar) in [("lt;", "<"), ("gt;", ">"), ("amp;", "&")] as [(String, Unicode.Scalar)]
        where rest.starts(with: name.unicodeScalars) {
            rest = rest.dropFirst(name.unicodeScalars.count)
            return scalar
        }
        return "&"
    }
}
