import JSON
import Testing

@Suite struct WriterTests {
    @Test(arguments: [
        #"null"#, #"[]"#, #"{}"#, #"{"b":1,"a":[true,false,null],"":""}"#, #""\"\\/\b\f\n\r\t\u001f""#,
        #"[1e400,-0,1.50]"#,
        "\"\u{7F}\u{2028}é😀<script>\"",
    ])
    func whatIsReadIsWrittenAsItStood(_ text: String) throws {
        let expected = text.replacing(#"\b"#, with: #"\u0008"#).replacing(#"\f"#, with: #"\u000c"#)
        #expect(String(decoding: try JSON.read(Array(text.utf8)).compact, as: UTF8.self) == expected)
    }

    @Test func everyScalarComesBack() throws {
        let text = String(String.UnicodeScalarView((0..<0x3000).compactMap(Unicode.Scalar.init) + ["😀", "\u{10FFFF}"]))
        #expect(try JSON.read(JSON.string(text).compact) == .string(text))
    }

    @Test func controlCharactersAreNeverWrittenBare() {
        let text = String(String.UnicodeScalarView((0..<0x20).compactMap(Unicode.Scalar.init)))
        #expect(JSON.string(text).compact.allSatisfy { $0 >= 0x20 })
    }

    @Test func prettyTextIsIndentedByTwoSpacesAndReadsBack() throws {
        let value: JSON = ["a": [1, [], ["b": .null]], "c": [:]]
        #expect(
            value.pretty
                == """
                {
                  "a": [
                    1,
                    [],
                    {
                      "b": null
                    }
                  ],
                  "c": {}
                }
                """
        )
        #expect(try JSON.read(Array(value.pretty.utf8)) == value)
    }
}
