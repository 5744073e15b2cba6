import Events
import Testing

@Suite struct EventGroupsTests {
    private func texts(_ groups: EventGroups, _ name: String) -> [String] { groups.patterns(for: name).map { $0.text } }

    @Test(arguments: [
        ("META_SERVICE_LIFECYCLE", 4), ("META_DEPLOYMENT_RESULT", 2), ("META_SERVICE_MANAGEMENT", 5),
        ("META_CREDITS", 1),
    ])
    func theMETAGroupsStandForKnownCleverCloudEvents(name: String, size: Int) {
        let members = texts(EventGroups(), name)
        #expect(members.count == size)
        #expect(members.allSatisfy { EventCatalogue.entry(for: $0).source == .cleverCloud })
    }

    @Test func thereAreFourMETAGroups() {
        #expect(EventGroups().names.count == 4)
    }

    @Test func aNameThatIsNoGroupStandsForItself() {
        #expect(texts(EventGroups(), "build:*") == ["build:*"])
        #expect(texts(EventGroups(), "META_NEW") == ["META_NEW"])
    }

    @Test func ownGroupsAreOpenedWithTheGroupsInThemAndListNothingTwice() {
        let groups = EventGroups(own: [
            "deploys": ["build:*", "META_DEPLOYMENT_RESULT", "failures"],
            "failures": ["*:failure", "DEPLOYMENT_FAIL"],
        ])
        #expect(texts(groups, "deploys") == ["build:*", "DEPLOYMENT_FAIL", "DEPLOYMENT_SUCCESS", "*:failure"])
    }

    @Test func ownGroupsCannotChangeTheMETAGroups() {
        let groups = EventGroups(own: ["META_CREDITS": ["build:*"]])
        #expect(texts(groups, "META_CREDITS") == ["CREDITS_ADDED"])
    }

    @Test func aGroupThatContainsItselfShowsTheWayRound() {
        let groups = EventGroups(own: ["a": ["build:*", "b"], "b": ["c"], "c": ["a"], "d": ["a"], "self": ["self"]])
        #expect(groups.cycle(from: "a") == ["a", "b", "c", "a"])
        #expect(groups.cycle(from: "self") == ["self", "self"])
        #expect(groups.cycle(from: "d") == nil)
        #expect(groups.cycle(from: "META_CREDITS") == nil)
        #expect(texts(groups, "d") == ["build:*"])
    }
}
