/// One tag as it stands in a template file.
struct Tag: Sendable {
    enum Kind: Sendable {
        /// `{{name}}`
        case variable
        /// `{{{name}}}` and `{{&name}}`
        case raw
        /// `{{#name}}`
        case section
        /// `{{^name}}`
        case inverted
        /// `{{/name}}`
        case close
        /// `{{>name}}`
        case partial
        /// `{{<name}}`
        case parent
        /// `{{$name}}`
        case block
        /// `{{! … }}`
        case comment
        /// `{{=<% %>=}}`
        case delimiters

        /// Whether a `{{/name}}` must follow.
        var isOpener: Bool {
            switch self {
            case .section, .inverted, .parent, .block: true
            case .variable, .raw, .close, .partial, .comment, .delimiters: false
            }
        }

        /// What messages call it.
        var word: String {
            switch self {
            case .section: "section"
            case .inverted: "inverted section"
            case .parent: "parent"
            case .block: "block"
            case .variable, .raw, .close, .partial, .comment, .delimiters: "tag"
            }
        }
    }

    let kind: Kind
    /// The content without its sigil and the white space around it.
    let name: String
    /// The bytes from the opening to the closing delimiter, both included.
    let range: Range<Int>
    /// Where the name begins.
    let nameOffset: Int
}
