import JSON
import Testing

@Suite struct CheckTests {
    @Test func aNewHomeIsSound() throws {
        let ended = try Belfry.run(["check"], home: try TemporaryHome())
        #expect(ended == Belfry.Ended(status: 0, output: "0 integrations, no problems\n", errors: ""))
    }

    @Test func theSampleOfInitIsAnIntegrationOnceItIsCopied() throws {
        let home = try TemporaryHome()
        try home.write("integrations/ops.json", try home.text("integrations/example.json.sample"))
        try home.write("secrets/ops", "https://hooks.slack.com/services/T0/B0/x1y2z3\n", mode: 0o600)
        let ended = try Belfry.run(["check"], home: home)
        #expect(ended == Belfry.Ended(status: 0, output: "1 integration, no problems\n", errors: ""))
    }

    @Test func allProblemsAreToldAtOnceWithTheirPlaces() throws {
        let home = try TemporaryHome()
        try home.write("belfry.json", "{\n  \"retension\": \"5d\"\n}")
        try home.write("integrations/blog.json", blog.replacing("RAW_WEBHOOK", with: "RAW_WEBHOK"))
        try home.write("integrations/broken.json", "{")
        let ended = try Belfry.run(["check"], home: home)
        #expect(ended.status == 78)
        for place in [
            "belfry.json:2:3: error: ", "integrations/blog.json:1:33: error: ", "integrations/broken.json:1:2: error: ",
        ] {
            #expect(ended.errors.contains(home.path + "/" + place), "\(ended.errors)")
        }
        #expect(ended.errors.contains("did you mean 'RAW_WEBHOOK'?"))
        #expect(ended.output.hasSuffix("errors\n"))
    }

    @Test func theJSONHasEveryProblemWithItsPlace() throws {
        let home = try TemporaryHome()
        try home.write("belfry.json", "{\n  \"retension\": \"5d\"\n}")
        let ended = try Belfry.run(["check", "--json"], home: home)
        #expect(ended.status == 78)
        #expect(ended.errors == "")
        let problems = try #require(try JSON.read(Array(ended.output.utf8))["problems"]?.array)
        #expect(problems.count == 1)
        #expect(problems.first?["severity"] == "error")
        #expect(problems.first?["line"] == 2)
        #expect(problems.first?["column"] == 3)
    }

    @Test func aSecretThatOthersCanReadIsExit77WithTheCommandThatMendsIt() throws {
        let home = try TemporaryHome()
        try home.write("integrations/blog.json", blog)
        try home.write("secrets/blog", "hunter2-hunter2\n", mode: 0o644)
        let ended = try Belfry.run(["check"], home: home)
        #expect(ended.status == 77)
        #expect(ended.errors.contains("chmod o= '\(home.path)/secrets/blog'"))
        #expect(!ended.errors.contains("hunter2"))
        #expect(try Belfry.run(["list"], home: home).status == 77)
    }

