import Diagnostics

/// A compiled template: instructions in one row, and the tables that they point into.
///
/// Instructions hold only numbers, so running them counts no references.
struct Program: Sendable {
    enum Instruction: Sendable {
        /// A range of `literals`; `startsLine` when a line of the file begins with it.
        case text(Int, Int, startsLine: Bool)
        /// A line of the file begins here, with a tag.
        case lineStart
        /// A name of `names`, escaped or raw.
        case value(Int, raw: Bool)
        /// The instructions up to `end` once for each item.
        case section(Int, end: Int)
        /// The instructions up to `end` when there is nothing.
        case inverted(Int, end: Int)
        /// A call of `calls`; the bodies of its arguments stand before `end`.
        case call(Int, end: Int)
        /// A block of `blocks`; its default stands before `end`.
        case block(Int, end: Int)
    }

    /// A name as it stands in a tag, split at its dots.
    struct Name: Sendable {
        /// Empty for `.`, the item itself.
        let first: String
        let rest: [String]
        let site: Site
    }

    /// A partial or parent and what it is given.
    struct Call: Sendable {
        /// An index into `units`; `nil` when the partial is unknown, which shows nothing.
        let unit: Int?
        /// A range of `literals` before each line; `nil` for a call inside a line, whose lines stay as they are.
        let indentation: Range<Int>?
        var arguments: [Argument] = []
        let site: Site
    }

    struct Argument: Sendable {
        /// The block's number.
        let block: Int
        let body: Range<Int>
        /// Whether the body begins with a line of its own.
        let startsLine: Bool
    }

    /// A place that an argument may fill.
    struct Block: Sendable {
        enum Position: Sendable {
            /// The opening tag has its line for itself: the default begins with a line.
            case ownLine
            /// The opening tag begins a line that goes on.
            case lineStart
            case midLine
        }

        let number: Int
        /// A range of `literals` before each line of what fills it.
        let indentation: Range<Int>
        let position: Position
    }

    /// A place in one of `files`.
    struct Site: Sendable {
        let file: Int
        let offset: Int
    }

    var files: [SourceFile] = []
    /// The instructions of each file.
    var units: [Range<Int>] = []
    var instructions: [Instruction] = []
    var literals: [UInt8] = []
    var names: [Name] = []
    var calls: [Call] = []
    var blocks: [Block] = []

    func diagnostic(
        _ severity: Diagnostic.Severity = .error,
        at site: Site,
        _ message: String,
        notes: [String] = []
    ) -> Diagnostic {
        Diagnostic(severity, in: files[site.file], at: site.offset, message, notes: notes)
    }
}

extension Program.Name {
    init(_ text: String, site: Program.Site) {
        let parts = text == "." ? [] : text.split(separator: ".").map(String.init)
        first = parts.first ?? ""
        rest = Array(parts.dropFirst())
        self.site = site
    }

    var text: String { first.isEmpty ? "." : ([first] + rest).joined(separator: ".") }
}
