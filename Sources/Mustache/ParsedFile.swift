import Diagnostics

/// One file's tags, matched, with everything that is wrong in it.
struct ParsedFile {
    let file: SourceFile
    let tags: [Tag]
    let nesting: Nesting
    /// In the order of the text.
    let problems: [Diagnostic]

    init(_ file: SourceFile) {
        let scanner = TagScanner(file)
        self.file = file
        tags = scanner.tags
        nesting = Nesting(scanner.tags, in: file)
        problems = (scanner.problems + nesting.problems).sorted { $0.sortKey < $1.sortKey }
    }

    /// The tags that name other files.
    var references: [Tag] {
        tags.filter { $0.kind == .partial || $0.kind == .parent }
    }
}

extension Diagnostic {
    fileprivate var sortKey: (Int, Int) { (position?.line ?? 0, position?.column ?? 0) }
}
