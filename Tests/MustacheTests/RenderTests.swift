import Diagnostics
import JSON
import Mustache
import Testing

@Suite struct RenderTests {
    private func template(_ text: String, partials: [String: String] = [:]) throws -> Template {
        let (template, problems) = Template.compile(SourceFile(name: "main", text: text), escaping: .text) { name in
            partials[name].map { SourceFile(name: name, text: $0) }
        }
        return try #require(template, "\(problems)")
    }

    private func failure(_ template: Template, _ data: JSON, maximumBytes: Int = Template.maximumBytes) -> RenderError?
    {
        do throws(RenderError) {
            _ = try template.render(data, maximumBytes: maximumBytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func outputIsAppended() throws {
        var out = Array("before ".utf8)
        try template("{{x}}").render(["x": "after"], into: &out)
        #expect(String(decoding: out, as: UTF8.self) == "before after")
    }

    @Test func anErrorLeavesTheOutputAsItWas() throws {
        let template = try template("{{#l}}{{.}}{{/l}}")
        var out = Array("before".utf8)
        #expect(throws: RenderError.self) { try template.render(["l": ["1234", "5678"]], maximumBytes: 7, into: &out) }
        #expect(String(decoding: out, as: UTF8.self) == "before")
    }

    @Test func outputMayBeAsLongAsTheLimitAndNoLonger() throws {
        let template = try template("ab{{x}}")
        #expect(failure(template, ["x": "cd"], maximumBytes: 4) == nil)
        let error = try #require(failure(template, ["x": "cde"], maximumBytes: 4))
        #expect(error.reason == .tooLong(maximumBytes: 4))
        #expect(error.diagnostic.message == "the output is longer than 4 bytes")
        #expect(error.diagnostic.position == SourcePosition(line: 1, column: 5))
    }

    @Test func whatIsThereBeforeDoesNotCount() throws {
        var out = [UInt8](repeating: 0x20, count: 100)
        try template("{{x}}").render(["x": "1234"], maximumBytes: 4, into: &out)
        #expect(out.count == 104)
    }

    @Test func `T34: output past the usual limit is an error`() throws {
        let template = try template("{{#l}}{{x}}{{/l}}")
        let data: JSON = [
            "x": .string(String(repeating: "x", count: 1024)), "l": .array(Array(repeating: 1, count: 1025)),
        ]
        #expect(failure(template, data)?.reason == .tooLong(maximumBytes: 1 << 20))
    }

    @Test func `T34: a partial that never ends is an error at its tag`() throws {
        let template = try template("{{>p}}", partials: ["p": "\n  {{>p}}"])
        let error = try #require(failure(template, [:]))
        #expect(error.reason == .tooDeep(maximumDepth: 64))
        #expect(error.diagnostic.file == "p")
        #expect(error.diagnostic.position == SourcePosition(line: 2, column: 6))
    }

    @Test func aParentThatNeverEndsIsAnErrorToo() throws {
        let partials = ["p": "{{$b}}{{/b}}{{<p}}{{$b}}{{<p}}{{/p}}{{/b}}{{/p}}"]
        #expect(failure(try template("{{<p}}{{/p}}", partials: partials), [:])?.reason == .tooDeep(maximumDepth: 64))
    }

    @Test func recursionMayGoAsDeepAsTheLimit() throws {
        let template = try template("{{>p}}", partials: ["p": ".{{#in}}{{>p}}{{/in}}"])
        // A missing `in` is found further out, so the innermost object says that there is no more.
        func data(_ levels: Int) -> JSON {
            (1..<levels).reduce(["in": false]) { inner, _ in ["in": inner] }
        }
        #expect(try template.render(data(64)).count == 64)
        #expect(failure(template, data(65))?.reason == .tooDeep(maximumDepth: 64))
    }

    @Test func sectionsOfAllPartialsTogetherGoOnlySoDeep() throws {
        let open = String(repeating: "{{#a}}", count: 32)
        let close = String(repeating: "{{/a}}", count: 32)
        let template = try template("{{>p}}", partials: ["p": open + "{{>p}}" + close])
        #expect(failure(template, ["a": true])?.reason == .tooDeep(maximumDepth: 256))
    }

    @Test func parentsInAllBlocksGoOnlySoDeep() throws {
        let partials = ["p": "{{$b}}{{<p}}{{$b}}{{<p}}{{$b}}{{>p}}{{/b}}{{/p}}{{/b}}{{/p}}{{/b}}"]
        #expect(failure(try template("{{>p}}", partials: partials), [:])?.reason == .tooDeep(maximumDepth: 64))
    }

    @Test func `T34: work without output ends too`() throws {
        let names = (0..<60).map { "p\($0)" }
        var partials = Dictionary(
            uniqueKeysWithValues: names.enumerated().map { ($1, "{{>p\($0 + 1)}}{{>p\($0 + 1)}}") }
        )
        partials["p60"] = ""
        #expect(failure(try template("{{>p0}}", partials: partials), [:])?.reason == .tooManySteps)
    }

    @Test func aTemplateIsRenderedManyTimesAlike() throws {
        let template = try template(" {{>p}}\n{{x}}", partials: ["p": "{{$b}}{{x}}{{/b}}\n"])
        for value in ["1", "2", "1"] {
            #expect(
                String(decoding: try template.render(["x": .string(value)]), as: UTF8.self) == " \(value)\n\(value)"
            )
        }
    }
}
