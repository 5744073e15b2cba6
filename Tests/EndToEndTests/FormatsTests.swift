import JSON
import Testing

@Suite struct FormatsTests {
    @Test func everyTypeIsThereWithItsFormatAndMode() throws {
        let ended = try Belfry.run(["formats", "--json"])
        #expect(ended.status == 0)
        let formats = try JSON.read(Array(ended.output.utf8))
        let rows = (formats["data"]?.array ?? []).map { row in
            ["type", "format", "mode"].map { row[$0]?.string ?? "-" }.joined(separator: " ")
        }
        #expect(
            rows == [
                "SLACK slack digest", "DISCORD - digest", "TEAMS - digest", "TEAMS_WORKFLOWS - digest",
                "RAW_WEBHOOK raw individual", "EMAIL - digest",
            ]
        )
        #expect(formats["gone"]?.members?.map(\.key) == ["flowdock", "gitter"])
    }

    @Test func peopleSeeTheSame() throws {
        let text = try Belfry.run(["formats"]).output
        let lines = text.split(separator: "\n")
        #expect(lines[0] == "TYPE             FORMAT  MODE        MESSAGE")
        #expect(lines[1].hasPrefix("SLACK            slack   digest      blocks, "))
        #expect(text.contains("\n  flowdock  Flowdock was shut down in 2023\n"))
    }

    @Test func thereIsNothingToName() throws {
        let ended = try Belfry.run(["formats", "slack"])
        #expect(ended.status == 64)
        #expect(ended.output == "")
    }
}
