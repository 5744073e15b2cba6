import Diagnostics
import JSON
import Mustache
import Testing

@Suite struct NameTests {
    private func template(_ text: String) throws -> Template {
        let compiled = Template.compile(SourceFile(name: "main", text: text), escaping: .json) { name in
            SourceFile(name: name, text: "\n{{from.\(name)}}")
        }
        return try #require(compiled.template)
    }

    @Test func allLookedUpNamesAreListedWithTheirPlaces() throws {
        let template = try template("{{a}} {{#b.c}}\n{{{ d }}}{{/b.c}}{{^e}}{{.}}{{/e}}{{! f }}{{$g}}{{h}}{{/g}}{{>p}}")
        #expect(
            template.names.map { "\($0.file):\($0.position) \($0.text)" } == [
                "main:1:3 a", "main:1:10 b.c", "main:2:5 d", "main:2:21 e", "main:2:26 .", "main:2:51 h",
                "p:2:3 from.p",
            ]
        )
    }

    @Test func aNameThatNoSampleHasIsAWarningWithTheNearestOne() throws {
        let template = try template(
            "{{#events}}{{project.name}}\n{{projct.name}}{{project.nme}}{{.}}{{/events}}{{zzzzzz}}"
        )
        let samples: [JSON] = [[:], ["events": [["project": ["name": "x"]]]]]
        let problems = template.namesMissing(from: samples)
        #expect(problems.map { $0.position?.description } == ["2:3", "2:18", "2:49"])
        #expect(problems.allSatisfy { $0.severity == .warning && $0.file == "main" })
        #expect(problems.map(\.notes) == [["did you mean 'project'?"], ["did you mean 'name'?"], []])
        #expect(problems.first?.message == "nothing is named 'projct.name' in the sample data")
    }

    @Test func namesThatAnySampleHasAreKnown() throws {
        let samples: [JSON] = [["a": JSON.null], ["b": ["c": 1]]]
        #expect(try template("{{a}}{{b.c}}{{c}}").namesMissing(from: samples).isEmpty)
        #expect(try template("{{a}}{{b.c}}{{c}}").namesMissing(from: []).count == 3)
    }
}
