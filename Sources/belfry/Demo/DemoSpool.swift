import JSON

/// Puts the story into the spool as its producers would: each in its own shape, in files of its own.
struct DemoSpool {
    private(set) var files = 0
    /// Sound events, each counted once.
    private(set) var events = 0
    private let home: Home

    init(_ story: DemoStory, in home: Home) throws {
        self.home = home
        try put("platform.json", Array(JSON.array(story.platform.map { $0.json }).pretty.utf8), story.platform.count)
        try put("jobs.ndjson", DemoSpool.lines(story.jobs, tornAt: story.jobs.count / 2), story.jobs.count)
        try put("storefront.ndjson", DemoSpool.lines(story.storefront), story.storefront.count)
        try put("warehouse.json", JSON.array(story.warehouse.map { $0.json }).compact, story.warehouse.count)
        try put("release.json", story.release.json.compact, 1)
        // Its producer heard no answer and said it again.
        try put("release.json", story.release.json.compact, 0)
    }

    private mutating func put(_ name: String, _ bytes: [UInt8], _ count: Int) throws {
        var file = try SpoolFile(in: home, suffix: "." + name)
        try file.write(bytes)
        _ = try file.publish()
        files += 1
        events += count
    }

    /// NDJSON; at `torn` stands half a line besides, as a producer leaves it that is killed.
    private static func lines(_ events: [DemoEvent], tornAt torn: Int? = nil) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, event) in events.enumerated() {
            let line = event.json.compact
            if index == torn { bytes += line.prefix(line.count / 3) + [UInt8(ascii: "\n")] }
            bytes += line + [UInt8(ascii: "\n")]
        }
        return bytes
    }
}
