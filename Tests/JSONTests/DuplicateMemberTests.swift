import JSON
import TestSupport
import Testing

@Suite struct DuplicateMemberTests {
    @Test(arguments: [
        Rejected(#"{"a":1,▸"a":1}"#, "duplicate member 'a' in one object"),
        Rejected(#"{"":1,▸"":2}"#, "duplicate member '' in one object"),
        Rejected(#"{"a":1,"b":2,▸"a":3}"#, "duplicate member 'a' in one object"),
        Rejected(#"{"severity":1,▸"\u0073everity":2}"#, "duplicate member 'severity' in one object"),
        Rejected(#"{"\u0061":1,▸"a":2}"#, "duplicate member 'a' in one object"),
        Rejected(#"{"\n":1,▸"\u000A":2}"#, "duplicate member '\n' in one object"),
        Rejected(#"{"😀":1,▸"\uD83D\uDE00":2}"#, "duplicate member '😀' in one object"),
        Rejected(#"{"/":1,▸"\/":2}"#, "duplicate member '/' in one object"),
        Rejected(
            #"[{"x":{"longer than a word":[{}],▸"longer than a word":2}}]"#,
            "duplicate member 'longer than a word' in one object"
        ),
        Rejected(#"{"a":{"a":{"a":1}},▸"a":1}"#, "duplicate member 'a' in one object"),
    ])
    func `T06: a name twice in one object is refused however it is spelt`(_ text: Rejected) { text.check() }

    @Test(arguments: [
        #"{"a":{"a":1},"b":{"a":1}}"#, #"{"a":1,"A":2,"a ":3,"\u0000":4,"":5}"#,
        #"{"ab":1,"ba":2,"aab":3,"abb":4,"acb":5}"#,
        // Unicode calls these two equivalent; as names they are two.
        "{\"\u{E9}\":1,\"e\u{301}\":2}", "{\"\u{E9}\":1,\"e\\u0301\":2}", "{\"K\":1,\"\u{212A}\":2}",
    ])
    func differentNamesAreKept(_ text: String) throws {
        let value = try JSON.read(Array(text.utf8))
        #expect(value.members?.isEmpty == false)
    }

    /// Around the number of members from which on names are hashed.
    @Test(arguments: 1...60)
    func theLastOfManyMembersIsComparedWithAll(_ count: Int) throws {
        let members = (0..<count).map { "\"key\($0)x\":[{\"key0x\":\($0)}]" }
        #expect(try JSON.read(Array("{\(members.joined(separator: ","))}".utf8)).members?.count == count)
        for twin in [0, count / 2, count - 1] {
            let start = "{" + members.joined(separator: ",") + ","
            let error = #expect(throws: JSONError.self) { try JSON.read(Array("\(start)\"key\(twin)x\":1}".utf8)) }
            #expect(error?.offset == start.utf8.count)
            #expect(error?.message == "duplicate member 'key\(twin)x' in one object")
        }
    }

    @Test func `T09: 200,000 members are read and their twin is found`() throws {
        let members = (0..<200_000).map { "\"\($0)\":0" }.joined(separator: ",")
        #expect(try JSON.read(Array("{\(members)}".utf8)).members?.count == 200_000)
        #expect(throws: JSONError.self) { try JSON.read(Array("{\(members),\"777\":0}".utf8)) }
    }
}
