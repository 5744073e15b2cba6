import Events
import Testing

@Suite struct EventPatternTests {
    struct Match: CustomTestStringConvertible {
        let pattern: String
        let type: String
        let expected: Bool

        var testDescription: String { "'\(pattern)' \(expected ? "matches" : "does not match") '\(type)'" }

        static func yes(_ pattern: String, _ type: String) -> Match {
            Match(pattern: pattern, type: type, expected: true)
        }
        static func no(_ pattern: String, _ type: String) -> Match {
            Match(pattern: pattern, type: type, expected: false)
        }
    }

    @Test(arguments: [
        Match.yes("build:start", "build:start"),
        .no("build:start", "Build:start"),
        .no("build:start", "build:start:late"),
        .no("build:start", "build"),
        .yes("build:*", "build:failure"),
        .no("build:*", "build"),
        .no("build:*", "build:a:b"),
        .no("build:*", "rebuild:start"),
        .yes("*:failure", "job-run:failure"),
        .no("*:failure", "a:b:failure"),
        .no("*:failure", "failure"),
        .yes("*", "DEPLOYMENT_FAIL"),
        .no("*", "build:start"),
        .yes("infrastructure:**", "infrastructure:byoc:cluster:error"),
        .yes("infrastructure:**", "infrastructure:x"),
        .no("infrastructure:**", "infrastructure"),
        .yes("**", "build:start"),
        .yes("**", "GIT_PUSH"),
        .yes("**:failure", "a:b:failure"),
        .yes("**:failure", "a:failure"),
        .no("**:failure", "failure"),
        .no("**:failure", "a:failure:b"),
        .yes("a:**:z", "a:b:c:z"),
        .no("a:**:z", "a:z"),
        .yes("**:x:**", "a:x:x:b"),
        .yes("infrastructure:*:container-crash", "infrastructure:job:container-crash"),
        .yes("infrastructure:*:container-*90", "infrastructure:job:container-cpuSpike90"),
        .yes("infrastructure:*:container-cpu*90", "infrastructure:job:container-cpuSustained90"),
        .no("infrastructure:*:container-cpu*90", "infrastructure:job:container-memorySpike90"),
        .yes("DEPLOYMENT_*", "DEPLOYMENT_FAIL"),
        .yes("DEPLOYMENT_*", "DEPLOYMENT_"),
        .no("DEPLOYMENT_*", "DEPLOYMENT"),
        .no("DEPLOYMENT_*", "DEPLOYMENT_X:y"),
        .yes("*a*b*", "xxaxxbxx"),
        .no("*a*b*", "xxbxxaxx"),
        .yes("com.example.*", "com.example.thing.created"),
        .no("b?ild:start", "build:start"),
        .no("build:[a-z]*", "build:start"),
    ])
    func patternsMatchPartByPart(_ match: Match) {
        #expect(EventPattern(match.pattern).matches(match.type) == match.expected)
    }

    @Test(arguments: [
        ("build:*", true), ("infrastructure:*", false), ("DEPLOYMENT_*", true), ("bild:*", false), ("**", true),
        ("build:start", true), ("build:stort", false),
    ])
    func theCatalogueTellsWhetherItHoldsAMatch(text: String, expected: Bool) {
        #expect(EventCatalogue.holdsMatch(for: EventPattern(text)) == expected)
    }

    @Test func aPatternOfManyStarsTakesNoMoreThanPatternTimesText() {
        let pattern = EventPattern(String(repeating: "*a", count: 100) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 20_000)))
    }

    @Test(arguments: ["build:start", "*", "**", "a:**:b", "*:failure", "DEPLOYMENT_*", "com.example.x", "é:ü"])
    func soundPatternsHaveNoProblem(_ text: String) {
        #expect(EventPattern(text).problem == nil)
    }

    @Test(arguments: [
        ("", "can't be empty"),
        ("build:", "a part is empty"),
        (":build", "a part is empty"),
        ("build::start", "a part is empty"),
        (" build:start", "no space"),
        ("build:\nstart", "no control character"),
        ("build:***", "alone between colons"),
        ("build:a**", "alone between colons"),
        ("**a", "alone between colons"),
        (String(repeating: "x", count: 257), "at most 256 bytes"),
    ])
    func brokenPatternsSayWhatIsWrong(text: String, words: String) throws {
        let problem = try #require(EventPattern(text).problem)
        #expect(problem.contains(words))
    }
}
