import Events
import JSON
import Testing

@Suite struct SampleEventsTests {
    @Test(arguments: EventCatalogue.names + ["unknown:thing"])
    func everyTypeHasASampleOfItsOwnTypeWithData(_ type: String) throws {
        let event = SampleEvents.event(type: type)
        #expect(event["event"]?.string == type)
        #expect(try #require(event["data"]?.members).isEmpty == false)
        #expect(try JSON.read(event.compact) == event)
    }

    @Test func aBuildHasTheMembersThatNorthflankDocuments() throws {
        let data = try #require(SampleEvents.event(type: "build:start")["data"])
        #expect(data.members?.map { $0.key } == ["build", "service", "project", "user"])
        #expect(
            data["build"]?.members?.map { $0.key }
                == ["id", "branch", "pullRequestId", "status", "sha", "concluded", "createdAt"]
        )
        #expect(data["build"]?["concluded"] == false)
        #expect(SampleEvents.event(type: "build:failure")["data"]?["build"]?["concluded"] == true)
    }

    @Test(arguments: ["billing:invoice-paid", "infrastructure:byoc:cluster:error", "log-sink:paused"])
    func eventsOfBillingClustersAndLogSinksHaveNoProject(_ type: String) {
        #expect(SampleEvents.event(type: type)["data"]?["project"] == nil)
    }

    @Test func aCleverCloudDeploymentHasADateAndAState() {
        let event = SampleEvents.event(type: "DEPLOYMENT_FAIL")
        #expect(event["date"] != nil)
        #expect(event["data"]?["state"] == "FAIL")
        #expect(SampleEvents.event(type: "DEPLOYMENT_ACTION_BEGIN")["data"]?["state"] == "WIP")
    }
}
