import Configuration
import Diagnostics
import Testing

/// A file that was cut off, by a full disk or an editor that died, is never half a configuration.
@Suite struct PrefixTests {
    @Test(arguments: Fixtures.names(in: "Accepted"))
    func everyPrefixOfAFileIsAnErrorWithItsPlace(_ name: String) throws {
        let whole = try Fixtures.file("Accepted/\(name).json", as: "\(name).json")
        let last = try #require(whole.bytes.lastIndex(of: UInt8(ascii: "}")))
        for count in 0...last {
            let file = SourceFile(name: whole.name, bytes: Array(whole.bytes.prefix(count)))
            let reading = Configuration.read(
                settings: name == "settings" ? file : nil,
                integrations: name == "settings" ? [] : [file],
                secrets: Fixtures.secret,
                files: Fixtures.locate,
                zones: Fixtures.zone
            )
            let errors = reading.problems.filter { $0.severity == .error }
            guard reading.setup == nil, errors.contains(where: { $0.position != nil }) else {
                Issue.record("the first \(count) bytes: \(errors)")
                return
            }
        }
    }
}
