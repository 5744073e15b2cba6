import Diagnostics

/// Collects what is wrong with one file, so that everything is told at once.
struct Problems {
    let file: SourceFile
    private var found: [(offset: Int, diagnostic: Diagnostic)] = []
    /// Lines, counted from 1, that hold an address or a secret: never shown under a message.
    ///
    /// Looked for with the first problem only: most files have none, and there may be thousands of them.
    private lazy var confidentialLines = findConfidentialLines()
    private let findConfidentialLines: () -> Set<Int>

    init(file: SourceFile, confidentialLines: @escaping () -> Set<Int> = { [] }) {
        self.file = file
        findConfidentialLines = confidentialLines
    }

    /// In the order of the file.
    var diagnostics: [Diagnostic] {
        found.enumerated()
            .sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
            .map { $0.element.diagnostic }
    }

    var hasErrors: Bool { found.contains { $0.diagnostic.severity == .error } }

    mutating func error(_ message: String, at offset: Int, notes: [String] = []) {
        add(.error, message, at: offset, notes: notes)
    }

    mutating func warn(_ message: String, at offset: Int, notes: [String] = []) {
        add(.warning, message, at: offset, notes: notes)
    }

    /// Reports something that is wrong with the file itself and has no place in it.
    mutating func fileError(_ message: String, notes: [String] = []) {
        found.append((-1, Diagnostic(file: file.name, message: message, notes: notes)))
    }

    private mutating func add(_ severity: Diagnostic.Severity, _ message: String, at offset: Int, notes: [String]) {
        let position = file.position(at: offset)
        let snippet = confidentialLines.contains(position.line) ? "" : file.line(position.line)
        let diagnostic = Diagnostic(
            severity,
            file: file.name,
            position: position,
            message: message,
            notes: notes,
            snippet: snippet
        )
        found.append((offset, diagnostic))
    }
}
