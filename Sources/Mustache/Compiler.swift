import Diagnostics

/// Parses a file and all that it names, each once, and puts them together.
struct Compiler {
    private let find: (String) -> SourceFile?
    private let knownPartials: [String]
    private var files: [ParsedFile] = []
    /// For each name the file's index; `nil` for names that nothing was found for.
    private var units: [String: Int?] = [:]
    private(set) var problems: [Diagnostic] = []

    init(knownPartials: [String], find: @escaping (String) -> SourceFile?) {
        self.find = find
        self.knownPartials = knownPartials
    }

    /// Answers `nil` when any file has an error.
    mutating func compile(_ file: SourceFile) -> Program? {
        parse(file)
        var next = 0
        while next < files.count {
            for tag in files[next].references { resolve(tag, in: files[next].file) }
            next += 1
        }
        guard !problems.contains(where: { $0.severity == .error }) else { return nil }
        return assemble()
    }

    private mutating func parse(_ file: SourceFile) {
        let parsed = ParsedFile(file)
        files.append(parsed)
        problems += parsed.problems
    }

    private mutating func resolve(_ tag: Tag, in file: SourceFile) {
        guard !tag.name.isEmpty, !tag.name.hasPrefix("*") else { return }
        if let known = units[tag.name] {
            if known == nil { reportUnknown(tag, file) }
            return
        }
        guard let found = find(tag.name) else {
            units[tag.name] = .some(nil)
            return reportUnknown(tag, file)
        }
        units[tag.name] = files.count
        parse(found)
    }

    private mutating func reportUnknown(_ tag: Tag, _ file: SourceFile) {
        let word = tag.kind == .parent ? "parent" : "partial"
        let nearest = nearestName(to: tag.name, among: knownPartials)
        let notes = nearest.map { ["did you mean '\($0)'?"] } ?? ["it shows nothing"]
        let message = "unknown \(word) '\(tag.name)'"
        problems.append(Diagnostic(.warning, in: file, at: tag.nameOffset, message, notes: notes))
    }

    private func assemble() -> Program {
        var program = Program()
        program.files = files.map { $0.file }
        var blockNumbers: [String: Int] = [:]
        let units = units.compactMapValues { $0 }
        for (index, parsed) in files.enumerated() {
            var assembler = Assembler(parsed, index: index, units: units, onto: program, blockNumbers: blockNumbers)
            blockNumbers = assembler.assemble()
            program = assembler.program
        }
        return program
    }
}
