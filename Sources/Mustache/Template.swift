package import Diagnostics
package import JSON

/// A Mustache template, compiled once to be rendered many times.
///
/// It is the language of https://github.com/mustache/spec, all required modules and inheritance, over JSON. Beyond the
/// specification: an empty string is falsey (and `0` is not), and in the escapings for JSON `{{{x}}}` writes the value
/// as JSON.
package struct Template: Sendable {
    /// 1 MiB: no provider takes a longer payload.
    package static let maximumBytes = 1 << 20
    /// Partials and parents inside one another.
    package static let maximumDepth = 64

    private let program: Program
    private let escaper: Escaper

    /// Parses a file and every partial and parent that it names, and collects all problems.
    ///
    /// - Parameters:
    ///   - file: The template.
    ///   - escaping: What `{{x}}` escapes for, in the partials too.
    ///   - knownPartials: Names to suggest when one is unknown.
    ///   - partial: Finds a partial or parent by its name as written in the tag; called once for each name.
    /// - Returns: The template unless there are errors, and the problems. An unknown partial is a warning, since the
    ///   specification has it show nothing.
    package static func compile(
        _ file: SourceFile,
        escaping: Escaping,
        knownPartials: [String] = [],
        partial: (String) -> SourceFile?
    ) -> (template: Template?, problems: [Diagnostic]) {
        withoutActuallyEscaping(partial) { find in
            var compiler = Compiler(knownPartials: knownPartials, find: find)
            let program = compiler.compile(file)
            let template = program.map { Template(program: $0, escaper: Escaper(escaping)) }
            return (template, compiler.problems)
        }
    }

    private init(program: Program, escaper: Escaper) {
        self.program = program
        self.escaper = escaper
    }

    /// Appends the template's text for a context to `out`; on an error `out` is as it was.
    ///
    /// Data is never read as a template, whatever it holds.
    package func render(
        _ context: JSON,
        maximumBytes: Int = Template.maximumBytes,
        into out: inout [UInt8]
    ) throws(RenderError) {
        var renderer = Renderer(program, escaper, context: context, maximumBytes: maximumBytes)
        try renderer.render(into: &out)
    }

    /// Answers the template's text for a context.
    package func render(_ context: JSON, maximumBytes: Int = Template.maximumBytes) throws(RenderError) -> [UInt8] {
        var out: [UInt8] = []
        try render(context, maximumBytes: maximumBytes, into: &out)
        return out
    }
}

// MARK: - Names

extension Template {
    /// A name that the template looks up in its data.
    package struct Name: Sendable, Equatable {
        /// As written, dots included; `.` is the item itself.
        package let text: String
        package let file: String
        package let position: SourcePosition
    }

    /// Every name in the order of the text, those of partials after those of the file that names them.
    package var names: [Name] {
        program.names.map { name in
            let file = program.files[name.site.file]
            return Name(text: name.text, file: file.name, position: file.position(at: name.site.offset))
        }
    }

    /// Warns of names that no sample has anywhere: most likely they are misspelt.
    package func namesMissing(from samples: [JSON]) -> [Diagnostic] {
        let known = KnownNames(samples)
        return program.names.compactMap { name in
            guard !name.first.isEmpty, !known.contains(name) else { return nil }
            let nearest = known.nearest(to: name)
            return program.diagnostic(
                .warning,
                at: name.site,
                "nothing is named '\(name.text)' in the sample data",
                notes: nearest.map { ["did you mean '\($0)'?"] } ?? []
            )
        }
    }
}
