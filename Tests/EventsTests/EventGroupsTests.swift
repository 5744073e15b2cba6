import Events
import Testing

@Suite struct EventGroupsTests {
    private func texts(_ groups: EventGroups, _ name: String) -> [String] { groups.patterns(for: name).map { $0.text } }

    @Test(arguments: [
        ("META_SERVICE_LIFECYCLE", 4), ("META_DEPLOYMENT_RESULT", 2), ("META_SERVICE_MANAGEMENT", 5),
        ("META_CREDITS", 1),
    ])
    func `the META groups stand for known Clever Cloud events`(name: String, size: Int) {
        let members = texts(EventGroups(), name)
        #expect(members.count == size)
        #expect(members.allSatisfy { EventCatalogue.entry(for: $0).source == .cleverCloud })
    }

    @Test func `there are four META groups`() {
        #expect(EventGroups().names.count == 4)
    }

    @Test func `a name that is no group stands for itself`() {
        #expect(texts(EventGroups(), "build:*") == ["build:*"])
        #expect(texts(EventGroups(), "META_NEW") == ["META_NEW"])
    }

    @Test func `own groups are opened with the groups in them and list nothing twice`() {
        let groups = EventGroups(own: [
            "deploys": ["build:*", "META_DEPLOYMENT_RESULT", "failures"],
            "failures": ["*:failure", "DEPLOYMENT_FAIL"],
        ])
        #expect(texts(groups, "deploys") == ["build:*", "DEPLOYMENT_FAIL", "DEPLOYMENT_SUCCESS", "*:failure"])
    }

    @Test func `own groups cannot change the META groups`() {
        let groups = EventGroups(own: ["META_CREDITS": ["build:*"]])
        #expect(texts(groups, "META_CREDITS") == ["CREDITS_ADDED"])
    }

    @Test func `a group that contains itself shows the way round`() {
        let groups = EventGroups(own: ["a": ["build:*", "b"], "b": ["c"], "c": ["a"], "d": ["a"], "self": ["self"]])
        #expect(groups.cycle(from: "a") == ["a", "b", "c", "a"])
        #expect(groups.cycle(from: "self") == ["self", "self"])
        #expect(groups.cycle(from: "d") == nil)
        #expect(groups.cycle(from: "META_CREDITS") == nil)
        #expect(texts(groups, "d") == ["build:*"])
    }
}
