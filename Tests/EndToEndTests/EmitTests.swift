import JSON
import Testing

@Suite struct EmitTests {
    @Test func anEventHasTheTypeAndTheTime() throws {
        let event = try emitted(["trigger:build:start", "--now", "2026-11-21T06:00:00Z"])
        #expect(event["event"] == "build:start")
        #expect(event["createdAt"]?.string?.hasPrefix("2026-11-21T06:00:00.") == true)
        #expect(event["data"] == .object([]))
        #expect(event["id"] == nil)
    }

    @Test func idTimeAndProjectStandWhereNorthflankPutsThem() throws {
        let event = try emitted(["a:b", "--id", "e\"1", "--time", "2026-11-21T07:00:00+01:00", "--project", "blog"])
        #expect(event["id"] == "e\"1")
        #expect(event["createdAt"] == "2026-11-21T06:00:00.000Z")
        #expect(event["data"] == ["project": ["id": "blog"]])
    }

    @Test(arguments: [
        (#"{"n": 1.0e400, "\u0061": 1.10}"#, #"{"n": 1.0e400, "\u0061": 1.10}"#),
        ("\n\t{ }\n", "\n\t{ }\n"),
    ])
    func dataIsPassedOnByteForByte(data: String, expected: String) throws {
        let home = try TemporaryHome()
        #expect(try Belfry.run(["emit", "a:b", "--data", "-"], home: home, input: data).status == 0)
        #expect(try onlyFile(home).hasSuffix("\"data\":\(expected)}\n"))
    }

    @Test(arguments: [
        (" {\"a\": 1.0}", " {\"project\":{\"id\":\"p\"},\"a\": 1.0}"),
        ("{}", "{\"project\":{\"id\":\"p\"}}"),
        (#"{"project": {"id": "p", "name": "P"}}"#, #"{"project": {"id": "p", "name": "P"}}"#),
    ])
    func theProjectIsPutInFrontOfTheData(data: String, expected: String) throws {
        let home = try TemporaryHome()
        try home.write("data.json", data)
        let arguments = ["emit", "a:b", "--data", home.path + "/data.json", "--project", "p"]
        #expect(try Belfry.run(arguments, home: home).status == 0)
        #expect(try onlyFile(home).hasSuffix("\"data\":\(expected)}\n"))
    }

    @Test(arguments: [
        ("{\"a\": 1,}", "standard input:1:9: error: unexpected '}'"),
        ("{\n  \"a\": tru\n}", "standard input:2:8: error: unknown word"),
        ("{\"a\": 1, \"a\": 2}", "standard input:1:10: error: duplicate member 'a'"),
        (" []", "standard input:1:2: error: an event's data is an object, not an array"),
        ("", "standard input:1:1: error: "),
    ])
    func dataThatIsNoObjectHasAPlaceAndLeavesNothing(data: String, message: String) throws {
        let home = try TemporaryHome()
        let ended = try Belfry.run(["emit", "a:b", "--data", "-"], home: home, input: data)
        #expect(ended.status == 65)
        #expect(ended.errors.hasPrefix(message))
        #expect(try spooled(home) == [])
    }

    @Test func dataOfAnotherProjectIsRefused() throws {
        let home = try TemporaryHome()
        let data = #"{"project": {"id": "other"}}"#
        let ended = try Belfry.run(["emit", "a:b", "--data", "-", "--project", "p"], home: home, input: data)
        #expect(ended.status == 65)
        #expect(ended.errors.hasPrefix("standard input:1:13: error: the data names another project"))
    }

    @Test func aFileThatIsNotThereIsUnusableData() throws {
        let home = try TemporaryHome()
        let ended = try Belfry.run(["emit", "a:b", "--data", "nowhere.json"], home: home)
        #expect(ended.status == 65)
        #expect(ended.errors == "belfry: error: nowhere.json: open: No such file or directory\n")
    }

    @Test func withVerboseThePathIsPrinted() throws {
        let home = try TemporaryHome()
        #expect(try Belfry.run(["emit", "a:b"], home: home).errors == "")
        let ended = try Belfry.run(["emit", "a:b", "-v"], home: home)
        let last = try #require(try home.names(in: "spool/new").last)
        #expect(ended.errors == "\(home.path)/spool/new/\(last)\n")
        #expect(try home.mode(of: "spool/new/\(last)") == 0o640)
    }

    @Test func withoutASpoolItSaysHowToMakeOne() throws {
        let ended = try Belfry.run(["emit", "a:b", "--home", "nowhere"])
        #expect(ended.status == 73)
        #expect(ended.errors.contains("there is no spool in 'nowhere/spool' (home named by --home)"))
        #expect(ended.errors.contains("belfry init nowhere"))
    }

    // MARK: many events

    @Test func linesAreTakenAsTheyAre() throws {
        let home = try TemporaryHome()
        let lines =
            "{\"event\":\"a\",\"data\":{}}\n\n{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}"
        #expect(try Belfry.run(["emit", "-"], home: home, input: lines).status == 0)
        #expect(try onlyFile(home) == lines + "\n")
        #expect(try home.names(in: "spool/new").allSatisfy { $0.hasSuffix(".ndjson") })
    }

    @Test func linesLongerThanAReadAreWhole() throws {
        let home = try TemporaryHome()
        let long = "{\"event\":\"a\",\"data\":{\"text\":\"\(String(repeating: "x", count: 200_000))\"}}\n"
        #expect(try Belfry.run(["emit", "-"], home: home, input: long + long).status == 0)
        #expect(try onlyFile(home) == long + long)
    }

    @Test func everyBadLineIsToldAndNoneIsTaken() throws {
        let home = try TemporaryHome()
        let lines = "{\"event\":\"a\",\"data\":{}}\n{\"event\":1}\n[]\n{bad\n"
        let ended = try Belfry.run(["emit", "-"], home: home, input: lines)
        #expect(ended.status == 65)
        let places = ended.errors.split(separator: "\n").filter { $0.hasPrefix("standard") }
        #expect(
            places.map { String($0.prefix(18)) } == ["standard input:2:1", "standard input:3:1", "standard input:4:2"]
        )
        #expect(try spooled(home) == [])
    }

    /// What intake would put aside is told at once, to whoever can mend it.
    @Test(
        arguments: [
            (#"{"event":"a","data":[1]}"#, "1:21: error: an event's 'data' must be an object, found an array"),
            (#"{"event":"a","data":"x"}"#, "1:21: error: an event's 'data' must be an object, found a string"),
            (#"{"event":"a"}"#, "1:1: error: an event needs the member 'data', an object"),
            (#"{"event":"a\u0007","data":{}}"#, "1:10: error: the event type holds control characters"),
            (#"{"event":"a","id":"x\ny","data":{}}"#, "1:19: error: the id holds control characters"),
            (
                "{\"event\":\"a\",\"data\":{},\"id\":\"\(String(repeating: "x", count: 257))\"}",
                "1:29: error: the id is longer than 256 bytes"
            ),
            (#"{"event":"a","date":0,"data":"{"}"#, "1:30: error: the JSON text in 'data' is not JSON"),
            (
                #"{"specversion":"1.0","id":"1","source":"s","type":"t","data_base64":"eA=="}"#,
                "1:69: error: binary 'data_base64' cannot be told in a message"
            ),
            (
                #"{"specversion":"1.0","id":"1","type":"t"}"#,
                "1:1: error: a CloudEvent needs the strings 'id' and 'source'"
            ),
            (#"{"event":"a","data":{}} {"event":"b","data":{}}"#, "1:25: error: unexpected text after the event"),
            (#"{"data":{}}"#, "1:1: error: not an event: expected the member 'event'"),
        ]
    )
    func whatNoRunWouldTakeIsRefused(line: String, message: String) throws {
        let home = try TemporaryHome()
        let ended = try Belfry.run(["emit", "-"], home: home, input: line + "\n")
        #expect(ended.status == 65 && ended.errors.hasPrefix("standard input:" + message), "\(ended.errors)")
        try home.write("spool/new/same.ndjson", line + "\n")
        _ = try Belfry.run(["run"], home: home)
        #expect(try home.names(in: "spool/corrupt").count == 2, "a run agrees")
    }

    @Test(arguments: ["x\ny", String(repeating: "x", count: 257)])
    func anIdThatNoRunWouldTakeIsRefused(id: String) throws {
        let home = try TemporaryHome()
        let ended = try Belfry.run(["emit", "a:b", "--id", id], home: home)
        #expect(ended.status == 64 && ended.errors.contains("this is no event: the id "), "\(ended.errors)")
        #expect(try spooled(home) == [])
        #expect(try emitted([String(repeating: "x", count: 256)])["event"]?.string?.utf8.count == 256)
    }

    @Test(arguments: ["", "\n", " \r\n\n"])
    func noLinesAreNoEvents(input: String) throws {
        let home = try TemporaryHome()
        let ended = try Belfry.run(["emit", "-"], home: home, input: input)
        #expect(ended.status == 65)
        #expect(ended.errors == "belfry: error: standard input holds no event\n")
        #expect(try spooled(home) == [])
    }

    @Test func flagsOfOneEventDoNotGoWithMany() throws {
        let ended = try Belfry.run(["emit", "-", "--project", "p"])
        #expect(ended.status == 64)
        #expect(ended.errors.hasPrefix("belfry: 'emit -' reads whole events: it takes no '--project'"))
    }

    // MARK: -

    private func emitted(_ arguments: [String]) throws -> JSON {
        let home = try TemporaryHome()
        let ended = try Belfry.run(["emit"] + arguments, home: home)
        #expect(ended == Belfry.Ended(status: 0, output: "", errors: ""))
        return try JSON.read(Array(try onlyFile(home).utf8))
    }

    private func onlyFile(_ home: TemporaryHome) throws -> String {
        let names = try home.names(in: "spool/new")
        #expect(names.count == 1)
        return try home.text("spool/new/" + names[0])
    }

    /// Everything in the spool, finished or not.
    private func spooled(_ home: TemporaryHome) throws -> [String] {
        try home.names(in: "spool/new") + home.names(in: "spool/tmp")
    }
}
