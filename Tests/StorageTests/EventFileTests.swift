import Diagnostics
import Storage
import TestSupport
import Testing

/// What becomes of spool files of every form, sound, damaged, and both.
@Suite struct EventFileTests {
    private static let bom = "\u{FEFF}"

    @Test(arguments: [
        SpoolFile("a.json", event(1), events: [1]), SpoolFile("a.json", bom + " \r\n\t\(event(1))\r\n", events: [1]),
        SpoolFile("a.json", "[]"), SpoolFile("a.json", bom + "[ ]\n"),
        SpoolFile("a.json", "[\(event(1)),\r\n \(event(2)) , \(event(3))]\n", events: [1, 2, 3]),
        SpoolFile("a.ndjson", "\(event(1))\n\(event(2))\n", events: [1, 2]),
        SpoolFile("a.jsonl", "\(event(1))\r\n\(event(2))\r\n", events: [1, 2]),
        SpoolFile("a.ndjson", bom + "\(event(1))\n\n  \n\t\(event(2)) ", events: [1, 2]),
        SpoolFile("a.ndjson", "\n\n\(event(1))", events: [1]),
    ])
    func soundFilesAreTakenIn(_ file: SpoolFile) throws { try file.check() }

    @Test(arguments: [
        SpoolFile(
            "a.ndjson",
            "\(event(1))\n{\"event\":}\n\(event(2))\n",
            events: [1, 2],
            problems: ["2:10: error: unexpected '}', expected a value"],
            copied: "{\"event\":}\n"
        ),
        SpoolFile(
            "a.ndjson",
            "\(event(1))\n{}\r\n[]\r\n\(event(2))\n 7",
            events: [1, 2],
            problems: [
                "2:1: error: not an event: expected the member 'event' (Northflank, Clever Cloud) or 'specversion' "
                    + "(CloudEvents)",
                "3:1: error: an event must be an object, found an array",
                "5:2: error: an event must be an object, found a number",
            ],
            copied: "{}\r\n[]\r\n 7\n"
        ),
        SpoolFile(
            "a.ndjson",
            "\(event(1))\n\(event(2)) \(event(3))\n\(event(4))",
            events: [1, 4],
            problems: ["2:40: error: unexpected text after the event, expected the end of the line"],
            copied: "\(event(2)) \(event(3))\n"
        ),
        SpoolFile(
            "a.ndjson",
            "\(event(1))\n{\"event\":\"x\",\"da",
            events: [1],
            problems: ["2:14: error: a string is never closed"],
            copied: "{\"event\":\"x\",\"da\n"
        ),
        SpoolFile(
            "a.ndjson",
            bom + "x\n\(event(1))\n",
            events: [1],
            problems: ["1:4: error: unexpected 'x', expected a value"],
            copied: bom + "x\n"
        ),
        SpoolFile(
            "a.ndjson",
            "\(event(1))\n" + #"{"event":"x","data":{"é":1,"\u00e9":2}}"# + "\n",
            events: [1],
            problems: ["2:29: error: duplicate member 'é' in one object"],
            copied: #"{"event":"x","data":{"é":1,"\u00e9":2}}"# + "\n"
        ),
    ])
    func `T11: good lines are taken and bad ones set aside`(_ file: SpoolFile) throws { try file.check() }

    @Test(arguments: [
        SpoolFile(
            "a.json",
            "[\(event(1)),\n 42,\n{},\(event(2))]",
            events: [1, 2],
            problems: [
                "2:2: error: an event must be an object, found a number",
                "3:1: error: not an event: expected the member 'event' (Northflank, Clever Cloud) or 'specversion' "
                    + "(CloudEvents)",
            ],
            copied: "42\n{}\n"
        ),
        SpoolFile(
            "a.json",
            "[\(event(1)),\n{\"event\":'x'},\(event(2))]",
            events: [1],
            problems: ["2:10: error: unexpected ''', expected a value"],
            copied: "{\"event\":'x'},\(event(2))]\n"
        ),
        SpoolFile(
            "a.json",
            "[\(event(1)),]",
            events: [1],
            problems: ["1:41: error: unexpected ']', expected a value"],
            copied: "]\n"
        ),
        SpoolFile(
            "a.json",
            "[\(event(1))\n\(event(2))]",
            events: [1],
            problems: ["2:1: error: expected ',' or ']' after an event of the array"],
            copied: "\(event(2))]\n"
        ),
        SpoolFile(
            "a.json",
            "[\(event(1))",
            events: [1],
            problems: ["1:40: error: the file ends where ',' or ']' was expected"],
            copied: "\n"
        ),
        SpoolFile(
            "a.json",
            "\(event(1))\n\(event(2))\n",
            events: [1],
            problems: ["2:1: error: unexpected text after the last event, expected the end of the file"],
            copied: "\(event(2))\n\n"
        ),
        SpoolFile(
            "a.json",
            "[\(event(1))] x",
            events: [1],
            problems: ["1:42: error: unexpected text after the last event, expected the end of the file"],
            copied: "x\n"
        ),
    ])
    func goodElementsAreTakenAndTheRestIsSetAside(_ file: SpoolFile) throws { try file.check() }

