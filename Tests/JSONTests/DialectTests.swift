import Diagnostics
import JSON
import TestSupport
import Testing

@Suite struct DialectTests {
    @Test(arguments: [
        "// first\n{\"a\": 1 // one\n, // two\n\"b\": [ // three\n1 // four\n] // five\n} // last",
        "{\"a\"// x\n:// y\n1,\"b\":[1]}//", "//\n//\n{\"a\":1,\"b\":[1]}\n//\r\n",
    ])
    func configurationFilesMayHoldLineComments(_ text: String) throws {
        #expect(try JSON.read(Array(text.utf8), dialect: .configuration) == ["a": 1, "b": [1]])
    }

    @Test func aCommentWithinAStringIsText() throws {
        #expect(try JSON.read(Array("\"https://a\"".utf8), dialect: .configuration) == "https://a")
    }

    @Test(arguments: [
        Rejected("▸// a\n1", "unexpected '/', expected a value"),
        Rejected("[1 ▸// a\n]", "unexpected '/', expected ',' or ']'"),
        Rejected("1 ▸//", "unexpected '/', expected the end of the text"),
    ])
    func `T07: events may not hold comments`(_ text: Rejected) { text.check() }

    @Test(arguments: [
        Rejected("▸/* a */ 1", "unexpected '/', expected a value"),
        Rejected("▸# a\n1", "unexpected '#', expected a value"),
        Rejected("1 ▸/ 2", "unexpected '/', expected the end of the text"),
        Rejected("[1 // ]▸", "the text ends where ',' or ']' was expected"),
        Rejected("[1,▸]", "unexpected ']', expected a value"),
        Rejected("▸/", "unexpected '/', expected a value"),
    ])
    func otherCommentsAndTrailingCommasAreRefusedInConfigurationFilesToo(_ text: Rejected) {
        text.check(.configuration)
    }

    private func nested(_ depth: Int, _ open: String, _ close: String) -> [UInt8] {
        Array((String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)).utf8)
    }

    @Test(arguments: [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")])
    func `T03: nesting is limited`(_ open: String, _ close: String) throws {
        let levels = open.hasPrefix("[{") ? 32 : 64
        _ = try JSON.read(nested(levels, open, close))
        let error = #expect(throws: JSONError.self) { try JSON.read(nested(levels + 1, open, close)) }
        #expect(error?.message == "nested deeper than 64 levels")
        #expect(error?.offset == levels * open.utf8.count)
        #expect(error?.isIncomplete == false)
    }

    @Test func `T03: millions of opening brackets are refused at the limit`() {
        let text = [UInt8](repeating: UInt8(ascii: "["), count: 5_000_000)
        #expect(throws: JSONError(offset: 64, message: "nested deeper than 64 levels")) { try JSON.read(text) }
    }

    @Test func siblingsDoNotCountAsNesting() throws {
        let text = "[" + Array(repeating: "[[]]", count: 200).joined(separator: ",") + "]"
        #expect(try JSON.read(Array(text.utf8)).array?.count == 200)
    }

    @Test func anErrorInAFileHasAPlaceAndALine() {
        let source = MarkedSource("{\n  \"a\": 1,\n  ▸a: 2\n}")
        let file = SourceFile(name: "belfry.json", text: source.text)
        let error = #expect(throws: Diagnostic.self) { try JSON.read(file, dialect: .configuration) }
        #expect(error?.position == SourcePosition(line: source.line, column: source.column))
        #expect(
            error?.description
                == """
                belfry.json:3:3: error: unexpected 'a', expected a member name in double quotes
                      a: 2
                      ^
                """
        )
    }
}
