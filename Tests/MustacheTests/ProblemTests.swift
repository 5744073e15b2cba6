import Diagnostics
import JSON
import Mustache
import Testing

@Suite struct ProblemTests {
    @Test func aTagThatIsNeverClosedIsToldWhereItOpens() {
        expectProblems("a {{b}} ▸{{c", "tag is never closed")
        expectProblems("▸{{", "tag is never closed")
        expectProblems("▸{{{a}}", "tag is never closed")
        expectProblems("▸{{=<% %>", "tag is never closed")
        expectProblems("▸{{=<% %>}}\n{{=<% %>=}}", "tag is never closed")
        expectProblems("▸{{! comment }", "tag is never closed")
        expectProblems("{{=<% %>=}}▸<%a}}", "tag is never closed")
    }

    @Test func aTagThatRunsIntoTheNextIsToldAndTheNextIsRead() {
        expectProblems("▸{{a\n{{▸b c}}", "tag is never closed", "'b c' is not a name")
        expectProblems("▸{{a {{b}}", "tag is never closed")
        expectProblems("▸{{{a}} {{{b}}}", "tag is never closed")
    }

    @Test func aSectionThatIsNeverClosedIsToldWhereItOpens() {
        expectProblems("▸{{#a}}", "section 'a' is never closed")
        expectProblems("▸{{^a}}", "inverted section 'a' is never closed")
        expectProblems("▸{{<a}}", "parent 'a' is never closed")
        expectProblems("▸{{$a}}", "block 'a' is never closed")
        expectProblems("▸{{#a}}▸{{#b}}", "section 'a' is never closed", "section 'b' is never closed")
    }

    @Test func theWrongCloserIsToldWithWhatIsOpen() {
        expectProblems("{{#a}}{{#b}}▸{{/a}}", "section 'b' is closed by '/a'")
        expectProblems("▸{{#a}}▸{{/b}}", "section 'a' is never closed", "section 'a' is closed by '/b'")
        expectProblems("x▸{{/b}}", "nothing named 'b' is open")
        expectProblems("{{#a}}{{/a}}\n  ▸{{/a}}", "nothing named 'a' is open")
        expectProblems("▸{{#a}}▸{{/A}}", "section 'a' is never closed", "section 'a' is closed by '/A'")
    }

    @Test func aNameMustBeOne() {
        expectProblems("▸{{}}", "tag without a name")
        expectProblems("▸{{  }}▸{{{}}}▸{{&}}", "tag without a name", "tag without a name", "tag without a name")
        expectProblems("▸{{#}}▸{{/}}", "tag without a name", "tag without a name")
        expectProblems("▸{{>}}", "tag without a name")
        expectProblems(
            "{{#▸if x}}{{/if x}}".replacing("/if", with: "/▸if"),
            "'if x' is not a name",
            "'if x' is not a name"
        )
        expectProblems("{{ ▸a..b }}", "name 'a..b' has an empty part")
        expectProblems("{{▸.a}}{{▸a.}}", "name '.a' has an empty part", "name 'a.' has an empty part")
    }

    @Test func delimitersMustBeTwo() {
        expectProblems("▸{{=<%=}}", "bad delimiters '<%'")
        expectProblems("▸{{==}}", "bad delimiters ''")
        expectProblems("▸{{=a b c=}}", "bad delimiters 'a b c'")
        expectProblems("▸{{=<= =>=}}", "bad delimiters '<= =>'")
    }

    @Test func aDynamicNameIsRefused() {
        expectProblems("{{>▸*name}}", "dynamic name '*name' is not supported")
        expectProblems("{{<▸*name}}{{/*name}}", "dynamic name '*name' is not supported")
    }

    @Test func anUnknownPartialIsAWarning() {
        expectProblems("a\n{{> ▸nowhere }}", "unknown partial 'nowhere'", severity: .warning)
        expectProblems(
            "{{<▸nowhere}}{{/nowhere}}{{>▸nowhere}}",
            "unknown parent 'nowhere'",
            "unknown partial 'nowhere'",
            severity: .warning
        )
    }

    @Test func sectionsNestOnlySoDeep() {
        let deepest = 32
        let open = String(repeating: "{{#a}}", count: deepest)
        let close = String(repeating: "{{/a}}", count: deepest)
        expectProblems(open + close, severity: .warning)
        expectProblems(open + "▸{{#b}}{{/b}}" + close, "'b' is nested deeper than 32 levels")
    }

    @Test func manyProblemsAreToldAtOnceInTheOrderOfTheText() {
        expectProblems(
            "▸{{}}\n▸{{#a}}\n{{▸x y}}\n▸{{/b}}\n▸{{open",
            "tag without a name",
            "section 'a' is never closed",
            "'x y' is not a name",
            "section 'a' is closed by '/b'",
            "tag is never closed"
        )
    }

