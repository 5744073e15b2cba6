import JSON
import Testing

@Suite struct TapeTests {
    private struct Scanned {
        let tape: JSONTape
        let bytes: [UInt8]
        let end: Int

        init(_ text: String, from start: Int = 0) throws {
            var tape = JSONTape()
            let bytes = Array(text.utf8)
            end = try tape.scan(bytes.span, from: start)
            self.tape = tape
            self.bytes = bytes
        }

        func member(_ key: StaticString, of object: Int = 0) -> Int? { tape.member(key, of: object, in: bytes.span) }
        func string(_ index: Int) -> String? { tape.string(at: index, in: bytes.span) }
        func value(_ index: Int) -> JSON { tape.value(at: index, in: bytes.span) }
    }

    @Test func aScanEndsWithItsValueAndLeavesTheRest() throws {
        #expect(try Scanned("  [1] [2]").end == 5)
        #expect(try Scanned("  [1] [2]", from: 5).end == 9)
        #expect(try Scanned("12,").end == 2)
        #expect(try Scanned("\"a\"x").end == 3)
    }

    @Test func tokensPointIntoTheText() throws {
        let text = #" {"a":[1,"b\n"],"c":{}} "#
        let scanned = try Scanned(text)
        let shown = scanned.tape.tokens.map {
            String(decoding: scanned.bytes[Int($0.start)..<Int($0.end)], as: UTF8.self)
        }
        #expect(shown == [#"{"a":[1,"b\n"],"c":{}}"#, #""a""#, #"[1,"b\n"]"#, "1", #""b\n""#, #""c""#, "{}"])
        #expect(scanned.tape.tokens.map { Int($0.next) } == [7, 2, 5, 4, 5, 6, 7])
        #expect(scanned.tape.tokens.map { $0.hasEscapes } == [false, false, false, false, true, false, false])
        #expect(scanned.tape.tokens.map { $0.kind } == [.object, .string, .array, .number, .string, .string, .object])
    }

    @Test func membersAreFoundByTheirUnescapedNameInTheirOwnObjectOnly() throws {
        let scanned = try Scanned(#"{"x":{"id":1},"\u0069d":"y\u00e9s","list":[{"id":2}]}"#)
        let id = try #require(scanned.member("id"))
        #expect(scanned.string(id) == "yés")
        #expect(scanned.member("none") == nil)
        let list = try #require(scanned.member("list"))
        #expect(scanned.member("id", of: list) == nil)
        #expect(scanned.string(list) == nil)
        #expect(scanned.value(list) == [["id": 2]])
    }

    @Test func aTapeForgetsTheTextBefore() throws {
        var tape = JSONTape()
        #expect(throws: JSONError.self) { _ = try tape.scan(Array("[[[{\"a\":".utf8).span) }
        let bytes = Array("[1]".utf8)
        let end = try tape.scan(bytes.span)
        let value = tape.value(in: bytes.span)
        #expect(end == 3)
        #expect(value == [1])
    }

    @Test func valuesRememberWhereTheyStood() throws {
        let value = try JSON.read(Array(#" {"a": [null, "x"]}"#.utf8))
        #expect(value.offset == 1)
        #expect(value.members?.first?.keyOffset == 2)
        #expect(value["a"]?.offset == 7)
        #expect(value["a"]?.array?.map { $0.offset } == [8, 14])
    }

    @Test(arguments: [
        ("1", 1), ("-7", -7), ("9223372036854775807", Int.max), ("1.0", nil), ("1e3", nil),
        ("9223372036854775808", nil),
        ("true", nil), ("\"1\"", nil),
    ])
    func onlyWholeNumbersThatFitAreWholeNumbers(_ text: String, _ number: Int?) throws {
        #expect(try JSON.read(Array(text.utf8)).int == number)
    }
}
