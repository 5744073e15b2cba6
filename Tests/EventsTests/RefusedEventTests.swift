import Events
import TestSupport
import Testing

@Suite struct RefusedEventTests {
    private static let long = String(repeating: "x", count: 256)

    @Test func namesMayBeAsLongAsTheLimit() throws {
        #expect(try SpooledFields(#"{"event":"\#(Self.long)","id":"\#(Self.long)","data":{}}"#).id == Self.long)
    }

    @Test(arguments: [
        (#"▸42"#, "an event must be an object, found a number"),
        (#"▸[]"#, "an event must be an object, found an array"),
        (#"▸null"#, "an event must be an object, found null"),
        (#"▸"event""#, "an event must be an object, found a string"),
        (
            #"▸{}"#,
            "not an event: expected the member 'event' (Northflank, Clever Cloud) or 'specversion' (CloudEvents)"
        ),
        (#"▸{"event":"x"}"#, "an event needs the member 'data', an object"),
        (#"{"event":"x","data":▸[]}"#, "an event's 'data' must be an object, found an array"),
        (#"{"event":"x","data":▸"{}"}"#, "an event's 'data' must be an object, found a string"),
        (#"{"event":"x","data":▸null}"#, "an event's 'data' must be an object, found null"),
        (#"{"event":▸7,"data":{}}"#, "the event type must be a string, found a number"),
        (#"{"event":▸null,"data":{}}"#, "the event type must be a string, found null"),
        (#"{"event":▸"","data":{}}"#, "the event type is empty"),
        (#"{"event":▸"trigger:","data":{}}"#, "the event type is empty"),
        (#"{"event":▸"\u0074rigger:","data":{}}"#, "the event type is empty"),
        (#"{"event":▸"a\nb","data":{}}"#, "the event type holds control characters"),
        (#"{"event":▸"\#(long)x","data":{}}"#, "the event type is longer than 256 bytes"),
        (#"{"event":"x","id":▸null,"data":{}}"#, "the id must be a string, found null"),
        (#"{"event":"x","id":▸{},"data":{}}"#, "the id must be a string, found an object"),
        (#"{"event":"x","id":▸"a\r\nb","data":{}}"#, "the id holds control characters"),
        (#"{"event":"x","id":▸"\u0000","data":{}}"#, "the id holds control characters"),
        ("{\"event\":\"x\",\"id\":▸\"\u{7F}\",\"data\":{}}", "the id holds control characters"),
        (#"{"event":"x","id":▸"é\#(long.dropFirst())","data":{}}"#, "the id is longer than 256 bytes"),
        (#"{"event":"x","id":▸1\#(long.replacing("x", with: "0")),"data":{}}"#, "the id is longer than 256 bytes"),
        (#"▸{"specversion":"1.0","source":"s","id":"i"}"#, "a CloudEvent needs a 'type'"),
        (
            #"▸{"specversion":"1.0","type":"x","id":"i"}"#,
            "a CloudEvent needs the strings 'id' and 'source', and neither may be empty"
        ),
        (
            #"▸{"specversion":"1.0","type":"x","source":"","id":"i"}"#,
            "a CloudEvent needs the strings 'id' and 'source', and neither may be empty"
        ),
        (
            #"▸{"specversion":"1.0","type":"x","source":"s","id":7}"#,
            "a CloudEvent needs the strings 'id' and 'source', and neither may be empty"
        ),
        (
            #"{"specversion":"1.0","type":"x","source":"s","id":"i","data_base64":▸"AA=="}"#,
            "binary 'data_base64' cannot be told in a message, expected 'data'"
        ),
        (#"{"specversion":"1.0","type":"x","source":"s\n","id":▸"i"}"#, "the id holds control characters"),
        (#"{"specversion":"1.0","type":"x","source":"\#(long)","id":▸"i"}"#, "the id is longer than 256 bytes"),
        (#"▸{"event":"X","date":0}"#, "an event needs the member 'data', an object"),
        (#"{"event":"X","date":0,"data":▸7}"#, "an event's 'data' must be an object, found a number"),
        (#"{"event":"X","date":0,"data":▸"[]"}"#, "the JSON text in 'data' must be an object"),
        (
            #"{"event":"X","date":0,"data":▸"{x}"}"#,
            "the JSON text in 'data' is not JSON: unexpected 'x', expected a member name in double quotes (byte 1 of it)"
        ),
        (
            #"{"event":"X","date":0,"data":▸"{} {}"}"#,
            "the JSON text in 'data' is not JSON: unexpected text after the object (byte 3 of it)"
        ),
        (
            #"{"event":"X","date":0,"data":▸""}"#,
            "the JSON text in 'data' is not JSON: the text ends where a value was expected (byte 0 of it)"
        ),
        (#"▸{"event":"X","date":0,"data":{"uuid":"a\u0000b"}}"#, "the id holds control characters"),
        (#"▸{"event":"X","date":0,"data":{"id":"\#(long)"}}"#, "the id is longer than 256 bytes"),
    ])
    func `T18: what is no event, or has no fit id, is refused at its place`(_ marked: String, _ message: String) {
        let source = MarkedSource(marked)
        let problem = #expect(throws: SpooledEvent.Problem.self) { try SpooledFields(source.text) }
        #expect(problem?.message == message)
        #expect(problem?.offset == source.offset)
    }
}
