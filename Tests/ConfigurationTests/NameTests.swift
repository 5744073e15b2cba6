import Configuration
import Diagnostics
import JSON
import Testing

@Suite struct NameTests {
    private func problems(of name: String) -> [String] {
        let file: JSON = [
            "name": .string(name), "type": "RAW_WEBHOOK", "webhook": "https://example.com", "events": ["build:*"],
        ]
        return Configuration.read(["one": String(decoding: file.compact, as: UTF8.self)]).problems.map { $0.message }
    }

    @Test(arguments: [
        "Ops", "ab1", "A-b 3", "a b c", "a-b-c", "a 1", "A1-b2 C3", "Example Notification",
        String(repeating: "a", count: 39),
    ])
    func namesByNorthflanksRuleAreTaken(_ name: String) {
        #expect(problems(of: name).isEmpty)
    }

    @Test(arguments: [
        "", "a", "ab", String(repeating: "a", count: 40), "1ab", "-ab", " ab", "ab-", "ab ", "a--b", "a  b", "a- b",
        "a -b", "a_b", "abé", "éab", "a.b", "a\tb", "a\nb", "abc\n", "a\r\nb", "a\u{0}b", "a\u{A0}b", "аbc", "a٣b",
    ])
    func `T36: names against the rule are refused`(_ name: String) {
        #expect(problems(of: name).count == 1)
    }
}
