import Events
import Testing

@Suite struct FilterTests {
    private let builds = [EventPattern("build:failure"), EventPattern("build:*")]

    @Test func theFirstFittingPatternIsTheReason() {
        let filter = Filter(patterns: builds)
        #expect(filter.verdict(type: "build:failure", project: nil) == .matched(EventPattern("build:failure")))
        #expect(filter.verdict(type: "build:start", project: "blog") == .matched(EventPattern("build:*")))
    }

    @Test func aTypeThatNoPatternNamesIsNotSelectedWhateverItsProject() {
        let filter = Filter(patterns: builds, projects: ["blog"])
        #expect(filter.verdict(type: "job-run:start", project: "blog") == .typeNotSelected)
        #expect(filter.verdict(type: "job-run:start", project: nil) == .typeNotSelected)
    }

    @Test func aRestrictedFilterWantsItsProjectsOnly() {
        let filter = Filter(patterns: builds, projects: ["blog"])
        #expect(filter.matches(type: "build:start", project: "blog"))
        #expect(filter.verdict(type: "build:start", project: "shop") == .projectNotSelected("shop"))
        #expect(filter.verdict(type: "build:start", project: nil) == .noProject)
        #expect(filter.verdict(type: "build:start", project: "Blog") == .projectNotSelected("Blog"))
    }

    @Test func aNoticeAboutItsOwnerIsNotForAFilterAndEverythingElseIs() {
        var filter = Filter(patterns: [.everything])
        filter.owner = "ops"
        let type = NoticeType.disabled.rawValue
        #expect(filter.verdict(type: type, project: "ops") == .aboutItself)
        #expect(filter.matches(type: type, project: "blog"))
        #expect(filter.matches(type: "build:failure", project: "ops"))
        filter.owner = nil
        #expect(filter.matches(type: type, project: "ops"))
    }

    @Test func aFilterRestrictedToNoProjectMatchesNothing() {
        let filter = Filter(patterns: [.everything], projects: [])
        #expect(!filter.matches(type: "build:start", project: "blog"))
        #expect(!filter.matches(type: "build:start", project: nil))
    }

    @Test func aFilterWithoutPatternsMatchesNothing() {
        #expect(Filter(patterns: []).verdict(type: "build:start", project: nil) == .typeNotSelected)
    }
}
