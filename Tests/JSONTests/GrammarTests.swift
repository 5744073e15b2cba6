import JSON
import TestSupport
import Testing

/// A text that is no JSON, its defect marked, and what is said about it.
struct Rejected: Sendable, CustomTestStringConvertible {
    let source: MarkedSource
    let message: String

    init(_ marked: String, _ message: String) {
        source = MarkedSource(marked)
        self.message = message
    }

    var testDescription: String { source.text }

    func check(_ dialect: JSONDialect = .strict) {
        let error = #expect(throws: JSONError.self) {
            try JSON.read(Array(source.text.utf8), dialect: dialect)
        }
        #expect(error?.message == message)
        #expect(error?.offset == source.offset)
    }
}

@Suite struct GrammarTests {
    @Test(
        arguments: [
            ("null", JSON.null), ("true", true), ("false", false), (" \t\r\n0\n", 0), ("-0", JSON(.number("-0"))),
            ("[]", []), ("[ ]", []), ("{}", [:]), ("{ \n}", [:]), (#""""#, ""), ("[1,2]", [1, 2]),
            ("[ 1 , [ ] ]", [1, []]),
            (#"{"a":1}"#, ["a": 1]), (#" { "a" : { "b" : [ null ] } , "" : "" } "#, ["a": ["b": [.null]], "": ""]),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
            (#""\uD83D\uDE00 \ud83d\ude00""#, "😀 😀"), (#""\u0000""#, "\u{0}"), ("\"\u{7F}\"", "\u{7F}"),
            (#""é€😀""#, "é€😀"), ("\"\u{2028}\u{2029}\"", "\u{2028}\u{2029}"),
            ("\"\u{FFFF}\u{10FFFF}\"", "\u{FFFF}\u{10FFFF}"),
        ] as [(String, JSON)]
    )
    func everyProductionOfTheGrammarIsRead(_ text: String, _ value: JSON) throws {
        #expect(try JSON.read(Array(text.utf8)) == value)
    }

    @Test(arguments: [
        "0", "-0", "7", "-7", "10", "1234567890", "9007199254740993", "123456789012345678901234567890", "0.1", "-0.0",
        "1.50", "0.000", "1e5", "1E5", "1e+5", "1e-5", "1.0E+05", "-1.5e300", "1e400", "1e-999999999",
    ])
    func `T08: numbers keep their text`(_ text: String) throws {
        let value = try JSON.read(Array("[\(text)]".utf8))
        #expect(value == .array([JSON(.number(text))]))
        #expect(value.compact == Array("[\(text)]".utf8))
    }

    @Test(arguments: [
        Rejected("▸", "the text ends where a value was expected"),
        Rejected(" \n▸", "the text ends where a value was expected"),
        Rejected("▸nul", "unknown word, expected 'null'"), Rejected("▸nulL", "unknown word, expected 'null'"),
        Rejected("▸NULL", "unexpected 'N', expected a value"), Rejected("▸True", "unexpected 'T', expected a value"),
        Rejected("▸NaN", "unexpected 'N', expected a value"), Rejected("▸Infinity", "unexpected 'I', expected a value"),
        Rejected("null▸l", "unexpected 'l', expected the end of the text"),
        Rejected("1 ▸2", "unexpected '2', expected the end of the text"),
        Rejected("{}▸}", "unexpected '}', expected the end of the text"),
        Rejected("▸'a'", "unexpected ''', expected a value"),
        Rejected("▸\u{1B}", "unexpected byte 0x1B, expected a value"),
        Rejected("▸é", "unexpected byte 0xC3, expected a value"),
        Rejected("▸\u{FEFF}1", "unexpected byte 0xEF, expected a value"),
        Rejected("▸\u{A0}1", "unexpected byte 0xC2, expected a value"),
    ])
    func whatIsNoValueIsRefused(_ text: Rejected) { text.check() }

    @Test(arguments: [
        Rejected("▸+1", "unexpected '+', expected a value"), Rejected("▸.5", "unexpected '.', expected a value"),
        Rejected("▸01", "a number must not start with a zero"), Rejected("▸-01", "a number must not start with a zero"),
        Rejected("▸00", "a number must not start with a zero"),
        Rejected("0▸x1", "unexpected 'x', expected the end of the text"),
        Rejected("-▸", "the text ends where a digit was expected"), Rejected("-▸x", "unexpected 'x', expected a digit"),
        Rejected("-▸-1", "unexpected '-', expected a digit"),
        Rejected("1.▸", "the text ends where a digit was expected"),
        Rejected("[1.▸]", "unexpected ']', expected a digit"), Rejected("1.▸e5", "unexpected 'e', expected a digit"),
        Rejected("1e▸", "the text ends where a digit was expected"),
        Rejected("1e+▸", "the text ends where a digit was expected"),
        Rejected("[1e▸]", "unexpected ']', expected a digit"),
        Rejected("1e5▸.1", "unexpected '.', expected the end of the text"),
        Rejected("1▸_000", "unexpected '_', expected the end of the text"),
        Rejected("1▸\u{B}", "unexpected byte 0xB, expected the end of the text"),
    ])
    func whatIsNoNumberIsRefused(_ text: Rejected) { text.check() }

    @Test(arguments: [
        Rejected("[▸", "the text ends where a value or ']' was expected"),
        Rejected("[1▸", "the text ends where ',' or ']' was expected"),
        Rejected("[1,▸", "the text ends where a value was expected"),
        Rejected("[1,▸]", "unexpected ']', expected a value"), Rejected("[▸,1]", "unexpected ',', expected a value"),
        Rejected("[1,▸,2]", "unexpected ',', expected a value"),
        Rejected("[1 ▸2]", "unexpected '2', expected ',' or ']'"),
        Rejected("[1▸}", "unexpected '}', expected ',' or ']'"),
        Rejected("[1▸:2]", "unexpected ':', expected ',' or ']'"),
        Rejected("{▸", "the text ends where a member name or '}' was expected"),
        Rejected("{▸]", "unexpected ']', expected a member name in double quotes"),
        Rejected("{▸,}", "unexpected ',', expected a member name in double quotes"),
        Rejected("{▸a:1}", "unexpected 'a', expected a member name in double quotes"),
        Rejected("{▸'a':1}", "unexpected ''', expected a member name in double quotes"),
        Rejected("{▸1:1}", "unexpected '1', expected a member name in double quotes"),
        Rejected(#"{"a"▸"#, "the text ends where ':' was expected"),
        Rejected(#"{"a"▸}"#, "unexpected '}', expected ':' after the member name"),
        Rejected(#"{"a"▸,1}"#, "unexpected ',', expected ':' after the member name"),
        Rejected(#"{"a":▸"#, "the text ends where a value was expected"),
        Rejected(#"{"a":▸}"#, "unexpected '}', expected a value"),
        Rejected(#"{"a":1▸"#, "the text ends where ',' or '}' was expected"),
        Rejected(#"{"a":1▸]"#, "unexpected ']', expected ',' or '}'"),
        Rejected(#"{"a":1 ▸"b":2}"#, "unexpected '\"', expected ',' or '}'"),
        Rejected(#"{"a":1,▸}"#, "unexpected '}', expected a member name in double quotes"),
        Rejected(#"{"a":1,▸"#, "the text ends where a member name in double quotes was expected"),
    ])
    func brokenArraysAndObjectsAreRefused(_ text: Rejected) { text.check() }
}
