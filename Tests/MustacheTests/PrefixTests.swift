import Diagnostics
import Foundation
import JSON
import Mustache
import TestSupport
import Testing

/// A template that was cut off is one, or says where it is none.
@Suite struct PrefixTests {
    @Test(arguments: ["slack/digest.json", "email/digest.html", "discord/digest.json"])
    func everyPrefixOfATemplateCompilesOrTellsWhereItEnds(_ name: String) throws {
        let whole = try Data(contentsOf: URL(filePath: "\(packageRoot)/templates/\(name).mustache"))
        for count in 0...whole.count {
            let file = SourceFile(name: name, bytes: Array(whole.prefix(count)))
            let (template, problems) = Template.compile(file, escaping: .text) { _ in nil }
            let errors = problems.filter { $0.severity == .error }
            guard (template == nil) != errors.isEmpty, errors.allSatisfy({ $0.position != nil }) else {
                Issue.record("the first \(count) bytes: \(problems)")
                return
            }
            _ = try template?.render(["totals": ["events": 1], "groups": [["title": "x"]]])
        }
    }
}
