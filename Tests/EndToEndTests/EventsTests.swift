import JSON
import Testing

@Suite struct EventsTests {
    @Test func theCatalogueHasEveryPublishedNameWithASeverity() throws {
        let ended = try Belfry.run(["events", "--json"])
        #expect(ended.status == 0)
        let catalogue = try JSON.read(Array(ended.output.utf8))
        let data = try #require(catalogue["data"]?.array)
        #expect(data.count { $0["source"] == "northflank" } == 68)
        #expect(data.count { $0["source"] == "clever-cloud" } == 21)
        #expect(data.count { $0["source"] == "belfry" } == 3)
        #expect(data.allSatisfy { ["info", "warning", "critical"].contains($0["severity"]?.string) })
        #expect(catalogue["groups"]?.members?.count == 4)
    }

    @Test func peopleSeeTheSameNames() throws {
        let text = try Belfry.run(["events"]).output
        let json = try JSON.read(Array(try Belfry.run(["events", "--json"]).output.utf8))
        for entry in json["data"]?.array ?? [] {
            let type = try #require(entry["type"]?.string)
            #expect(text.contains("\n  \(type) "))
        }
    }
}
