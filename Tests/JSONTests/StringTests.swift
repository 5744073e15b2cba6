import JSON
import TestSupport
import Testing

@Suite struct StringTests {
    @Test(arguments: [
        Rejected(#"▸""#, "a string is never closed"), Rejected(#"▸"abc"#, "a string is never closed"),
        Rejected(#"▸"abcdefgh\""#, "a string is never closed"),
        Rejected("\"▸\n\"", "a control character (U+000A) must be escaped in a string"),
        Rejected("\"1234567▸\t\"", "a control character (U+0009) must be escaped in a string"),
        Rejected("\"12345678▸\u{0}\"", "a control character (U+0000) must be escaped in a string"),
        Rejected("\"é▸\u{1F}\"", "a control character (U+001F) must be escaped in a string"),
        Rejected(#""▸\"#, "the text ends within an escape"), Rejected(#""▸\x""#, "unknown escape in a string"),
        Rejected(#""▸\'""#, "unknown escape in a string"), Rejected(#""ab▸\U0041""#, "unknown escape in a string"),
        Rejected(#""▸\u12""#, #"'\u' must be followed by four hexadecimal digits"#),
        Rejected(#""▸\u12G4""#, #"'\u' must be followed by four hexadecimal digits"#),
        Rejected(#""▸\u+123""#, #"'\u' must be followed by four hexadecimal digits"#),
        Rejected(#""▸\u"#, #"'\u' must be followed by four hexadecimal digits"#),
        Rejected(#""▸\uD800""#, "half a surrogate pair in a string"),
        Rejected(#""▸\uDC00""#, "half a surrogate pair in a string"),
        Rejected(#""▸\uDBFFx""#, "half a surrogate pair in a string"),
        Rejected(#""▸\uD800\n""#, "half a surrogate pair in a string"),
        Rejected(#""▸\uD800\uD800""#, "half a surrogate pair in a string"),
        Rejected(#""▸\uD800\uE000""#, "half a surrogate pair in a string"),
        Rejected(#""\uD83D\uDE00▸\uDE00""#, "half a surrogate pair in a string"),
        Rejected(#""▸\uDE00\uD83D""#, "half a surrogate pair in a string"),
    ])
    func `T04: broken strings are refused at their place`(_ text: Rejected) { text.check() }

    /// Rows of Unicode 15, table 3-7, each just outside of what is well-formed.
    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x7F], [0xC2, 0xC0], [0xDF, 0x20],
            [0xE0, 0x9F, 0xBF],
            [0xE0, 0xA0], [0xE1, 0x80, 0x7F], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80], [0xF1, 0x80, 0x80, 0xC0], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xF8, 0x88, 0x80, 0x80, 0x80],
        ] as [[UInt8]],
        ["", "a", "1234567", "12345678", "é", #"\n"#]
    )
    func `T04: ill-formed UTF-8 is refused where it begins`(_ bytes: [UInt8], after before: String) {
        let text = Array("[\"\(before)".utf8) + bytes + Array("\"]".utf8)
        let error = #expect(throws: JSONError.self) { try JSON.read(text) }
        #expect(error?.message == "invalid UTF-8")
        #expect(error?.offset == 2 + before.utf8.count)
        #expect(error?.isIncomplete == false)
    }

    @Test(
        arguments: [
            [0x00], [0x7F], [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80],
            [0xEF, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
        ] as [[UInt8]]
    )
    func theFirstAndLastCharacterOfEveryRowIsRead(_ bytes: [UInt8]) throws {
        let text = bytes == [0] ? Array(#"\u0000"#.utf8) : bytes
        let value = try JSON.read([UInt8(ascii: "\"")] + text + [UInt8(ascii: "\"")])
        #expect(value.string.map { Array($0.utf8) } == bytes)
    }

    @Test func aStringIsReadWhateverItsLengthAndWhereverItsQuoteFalls() throws {
        for before in 0..<9 {
            for length in 0..<40 {
                let word = String(repeating: "x", count: length)
                let text = String(repeating: " ", count: before) + "[\"\(word)\",\"\(word)\\n\",\"\(word)é\"]"
                let expected: JSON = [.string(word), .string(word + "\n"), .string(word + "é")]
                #expect(try JSON.read(Array(text.utf8)) == expected)
            }
        }
    }
}
