import Storage
import Testing

/// Events that do not fit: into the limit, or into one piece of the file.
@Suite struct LongEventTests {
    private static let small = IntakeLimits(eventBytes: 60)
    private static let long = #"{"event":"x","data":{"t":"\#(String(repeating: "x", count: 600_000))"}}"#

    @Test(arguments: [
        SpoolFile(
            "a.ndjson",
            "\(event(1))\n\(long)\n\(event(2))",
            events: [1, 2],
            problems: ["2:1: error: a line of 600029 bytes is too long for an event, the limit is 60"],
            copied: long + "\n"
        ),
        SpoolFile(
            "a.ndjson",
            long,
            problems: ["1:1: error: a line of 600029 bytes is too long for an event, the limit is 60"]
        ),
        SpoolFile(
            "a.json",
            "[\(event(1)),{\"event\":\"x\",\"data\":{\"text\":\"\(String(repeating: "y", count: 60))\"}},\(event(2))]",
            events: [1, 2],
            problems: ["1:41: error: an event of 92 bytes is too long, the limit is 60"],
            copied: "{\"event\":\"x\",\"data\":{\"text\":\"\(String(repeating: "y", count: 60))\"}}\n"
        ),
        SpoolFile(
            "a.json",
            "[\(event(1)),\(long)]",
            events: [1],
            problems: ["1:41: error: an event of more than 60 bytes is too long"],
            copied: long + "]\n"
        ),
    ])
    func `T02: an event that is too long is set aside as it stands`(_ file: SpoolFile) throws {
        try file.check(limits: Self.small)
    }

    /// Files are read in pieces of 256 KiB.
    @Test(arguments: [0, 1, 2, 3, 6, 20, 37, 38, 39, 43, 44])
    func eventsAndNumbersMayCrossTheBorderOfAPiece(_ shift: Int) throws {
        let padding = String(repeating: " ", count: (1 << 18) - 45 + shift)
        try SpoolFile("a.json", "[\(padding)\(event(1)),\n\(event(2))]", events: [1, 2]).check()
        try SpoolFile("a.json", "\(padding)\(event(1))", events: [1]).check()
        try SpoolFile(
            "a.json",
            "[\(padding)12345678901234567890123456789012345678901234,\n\(event(2))]",
            events: [2],
            problems: ["1:\(padding.utf8.count + 2): error: an event must be an object, found a number"],
            copied: "12345678901234567890123456789012345678901234\n"
        ).check()
    }
}
