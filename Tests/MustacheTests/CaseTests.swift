import Foundation
import Testing

@Suite struct CaseTests {
    private static let cases: [MustacheCase] =
        Bundle.module.url(forResource: "Cases", withExtension: nil).flatMap { try? MustacheCase.suites(in: $0) } ?? []

    @Test func theCasesAreThere() {
        #expect(Self.cases.count > 100)
    }

    @Test(arguments: cases) func theCaseHolds(_ test: MustacheCase) {
        #expect(test.render() == test.expected)
    }
}
