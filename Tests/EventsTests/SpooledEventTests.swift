import Events
import JSON
import TestSupport
import Testing
import Time

/// A spooled event with its texts copied out, for comparing.
private struct Read: Equatable {
    var id: String?
    var type: String
    var time: String?
    var project: String?
    var resource: String?
    var run: String?

    init(
        id: String? = nil,
        type: String,
        time: String? = nil,
        project: String? = nil,
        resource: String? = nil,
        run: String? = nil
    ) {
        self.id = id
        self.type = type
        self.time = time
        self.project = project
        self.resource = resource
        self.run = run
    }

    init(_ text: String) throws {
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        _ = try tape.scan(bytes.span)
        let event = try SpooledEvent(tape, in: bytes.span)
        func copied(_ text: SpooledEvent.Text?) -> String? {
            switch text {
            case .slice(let range): String(decoding: bytes[range], as: UTF8.self)
            case .made(let made): made
            case nil: nil
            }
        }
        id = copied(event.id)
        type = copied(event.type) ?? ""
        time = event.time?.rfc3339
        project = copied(event.project)
        resource = copied(event.resource)
        run = copied(event.run)
    }
}

@Suite struct SpooledEventTests {
    @Test(arguments: [
        (
            #"{"event":"build:start","data":{}}"#,
            Read(type: "build:start")
        ),
        (
            #"{"event":"trigger:build:start","id":"e-1","createdAt":"2026-11-21T07:00:00.5+01:00","data":{"project":{"id":"blog","name":"Blog"},"service":{"id":"web"},"build":{"id":"b-7"}}}"#,
            Read(
                id: "e-1",
                type: "build:start",
                time: "2026-11-21T06:00:00.500Z",
                project: "blog",
                resource: "web",
                run: "b-7"
            )
        ),
        (
            #"{"data":{"project":{"name":"Blog"},"domain":{"name":"a.example"}},"id":17,"event":"resource:x"}"#,
            Read(id: "17", type: "resource:x", project: "Blog", resource: "a.example")
        ),
        (
            #"{"event":"x","data":{"project":"blog","service":"no object","job":{"id":""},"addon":{"id":5}}}"#,
            Read(type: "x", project: "blog", resource: "5")
        ),
        (
            #"{"\u0065vent":"trigger\u003abuild:\u0073tart","id":"a\u00e9","data":{"project":{"id":"b\/c"}}}"#,
            Read(id: "aé", type: "build:start", project: "b/c")
        ),
        (
            #"{"event":"triggers","data":{"event":"y","id":"z"}}"#,
            Read(type: "triggers")
        ),
    ])
    private func northflanksShapeIsRead(_ text: String, _ expected: Read) throws {
        #expect(try Read(text) == expected)
    }

    @Test(arguments: [
        (
            #"{"specversion":"1.0","type":"com.example.done","source":"/ci","id":"7","time":"2026-11-21T06:00:00Z"}"#,
            Read(id: "/ci#7", type: "com.example.done", time: "2026-11-21T06:00:00.000Z")
        ),
        (
            #"{"specversion":"1.0","type":"a","source":"s","id":"i","subject":"disk-1","project":"p","data":{"project":{"id":"q"},"service":{"id":"w"},"run":{"id":"r"}}}"#,
            Read(id: "s#i", type: "a", project: "p", resource: "disk-1", run: "r")
        ),
        (
            #"{"specversion":"1.0","type":"a","source":"s","id":"i","data":{"project":{"id":"q"},"service":{"id":"w"}}}"#,
            Read(id: "s#i", type: "a", project: "q", resource: "w")
        ),
        (
            #"{"specversion":"1.0","type":"trigger:a","source":"s","id":"i","data":"a text","event":"ignored"}"#,
            Read(id: "s#i", type: "a")
        ),
    ])
    private func cloudEventsAreRead(_ text: String, _ expected: Read) throws {
        #expect(try Read(text) == expected)
    }

