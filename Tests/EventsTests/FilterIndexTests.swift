import Events
import Testing

@Suite struct FilterIndexTests {
    private static let texts = [
        ["**"], ["build:*"], ["build:start", "build:*"], ["*:failure"], ["infrastructure:**"], ["DEPLOYMENT_*"], [],
        ["job-run:failure", "DEPLOYMENT_FAIL"], ["**:error"], ["infrastructure:*:container-*90", "build:failure"],
    ]
    private static let projects: [Set<String>?] = [nil, [], ["blog"], ["blog", "shop"]]

    private let filters = texts.flatMap { texts in
        FilterIndexTests.projects.map { Filter(patterns: texts.map { EventPattern($0) }, projects: $0) }
    }
    private static let owner = "shop"

    @Test func theIndexAnswersAsTheFiltersOneByOne() {
        var filters = filters
        for index in filters.indices where index % 3 == 0 { filters[index].owner = FilterIndexTests.owner }
        var index = FilterIndex(filters: filters)
        for _ in 1...2 {
            for type in EventCatalogue.names + ["unknown", "a:b:failure", ""] {
                for project in [nil, "blog", "shop", "other"] {
                    let expected = filters.indices.filter { filters[$0].matches(type: type, project: project) }
                    #expect(index.matches(type: type, project: project) == expected)
                }
            }
        }
    }

    @Test func anIndexOfNoFiltersMatchesNothing() {
        var index = FilterIndex(filters: [])
        #expect(index.matches(type: "build:start", project: "blog") == [])
    }

    @Test func answersStayRightWhenMoreTypesComeThanAreRemembered() {
        var index = FilterIndex(filters: filters)
        let expected = filters.indices.filter { filters[$0].matches(type: "made-up:7:failure", project: "blog") }
        for round in 0..<20_000 {
            let matches = index.matches(type: "made-up:\(round):failure", project: "blog")
            #expect(matches == expected)
        }
    }
}
