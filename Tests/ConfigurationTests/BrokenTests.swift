import Configuration
import Diagnostics
import TestSupport
import Testing

/// `Broken/DEFECT.json` has what is said of it beside it; `RECORD=1 swift test` writes that anew.
///
/// Files whose name begins with `settings-` are read as `belfry.json`, all others as integrations.
@Suite struct BrokenTests {
    @Test(arguments: Fixtures.names(in: "Broken"))
    func `T35: every defect is named with its place`(_ defect: String) throws {
        let file = try Fixtures.file("Broken/\(defect).json", as: "\(defect).json")
        let isSettings = defect.hasPrefix("settings-")
        let reading = Configuration.read(
            settings: isSettings ? file : nil,
            integrations: isSettings ? [] : [file],
            secrets: Fixtures.secret,
            files: Fixtures.locate,
            zones: Fixtures.zone
        )
        let said = reading.problems.map { $0.description + "\n" }.joined()
        #expect(difference(of: said, fromGolden: "Tests/ConfigurationTests/Broken/\(defect).diagnostics") == nil)
        #expect(!reading.problems.isEmpty)
        #expect((reading.setup == nil) == reading.problems.contains { $0.severity == .error })
    }

    @Test func everyExpectationHasItsDefect() {
        #expect(Fixtures.names(in: "Broken", ending: "diagnostics") == Fixtures.names(in: "Broken"))
    }

    @Test(arguments: Fixtures.names(in: "Broken"))
    func noSecretAndNoPathOfAnAddressIsShown(_ defect: String) throws {
        let said = try Fixtures.text("Broken/\(defect).diagnostics")
        for secret in [
            "hunter2", "hünter2", "secret-path", "user:pass", "services/T", "/hook\"", "Host: evil", "12345",
        ] {
            #expect(!said.contains(secret))
        }
    }
}
