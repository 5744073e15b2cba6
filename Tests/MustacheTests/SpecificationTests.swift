import Foundation
import Testing

@Suite struct SpecificationTests {
    /// The specification's own suites, where somebody has put them beside the package.
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "../shared/material/mustache-spec").standardizedFileURL

    private static let isPresent = FileManager.default.fileExists(atPath: folder.path)

    /// Lambdas need code in the data, and dynamic names make it unknown what a template needs: neither is wanted.
    private static let cases: [MustacheCase] =
        isPresent ? (try? MustacheCase.suites(in: folder, leaving: ["~lambdas", "~dynamic-names"])) ?? [] : []

    @Test(.enabled(if: isPresent)) func allRequiredModulesAndInheritanceAreThere() {
        #expect(Self.cases.count { !$0.testDescription.hasPrefix("~") } >= 136)
        #expect(Self.cases.contains { $0.testDescription.hasPrefix("~inheritance") })
    }

    @Test(.enabled(if: isPresent), arguments: cases) func theSpecificationHolds(_ test: MustacheCase) {
        #expect(test.render() == test.expected)
    }
}
