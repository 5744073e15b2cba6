import Diagnostics
import Mustache
import Testing

/// Compiles a text in which each `▸` marks where a problem is expected, and compares places and messages.
///
/// The only partial that is not there is `nowhere`.
func expectProblems(
    _ marked: String,
    _ expected: String...,
    severity: Diagnostic.Severity = .error,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    let parts = marked.split(separator: "▸", omittingEmptySubsequences: false)
    let file = SourceFile(name: "marked.mustache", text: parts.joined())
    var offset = 0
    let places = parts.dropLast().map { part in
        offset += part.utf8.count
        return file.position(at: offset)
    }
    let (template, problems) = Template.compile(file, escaping: .text) {
        $0 == "nowhere" ? nil : SourceFile(name: $0, text: "")
    }
    #expect((template == nil) == (severity == .error), sourceLocation: sourceLocation)
    #expect(problems.map(\.message) == expected, sourceLocation: sourceLocation)
    #expect(problems.map { $0.position } == places, sourceLocation: sourceLocation)
    #expect(problems.allSatisfy { $0.severity == severity }, sourceLocation: sourceLocation)
}