    @Test func columnsAreBytesAndLinesEndWithLineFeeds() {
        expectProblems("größe ▸{{}}\r\n\t▸{{}}", "tag without a name", "tag without a name")
    }

    @Test func aTextThatIsNotUTF8IsRefused() {
        let file = SourceFile(name: "t", bytes: Array("a\n".utf8) + [0xFF])
        let (template, problems) = Template.compile(file, escaping: .text) { _ in nil }
        #expect(template == nil)
        #expect(problems.map(\.message) == ["not UTF-8 text"])
        #expect(problems.first?.position == SourcePosition(line: 2, column: 1))
    }

    @Test func problemsOfPartialsNameTheirFile() {
        let (template, problems) = Template.compile(
            SourceFile(name: "main", text: "{{>a}}{{#x}}"),
            escaping: .text
        ) { SourceFile(name: "\($0).part", text: "\n{{>b}}{{/y}}") }
        #expect(template == nil)
        #expect(
            problems.map { "\($0.file):\($0.position?.description ?? ""): \($0.message)" } == [
                "main:1:7: section 'x' is never closed",
                "a.part:2:7: nothing named 'y' is open",
                "b.part:2:7: nothing named 'y' is open",
            ]
        )
    }

    @Test func anUnknownPartialIsComparedWithTheKnownOnes() {
        let (_, problems) = Template.compile(
            SourceFile(name: "t", text: "{{>heder}}"),
            escaping: .text,
            knownPartials: ["footer", "header"]
        ) { _ in nil }
        #expect(problems.first?.notes == ["did you mean 'header'?"])
    }

    @Test func eachPartialIsAskedForOnce() {
        var asked: [String] = []
        _ = Template.compile(SourceFile(name: "t", text: "{{>a}}{{>b}}{{>a}}{{<b}}{{/b}}{{>c}}{{>c}}"), escaping: .text)
        {
            asked.append($0)
            return $0 == "c" ? nil : SourceFile(name: $0, text: "{{>a}}")
        }
        #expect(asked == ["a", "b", "c"])
    }

    @Test func everyPrefixOfATemplateCompilesOrHasProblems() throws {
        let text = """
            {{! note }}{{=<% %>=}}<%={{ }}=%>
            {{#a.b}}
              {{>p}} {{{raw}}}{{&raw}} größe
              {{<p}}
                {{$t}}
                  {{^none}}x{{/none}}
                {{/t}}
              {{/p}}
            {{/a.b}}
            {{$t}}{{.}}{{/t}}
            """
        let data: JSON = ["a": ["b": [1, "<"]], "raw": "&"]
        let bytes = Array(text.utf8)
        for count in 0...bytes.count {
            let file = SourceFile(name: "t", bytes: Array(bytes[..<count]))
            let (template, problems) = Template.compile(file, escaping: .html) { name in
                SourceFile(name: name, bytes: file.bytes.reversed())
            }
            #expect((template == nil) == problems.contains { $0.severity == .error })
            _ = try? template?.render(data)
        }
    }

    /// Three pieces in every order, as the file and backwards as its partial.
    @Test func everySmallTextCompilesOrHasErrors() throws {
        let pieces = [
            "{{#a}}", "{{/a}}", "{{^a}}", "{{<a}}", "{{$a}}", "{{>a}}", "{{!", "{{a}}", "{{", "}}", "{{=( )=}}", " ",
            "\n",
        ]
        var rendered = 0
        for number in 0..<pieces.count * pieces.count * pieces.count {
            let digits = sequence(state: number) { rest -> Int? in
                defer { rest /= pieces.count }
                return rest % pieces.count
            }
            let chosen = digits.prefix(3).map { pieces[$0] }
            let compiled = Template.compile(SourceFile(name: "t", text: chosen.joined()), escaping: .html) {
                SourceFile(name: $0, text: chosen.reversed().joined())
            }
            #expect((compiled.template == nil) == compiled.problems.contains { $0.severity == .error })
            if (try? compiled.template?.render(["a": ["x", true]], maximumBytes: 1000)) != nil { rendered += 1 }
        }
        #expect(rendered > 200)
    }

    @Test func smallWholeTemplatesHaveNoProblems() {
        for whole in ["", "a", "{{a}}", "{{#a}}{{/a}}", "{{! }}\n", "\n", "\r", "  ", "{{$a}}{{/a}}"] {
            #expect(Template.compile(SourceFile(name: "t", text: whole), escaping: .text) { _ in nil }.problems.isEmpty)
        }
    }
}
