import Events
import JSON
import Testing

@Suite struct SpooledEventTests {
    @Test(arguments: [
        (
            #"{"event":"build:start","data":{}}"#,
            SpooledFields(type: "build:start")
        ),
        (
            #"{"event":"trigger:build:start","id":"e-1","createdAt":"2026-11-21T07:00:00.5+01:00","data":{"project":{"id":"blog","name":"Blog"},"service":{"id":"web"},"build":{"id":"b-7"}}}"#,
            SpooledFields(
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
            SpooledFields(id: "17", type: "resource:x", project: "Blog", resource: "a.example")
        ),
        (
            #"{"event":"x","data":{"project":"blog","service":"no object","job":{"id":""},"addon":{"id":5}}}"#,
            SpooledFields(type: "x", project: "blog", resource: "5")
        ),
        (
            #"{"\u0065vent":"trigger\u003abuild:\u0073tart","id":"a\u00e9","data":{"project":{"id":"b\/c"}}}"#,
            SpooledFields(id: "aé", type: "build:start", project: "b/c")
        ),
        (
            #"{"event":"x","id":"","data":{}}"#,
            SpooledFields(type: "x")
        ),
        (
            #"{"event":"triggers","data":{"event":"y","id":"z"}}"#,
            SpooledFields(type: "triggers")
        ),
    ])
    func northflanksShapeIsRead(_ text: String, _ expected: SpooledFields) throws {
        #expect(try SpooledFields(text) == expected)
    }

    @Test(arguments: [
        (
            #"{"specversion":"1.0","type":"com.example.done","source":"/ci","id":"7","time":"2026-11-21T06:00:00Z"}"#,
            SpooledFields(id: "/ci#7", type: "com.example.done", time: "2026-11-21T06:00:00.000Z")
        ),
        (
            #"{"specversion":"1.0","type":"a","source":"s","id":"i","subject":"disk-1","project":"p","data":{"project":{"id":"q"},"service":{"id":"w"},"run":{"id":"r"}}}"#,
            SpooledFields(id: "s#i", type: "a", project: "p", resource: "disk-1", run: "r")
        ),
        (
            #"{"specversion":"1.0","type":"a","source":"s","id":"i","data":{"project":{"id":"q"},"service":{"id":"w"}}}"#,
            SpooledFields(id: "s#i", type: "a", project: "q", resource: "w")
        ),
        (
            #"{"specversion":"1.0","type":"trigger:a","source":"s","id":"i","data":"a text","event":"ignored"}"#,
            SpooledFields(id: "s#i", type: "a")
        ),
    ])
    func cloudEventsAreRead(_ text: String, _ expected: SpooledFields) throws {
        #expect(try SpooledFields(text) == expected)
    }

    @Test(arguments: [
        (
            #"{"event":"DEPLOYMENT_FAIL","date":"2026-11-21T06:00:00Z","data":{"uuid":"u-1","appId":"app_1","ownerId":"orga"}}"#,
            SpooledFields(
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
            SpooledFields(
                id: "ADDON_CREATION#c0",
                type: "ADDON_CREATION",
                time: "2026-11-21T06:00:00.123Z",
                project: "addon_1",
                resource: "addon_1"
            )
        ),
        (
            #"{"event":"APPLICATION_EDITION","date":0,"data":{"id":"app_7","ownerId":"orga"}}"#,
            SpooledFields(
                id: "APPLICATION_EDITION#app_7",
                type: "APPLICATION_EDITION",
                time: "1970-01-01T00:00:00.000Z",
                project: "app_7",
                resource: "app_7"
            )
        ),
        (
            #"{"event":"ORGANISATION_EDITION","date":0,"data":{"id":"x","ownerId":"orga"}}"#,
            SpooledFields(
                id: "ORGANISATION_EDITION#x",
                type: "ORGANISATION_EDITION",
                time: "1970-01-01T00:00:00.000Z",
                project: "orga",
                resource: "x"
            )
        ),
        (
            #"{"event":"GIT_PUSH","date":0,"data":" {\"uuid\":\"u\\u00e9\",\"appId\":\"app\"} \n"}"#,
            SpooledFields(
                id: "GIT_PUSH#ué",
                type: "GIT_PUSH",
                time: "1970-01-01T00:00:00.000Z",
                project: "app",
                resource: "app",
                run: "ué"
            )
        ),
        (#"{"event":"X","date":null,"data":{}}"#, SpooledFields(type: "X")),
    ])
    func cleverCloudsShapeIsReadWithItsDataAsAnObjectOrAText(_ text: String, _ expected: SpooledFields) throws {
        #expect(try SpooledFields(text) == expected)
    }

    @Test(arguments: [
        #""yesterday""#, #""""#, "true", "null", "{}", "1.5", "1e12", "9223372036854775807", "-9223372036854775808",
        "99999999999999999999", "253402300800000",
    ])
    func `T21: a time that cannot be read is no reason to refuse an event`(_ time: String) throws {
        #expect(try SpooledFields(#"{"event":"x","date":\#(time),"data":{}}"#).time == nil)
        #expect(try SpooledFields(#"{"event":"x","createdAt":\#(time),"data":{}}"#).time == nil)
        #expect(
            try SpooledFields(#"{"specversion":"1.0","type":"x","source":"s","id":"i","time":\#(time)}"#).time == nil
        )
    }

    @Test(arguments: EventCatalogue.names)
    func everySampleTellsWhatItIsAbout(_ type: String) throws {
        let event = SampleEvents.event(type: type)
        let data = try #require(event["data"])
        let read = try SpooledFields(String(decoding: event.compact, as: UTF8.self))
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
