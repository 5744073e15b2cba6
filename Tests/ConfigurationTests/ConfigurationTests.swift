import Configuration
import Diagnostics
import Events
import Providers
import Testing

/// What files mean together.
@Suite struct ConfigurationTests {
    private func file(_ name: String, events: String = #"["build:*"]"#, more: String = "") -> String {
        #"{"name": "\#(name)", "type": "RAW_WEBHOOK", "webhook": "https://example.com", "events": \#(events)\#(more)}"#
    }

    private func messages(_ reading: Configuration.Reading) -> [String] { reading.problems.map { $0.message } }

    @Test func oneBrokenFileHidesNothingOfTheOthersAndStopsEverything() {
        let reading = Configuration.read(
            settings: #"{"sync": 1}"#,
            ["a": "{", "b": file("Fine"), "c": file("x"), "d": file("Good", events: #"["nothing"]"#)]
        )
        #expect(reading.setup == nil)
        #expect(
            reading.problems.map { $0.file }
                == ["belfry", "integrations/a", "integrations/c", "integrations/d"].map { $0 + ".json" }
        )
    }

    @Test func integrationsComeInTheOrderOfTheirIds() {
        let reading = Configuration.read(["b": file("Two"), "a": file("One"), "a-1": file("Three")])
        #expect(reading.setup?.integrations.map { $0.id } == ["a", "a-1", "b"])
    }

    @Test(arguments: ["Upper", "with space", "-a", "é"])
    func aFileWhoseStemIsNoIdIsAnError(_ stem: String) {
        let reading = Configuration.read([stem: file("Fine")])
        #expect(messages(reading) == ["the file's name '\(stem)' can't be an id"])
        #expect(reading.setup == nil)
    }

    @Test func theSameIdTwiceIsAnError() {
        let reading = Configuration.read(
            settings: nil,
            integrations: ["x/a.json", "y/a.json"].map { SourceFile(name: $0, text: file("Fine")) },
            secrets: Fixtures.secret
        )
        #expect(messages(reading).contains("another integration has the id 'a'"))
        #expect(reading.setup == nil)
    }

    @Test func theSameNameTwiceIsAWarning() {
        let reading = Configuration.read(["a": file("Fine"), "b": file("Fine")])
        #expect(messages(reading) == ["the integration 'a' has the same name"])
        #expect(reading.problems[0].severity == .warning)
        #expect(reading.setup?.integrations.count == 2)
    }

    @Test func unknownEventsAreTakenWhenTheSettingsSaySo() {
        let odd = ["a": file("Fine", events: #"["new:thing", "new:*", {"x": 1}]"#)]
        let strict = Configuration.read(odd)
        #expect(strict.problems.count == 3)
        let tolerant = Configuration.read(settings: #"{"allowUnknownEvents": true}"#, odd)
        #expect(messages(tolerant) == ["expected a string, found an object"])
    }

    @Test func aSettingsFileThatCannotBeReadCausesNoFurtherErrors() {
        let reading = Configuration.read(settings: "{", ["a": file("Fine", events: #"["deploys"]"#)])
        #expect(reading.problems.map { $0.file } == ["belfry.json"])
        #expect(reading.setup == nil)
    }

    @Test func httpMayBeAllowedInThreePlaces() {
        let plain = file("Fine").replacing("https:", with: "http:")
        #expect(Configuration.read(["a": plain]).setup == nil)
        #expect(Configuration.read(settings: #"{"allowHTTP": true}"#, ["a": plain]).setup != nil)
        #expect(Configuration.read(settings: #"{"defaults": {"allowHTTP": true}}"#, ["a": plain]).setup != nil)
        let own = plain.replacing("}", with: #", "allowHTTP": true}"#)
        #expect(Configuration.read(["a": own]).setup?.integrations.first?.allowHTTP == true)
        let refused = plain.replacing("}", with: #", "allowHTTP": false}"#)
        #expect(Configuration.read(settings: #"{"allowHTTP": true}"#, ["a": refused]).setup == nil)
    }

    @Test func aStandInOnAPrivateAddressCausesNoWarningAboutTheHost() {
        let stand =
            #"{"name": "Stand in", "type": "SLACK", "webhook": "http://127.0.0.1:8080/", "events": null, "#
            + #""allowHTTP": true, "allowPrivate": true}"#
        #expect(Configuration.read(["a": stand]).problems.isEmpty)
    }

    @Test(arguments: [
        "https://example.com", "HTTPS://EXAMPLE.com:8443/x?y=z#f", "https://[2001:db8::1]:443/", "https://a_b.example",
        "https://192.0.2.1", "https://example.com?key=a@b",
    ])
    func wholeAddressesAreTaken(_ address: String) {
        #expect(Configuration.read(["a": file("Fine").replacing("https://example.com", with: address)]).setup != nil)
    }

    @Test(arguments: [
        "", "https:", "https://", "https://:443", "//example.com", "example.com", "javascript:alert(1)", "https://a@b",
        "https://[::1", "https://[::1]x", "https://[evil.example]", "https://exa mple.com", "https://example.com:",
        "https://example.com:0", "https://example.com:+1", "https://example.com:65536", "https://ex\u{E4}mple.com",
        "https://a%2eb", "https://a<b", #"https://a\\b"#, #"https://example.com/\u0000"#,
    ])
    func otherAddressesAreRefused(_ address: String) {
        let reading = Configuration.read(["a": file("Fine").replacing("https://example.com", with: address)])
        #expect(reading.setup == nil)
        #expect(reading.problems.count == 1)
    }

    @Test func aFinalLineBreakIsNotPartOfASecretAndOnlyTheLast() throws {
        func token(_ stored: String) -> String? {
            Configuration.read(
                settings: nil,
                integrations: [SourceFile(name: "a.json", text: file("Fine", more: #", "secret": {"env": "X"}"#))],
                secrets: { _ in .success(stored) }
            ).setup?.integrations.first?.token?.revealed
        }
        #expect(token("abc\n") == "abc")
        #expect(token("abc\r\n") == "abc")
        #expect(token("abc") == "abc")
        #expect(token("abc\n\n") == nil)
        #expect(token("\n") == nil)
    }
}
