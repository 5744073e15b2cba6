import Configuration
import Diagnostics
import Events
import JSON
import Providers
import Testing

/// Clever Cloud's body with several URLs in one file.
@Suite struct HookTests {
    private func read(_ files: [String: String]) -> Configuration.Reading { Configuration.read(files) }

    private func accepted(_ name: String) throws -> [Integration] {
        let reading = Configuration.read(
            settings: nil,
            integrations: [try Fixtures.file("Accepted/\(name).json", as: "integrations/\(name).json")],
            secrets: Fixtures.secret
        )
        #expect(reading.problems.isEmpty, "\(reading.problems)")
        return try #require(reading.setup?.integrations)
    }

    @Test func eachURLIsAnIntegrationOfItsOwn() throws {
        let targets = try accepted("hook")
        #expect(targets.map(\.id) == ["hook", "hook-2", "hook-3"])
        #expect(targets.map(\.provider) == [.slack, .rawWebhook, .rawWebhook])
        #expect(targets.map(\.mode) == [.digest, .individual, .individual])
        #expect(
            targets.map { $0.webhook.revealed } == [
                "https://hooks.slack.com/services/T/B/x", "https://example.com/deployments",
                "https://example.org/without-a-format",
            ]
        )
    }

    @Test func whatTheFileSaysHoldsForAllOfThem() throws {
        let targets = try accepted("hook")
        let patterns = ["DEPLOYMENT_FAIL", "DEPLOYMENT_SUCCESS", "CREDITS_ADDED"]
        for target in targets {
            #expect(target.name == "Deployment results: café & co.")
            #expect(target.filter.patterns.map(\.text) == patterns)
            #expect(target.filter.projects == ["app_31d7c0aa", "addon_9f2c"])
            #expect(target.timeout == .seconds(5))
            #expect(target.file == "integrations/hook.json")
            #expect(target.declared["restricted"] == true)
            #expect(target.declared["projects"] == ["app_31d7c0aa", "addon_9f2c"])
        }
    }

    @Test func onlyRawTargetsAreSignedAndGetThePlatformsForm() throws {
        let targets = try accepted("hook")
        #expect(targets.map { $0.signingKeys.count } == [0, 2, 2])
        #expect(targets.map(\.rawForm) == [.northflank, .cleverCloud, .cleverCloud])
    }

    @Test func aHookOfOneURLIsNamedByItsFileAndWantsEverything() throws {
        let target = try #require(try accepted("hook-bare").first)
        #expect(target.id == "hook-bare")
        #expect(target.name == "hook-bare")
        #expect(target.filter == Filter(patterns: [.everything]))
        #expect(target.declared["restricted"] == false)
    }

    @Test func theNumberOfAURLMustNotBeAnotherFilesName() {
        let hook = #"{"urls": [{"url": "https://example.com/1"}, {"url": "https://example.com/2"}]}"#
        let other = #"{"urls": [{"url": "https://example.com/3"}]}"#
        let reading = read(["a": hook, "a-2": other])
        #expect(reading.setup == nil)
        #expect(reading.problems.map(\.message) == ["another integration has the id 'a-2'"])
    }

    @Test func theOrderIsThatOfTheIDs() {
        let hook = #"{"urls": [{"url": "https://example.com/1"}, {"url": "https://example.com/2"}]}"#
        let other = #"{"urls": [{"url": "https://example.com/3"}]}"#
        #expect(read(["a": hook, "a-1": other]).setup?.integrations.map(\.id) == ["a", "a-1", "a-2"])
    }

    @Test func aFileNameThatHasNoRoomForANumberIsAnError() {
        let long = String(repeating: "x", count: 63)
        let hook = #"{"urls": [{"url": "https://example.com/1"}, {"url": "https://example.com/2"}]}"#
        #expect(read([long: hook]).setup == nil)
    }
}