    @Test(arguments: [
        (
            #"{"event":"DEPLOYMENT_FAIL","date":"2026-11-21T06:00:00Z","data":{"uuid":"u-1","appId":"app_1","ownerId":"orga"}}"#,
            Read(
                id: "DEPLOYMENT_FAIL#u-1",
                type: "DEPLOYMENT_FAIL",
                time: "2026-11-21T06:00:00.000Z",
                project: "app_1",
                resource: "app_1",
                run: "u-1"
            )
        ),
        (
            #"{"event":"ADDON_CREATION","date":1795240800123,"data":{"id":"c0","addonId":"addon_1","ownerId":"orga"}}"#,
            Read(
                id: "ADDON_CREATION#c0",
                type: "ADDON_CREATION",
                time: "2026-11-21T06:00:00.123Z",
                project: "orga",
                resource: "addon_1"
            )
        ),
        (
            #"{"event":"GIT_PUSH","date":0,"data":" {\"uuid\":\"u\\u00e9\",\"appId\":\"app\"} \n"}"#,
            Read(
                id: "GIT_PUSH#ué",
                type: "GIT_PUSH",
                time: "1970-01-01T00:00:00.000Z",
                project: "app",
                resource: "app",
                run: "ué"
            )
        ),
        (#"{"event":"X","date":null,"data":{}}"#, Read(type: "X")),
    ])
    private func cleverCloudsShapeIsReadWithItsDataAsAnObjectOrAText(_ text: String, _ expected: Read) throws {
        #expect(try Read(text) == expected)
    }

    @Test(arguments: [
        #""yesterday""#, #""""#, "true", "null", "{}", "1.5", "1e12", "9223372036854775807", "-9223372036854775808",
        "99999999999999999999", "253402300800000",
    ])
    func aTimeThatCannotBeReadIsNoReasonToRefuseAnEvent(_ time: String) throws {
        #expect(try Read(#"{"event":"x","date":\#(time),"data":{}}"#).time == nil)
        #expect(try Read(#"{"event":"x","createdAt":\#(time),"data":{}}"#).time == nil)
        #expect(try Read(#"{"specversion":"1.0","type":"x","source":"s","id":"i","time":\#(time)}"#).time == nil)
    }

    @Test(arguments: EventCatalogue.names)
    func everySampleTellsWhatItIsAbout(_ type: String) throws {
        let event = SampleEvents.event(type: type)
        let data = try #require(event["data"])
        let read = try Read(String(decoding: event.compact, as: UTF8.self))
        #expect(read.type == type)
        #expect(read.time == "2026-11-21T06:00:00.000Z")
        #expect(
            read.id
                == (event["id"] ?? event["data"]?["uuid"] ?? event["data"]?["id"])?.string.map {
                    event["id"] == nil ? "\(type)#\($0)" : $0
                }
        )
        #expect(read.project == (data["project"]?["id"] ?? data["appId"] ?? data["ownerId"])?.string)
        let isNorthflank = event["date"] == nil
        for run in ["build", "run", "backup", "deployment", "templateRun"] {
            guard let id = data[run]?["id"]?.string else { continue }
            #expect(read.run == id)
        }
        if data["uuid"] != nil { #expect(read.run == data["uuid"]?.string) }
        for resource in ["service", "job", "addon", "cluster", "logSink", "invoice"] where isNorthflank {
            guard let id = data[resource]?["id"]?.string else { continue }
            #expect(read.resource == id)
        }
    }

    private static let long = String(repeating: "x", count: 256)

    @Test func namesMayBeAsLongAsTheLimit() throws {
        #expect(try Read(#"{"event":"\#(Self.long)","id":"\#(Self.long)","data":{}}"#).id == Self.long)
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
        (#"{"event":"x","id":▸"","data":{}}"#, "the id is empty"),
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
    func whatIsNoEventIsRefusedAtItsPlace(_ marked: String, _ message: String) {
        let source = MarkedSource(marked)
        let problem = #expect(throws: SpooledEvent.Problem.self) { try Read(source.text) }
        #expect(problem?.message == message)
        #expect(problem?.offset == source.offset)
    }

    @Test(arguments: [
        (#"{"event":"x","data":{"n":1.0, "a":"\u00e9"},"id":"1"}"#, #"{"n":1.0, "a":"\u00e9"}"#),
        (#"{"event":"X","date":0,"data":"{\"n\":1.50}"}"#, #"{"n":1.50}"#),
        (#"{"specversion":"1.0","type":"x","source":"s","id":"i"}"#, "{}"),
        (#"{"specversion":"1.0","type":"x","source":"s","id":"i","data":"a text"}"#, #""a text""#),
    ])
    func dataIsHandedOnByteForByte(_ text: String, _ data: String) throws {
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        _ = try tape.scan(bytes.span)
        let found = SpooledEvent.data(tape, in: bytes.span)
        #expect(String(decoding: found, as: UTF8.self) == data)
    }
}