    @Test func anAddressInAFileThatOthersCanReadIsAWarning() throws {
        let home = try TemporaryHome()
        let ops = #"{"name": "Ops", "type": "SLACK", "webhook": "https://hooks.slack.com/services/T0/B0/x1y2z3", "#
        try home.write("integrations/ops.json", ops + #""events": ["build:failure"]}"#, mode: 0o644)
        let ended = try Belfry.run(["check"], home: home)
        #expect(ended.status == 0)
        #expect(ended.errors.contains("integrations/ops.json: warning: every user can read this file"))
        #expect(!ended.errors.contains("x1y2z3"))
    }

    @Test func secretsComeFromTheEnvironmentAndFromSystemdToo() throws {
        let home = try TemporaryHome()
        try home.write("integrations/blog.json", blog.replacing(#""file": "secrets/blog""#, with: #""env": "BLOG""#))
        #expect(try Belfry.run(["check"], home: home).errors.contains("the environment variable 'BLOG' is not set"))
        #expect(try Belfry.run(["check"], home: home, environment: ["BLOG": "hunter2-hunter2"]).status == 0)
        try home.write(
            "integrations/blog.json",
            blog.replacing(#""file": "secrets/blog""#, with: #""credential": "c""#)
        )
        #expect(try Belfry.run(["check"], home: home).errors.contains("$CREDENTIALS_DIRECTORY is not set"))
        try home.write("credentials/c", "hunter2-hunter2", mode: 0o400)
        let environment = ["CREDENTIALS_DIRECTORY": home.path + "/credentials"]
        #expect(try Belfry.run(["check"], home: home, environment: environment).status == 0)
    }

    @Test(arguments: [("state", 0o770), ("reports", 0o702), ("integrations", 0o702), ("belfry.json", 0o602)])
    func `T37: what others can write is an error`(place: String, mode: Int) throws {
        let home = try TemporaryHome()
        try home.setMode(mode, of: place)
        let ended = try Belfry.run(["check"], home: home)
        #expect(ended.status == 78)
        #expect(ended.errors.hasPrefix("\(home.path)/\(place): error: users who are not Belfry's can write here\n"))
    }

    @Test func theHomesTemplatesAreRenderedWithSampleEvents() throws {
        let home = try TemporaryHome()
        try home.write("templates/slack/event.json.mustache", "{\"text\": \"something happened\"}")
        try home.write("templates/discord/event.json.mustache", "{\"content\": {{#event}}\n}")
        let ended = try Belfry.run(["check"], home: home)
        #expect(ended.status == 78)
        #expect(!ended.errors.contains("templates/slack"))
        #expect(ended.errors.hasPrefix("\(home.path)/templates/discord/event.json.mustache:1:"))
    }

    @Test func withoutAHomeItSaysHowToMakeOne() throws {
        let ended = try Belfry.run(["check"], environment: ["BELFRY_HOME": "nowhere"])
        #expect(ended.status == 78)
        #expect(ended.errors.hasPrefix("belfry: error: there is no home in 'nowhere' (named by $BELFRY_HOME)\n"))
        #expect(ended.errors.contains("belfry init nowhere"))
    }

    @Test func listShowsNorthflanksObjectWithTheAddressRedacted() throws {
        let home = try TemporaryHome()
        try home.write("integrations/blog.json", blog)
        try home.write("secrets/blog", "hunter2-hunter2", mode: 0o600)
        let one = try Belfry.run(["list", "blog", "--json"], home: home)
        #expect(one.status == 0)
        let object = try #require(try JSON.read(Array(one.output.utf8))["data"])
        #expect(object["id"] == "blog")
        #expect(object["events"] == ["trigger:build:failure": true])
        #expect(object["webhook"]?.string?.hasPrefix("https://example.com/…") == true)
        #expect(!one.output.contains("hunter2"))
        let all = try Belfry.run(["list", "--json"], home: home)
        #expect(try JSON.read(Array(all.output.utf8)) == ["data": [object]])
        #expect(
            try Belfry.run(["list"], home: home).output.contains("\nblog  ok     RAW_WEBHOOK  individual  https://")
        )
    }

    @Test func anIntegrationThatIsNotThereIsExit3() throws {
        let home = try TemporaryHome()
        try home.write("integrations/blog.json", blog.replacing(#""secret": {"file": "secrets/blog"}, "#, with: ""))
        let ended = try Belfry.run(["list", "blgo"], home: home)
        #expect(ended.status == 3)
        #expect(ended.errors.contains("there is no integration 'blgo'\nnote: did you mean 'blog'?"))
    }

    @Test(arguments: ["integration", "settings", "event"])
    func everySchemaIsJSONSchema(file: String) throws {
        let ended = try Belfry.run(["schema", file])
        #expect(ended.status == 0)
        let schema = try JSON.read(Array(ended.output.utf8))
        #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["title"]?.string?.hasPrefix("Belfry ") == true)
    }

    private let blog =
        #"{"name": "Blog alerts", "type": "RAW_WEBHOOK", "secret": {"file": "secrets/blog"}, "#
        + #""webhook": "https://example.com/hooks/blog", "events": {"trigger:build:failure": true}}"#
}
