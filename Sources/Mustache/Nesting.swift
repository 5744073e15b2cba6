import Diagnostics

/// Which closing tag belongs to which opening one.
struct Nesting {
    /// Sections, blocks and parents inside one another in one file; deeper is an error.
    static let maximumDepth = 32

    /// For each tag the index of the tag that closes or opens it.
    private(set) var partner: [Int?]
    /// For each tag the index of the opener that it stands directly in.
    private(set) var container: [Int?]
    private(set) var problems: [Diagnostic] = []
    private var open: [Int] = []

    init(_ tags: [Tag], in file: SourceFile) {
        partner = Array(repeating: nil, count: tags.count)
        container = partner
        for (index, tag) in tags.enumerated() {
            if tag.kind == .close {
                close(index, tags, file)
            } else {
                container[index] = open.last
                if tag.kind.isOpener { push(index, tag, file) }
            }
        }
        for index in open { reportUnclosed(tags[index], file) }
        open = []
    }

    /// Whether a tag is a block that a parent is given, not one to be filled here.
    func isArgument(_ index: Int, _ tags: [Tag]) -> Bool {
        guard tags[index].kind == .block, let container = container[index] else { return false }
        return tags[container].kind == .parent
    }

    private mutating func push(_ index: Int, _ tag: Tag, _ file: SourceFile) {
        if open.count == Nesting.maximumDepth {
            let message = "'\(tag.name)' is nested deeper than \(Nesting.maximumDepth) levels"
            problems.append(Diagnostic(in: file, at: tag.range.lowerBound, message))
        }
        open.append(index)
    }

    private mutating func close(_ index: Int, _ tags: [Tag], _ file: SourceFile) {
        let name = tags[index].name
        guard let match = open.lastIndex(where: { tags[$0].name == name }) else {
            return reportUnopened(tags[index], open.last.map { tags[$0] }, file)
        }
        if match < open.count - 1 { reportCrossed(tags[open[open.count - 1]], tags[index], file) }
        let opener = open[match]
        open.removeSubrange(match...)
        partner[opener] = index
        partner[index] = opener
        container[index] = open.last
    }

    private mutating func reportUnopened(_ tag: Tag, _ innermost: Tag?, _ file: SourceFile) {
        guard let innermost else {
            let message = "nothing named '\(tag.name)' is open"
            return problems.append(Diagnostic(in: file, at: tag.range.lowerBound, message))
        }
        reportCrossed(innermost, tag, file)
    }

    private mutating func reportCrossed(_ opener: Tag, _ closer: Tag, _ file: SourceFile) {
        let start = file.position(at: opener.range.lowerBound)
        let message = "\(opener.kind.word) '\(opener.name)' is closed by '/\(closer.name)'"
        let note = "'\(opener.name)' was opened at \(start): expected '/\(opener.name)'"
        problems.append(Diagnostic(in: file, at: closer.range.lowerBound, message, notes: [note]))
    }

    private mutating func reportUnclosed(_ tag: Tag, _ file: SourceFile) {
        let message = "\(tag.kind.word) '\(tag.name)' is never closed"
        problems.append(Diagnostic(in: file, at: tag.range.lowerBound, message))
    }
}