    @Test(arguments: [
        SpoolFile("a.json", " \n", problems: ["2:1: error: the file holds no event"]),
        SpoolFile("a.ndjson", " \n\n", problems: ["1:1: error: the file holds no event"]),
        SpoolFile("a.json", bom, problems: ["1:4: error: the file holds no event"]),
        SpoolFile("a.json", "null", problems: ["1:1: error: an event must be an object, found null"]),
        SpoolFile("a.json", "\u{0}", problems: ["1:1: error: unexpected byte 0x0, expected a value"]),
        SpoolFile("a.json", "// c\n{}", problems: ["1:1: error: unexpected '/', expected a value"]),
        SpoolFile("a.json", "[[\(event(1))]]", problems: ["1:2: error: an event must be an object, found an array"]),
        SpoolFile(
            "a.json",
            "{\n\"event\": \"x\",\n\"data\": 7}",
            problems: [
                "3:9: error: an event's 'data' must be an object, found a number"
            ]
        ),
        SpoolFile(
            "a.ndjson",
            "a\nb\n",
            problems: [
                "1:1: error: unexpected 'a', expected a value", "2:1: error: unexpected 'b', expected a value",
            ]
        ),
        SpoolFile(
            "deep.json",
            String(repeating: "[", count: 100_000),
            problems: ["1:66: error: nested deeper than 64 levels"]
        ),
    ])
    func `T10: a file without a sound event is moved as it is`(_ file: SpoolFile) throws { try file.check() }

    @Test func `T07: UTF-16 is refused`() throws {
        let bench = try Workbench()
        try bench.put("a.json", bytes: [0xFF, 0xFE] + Array(event(1).utf8).flatMap { [$0, 0] })
        #expect(
            try bench.takeIn().corrupt.told.map { "\($0)" } == [
                "a.json:1:1: error: unexpected byte 0xFF, expected a value"
            ]
        )
        #expect(try bench.corrupt().count == 2)
    }

    @Test func `T11: every prefix of a file gives its whole events and keeps the rest`() throws {
        let text = "[\(event(1)),\(event(2))]"
        for count in 1..<text.utf8.count {
            let bench = try Workbench()
            try bench.put("a.json", String(text.prefix(count)))
            let result = try bench.takeIn()
            #expect(result.corrupt.count == 1)
            #expect(try bench.texts().count == (count < 39 ? 0 : count < 78 ? 1 : 2))
            #expect(try bench.left().isEmpty && bench.corrupt().count == 2)
        }
    }

    @Test func `T11: every prefix of lines gives its whole events and keeps the rest`() throws {
        let text = "\(event(1))\n\(event(2))"
        let length = event(1).utf8.count
        for count in 1...text.utf8.count {
            let bench = try Workbench()
            try bench.put("a.ndjson", String(text.prefix(count)))
            let result = try bench.takeIn()
            let isWhole = [length, length + 1, 2 * length + 1].contains(count)
            #expect(result.corrupt.count == (isWhole ? 0 : 1))
            #expect(try bench.texts().count == (count < length ? 0 : count <= 2 * length ? 1 : 2))
            #expect(try bench.left().isEmpty && bench.corrupt().count == (isWhole ? 0 : 2))
        }
    }

    @Test func lineBreaksWithinAnEventBecomeSpacesAndNothingElseIsRewritten() throws {
        let bench = try Workbench()
        try bench.put("a.json", "{\r\n  \"event\": \"x\",\n  \"data\": {\"n\": 1.50, \"t\": \"\\n\\u00e9é\"}\n}\n")
        try bench.takeIn()
        #expect(try bench.texts() == [#"{    "event": "x",   "data": {"n": 1.50, "t": "\n\u00e9é"} }"#])
    }
}
