import Foundation
import Testing

/// The specification's own suites, as https://github.com/mustache/spec has them.
///
/// Lambdas need code in the data, and dynamic names make it unknown what a template needs: neither is wanted, and neither
/// is here.
@Suite struct SpecificationTests {
    private static let cases: [MustacheCase] =
        Bundle.module.url(forResource: "Specification", withExtension: nil)
        .flatMap { try? MustacheCase.suites(in: $0) } ?? []

    @Test func allRequiredModulesAndInheritanceAreThere() {
        #expect(Self.cases.count { !$0.testDescription.hasPrefix("~") } == 136)
        #expect(Self.cases.count { $0.testDescription.hasPrefix("~inheritance") } == 27)
    }

    @Test(arguments: cases) func theSpecificationHolds(_ test: MustacheCase) {
        #expect(test.render() == test.expected)
    }
}
