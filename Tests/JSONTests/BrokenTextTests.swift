import JSON
import TestSupport
import Testing

/// Whatever the bytes, an answer comes: a value or an error with a place in the text.
@Suite struct BrokenTextTests {
    private static let document = #"""
        {"event":"build:failure","n":[-1.5e+10,0,true,false,null,{}],"t":"aé€😀\uD83D\uDE00\n\\ long enough for words",
        "nested":{"a":[[],[{"b":[1]}]],"\u0061b":""}}
        """#

    @Test(arguments: [JSONDialect.strict.lineComments, JSONDialect.configuration.lineComments])
    func everyPrefixOfADocumentIsIncomplete(_ comments: Bool) throws {
        let dialect = JSONDialect(lineComments: comments, maximumDepth: 64)
        let bytes = Array(Self.document.utf8)
        _ = try JSON.read(bytes, dialect: dialect)
        for count in 0..<bytes.count {
            let error = #expect(throws: JSONError.self) { try JSON.read(Array(bytes.prefix(count)), dialect: dialect) }
            #expect(error?.isIncomplete == true, "prefix of \(count) bytes")
            #expect((0...count).contains(error?.offset ?? -1))
        }
    }

    @Test(arguments: [
        "nux", "[tru]", "fals}", #""\u12x"#, #""\uD800x"#, #""\uD800\n"#, #""\uD800\ux"#, #""\uDC00"#, "\"\u{1}",
        "[1,]", "01",
    ])
    func aTextThatNothingCanMendIsNotIncomplete(_ text: String) {
        let error = #expect(throws: JSONError.self) { try JSON.read(Array(text.utf8)) }
        #expect(error?.isIncomplete == false)
    }

    @Test func everyByteChangedToEveryOtherGivesAnAnswer() {
        let bytes = Array(Self.document.utf8)
        for index in bytes.indices {
            for byte in UInt8.min...UInt8.max {
                var damaged = bytes
                damaged[index] = byte
                check(damaged)
            }
        }
    }

    @Test(arguments: 0..<16)
    func randomBytesGiveAnAnswer(_ seed: UInt64) {
        var numbers = SplitMix(seed: seed)
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\uD83D", "\\uDE00", "é", "0", "-", ".", "e", "true",
            "null",
            " ", "\n", "//", "\"a\"", "\"a\":", "1",
        ].map { Array($0.utf8) }
        for _ in 0..<2000 {
            check((0..<numbers.below(40)).map { _ in UInt8(truncatingIfNeeded: numbers.next()) })
            check((0..<numbers.below(24)).flatMap { _ in pieces[numbers.below(pieces.count)] })
        }
    }

    private func check(_ bytes: [UInt8]) {
        do throws(JSONError) {
            let value = try JSON.read(bytes)
            guard try JSON.read(value.compact) != value else { return }
            Issue.record("does not read back: \(String(decoding: bytes, as: UTF8.self))")
        } catch {
            guard !(0...bytes.count).contains(error.offset) || error.message.isEmpty else { return }
            Issue.record("no place in the text: \(error)")
        }
    }
}
