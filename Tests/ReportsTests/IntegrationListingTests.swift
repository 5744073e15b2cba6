import Events
import JSON
import Providers
import Reports
import Testing
import Time

@Suite struct IntegrationListingTests {
    @Test func itIsNorthflanksResponseObjectInItsOrder() {
        let json = listing.json
        #expect(
            json.members?.map { $0.key } == [
                "id", "name", "type", "webhook", "createdAt", "updatedAt", "status", "restricted", "projects", "events",
            ]
        )
        #expect(json["type"] == "SLACK")
        #expect(json["events"] == ["trigger:build:failure": true])
        #expect(json["status"] == ["disabled": false, "numberOfFailedRequests": 0])
    }

    @Test func ofTheAddressOnlyTheHostIsShown() {
        #expect(!String(decoding: listing.json.compact, as: UTF8.self).contains("hunter2"))
        #expect(listing.json["webhook"]?.string?.hasPrefix("https://hooks.slack.com/…") == true)
    }

    @Test func beforeItsFirstRunAnIntegrationIsAsOldAsItsFile() {
        #expect(listing.json["createdAt"] == .string(noon.rfc3339))
        var seen = listing
        seen.createdAt = noon + .seconds(60)
        #expect(seen.json["createdAt"] == .string((noon + .seconds(60)).rfc3339))
    }

    @Test func aDisabledIntegrationShowsAllFourKeysOfItsStatus() {
        var gone = listing
        gone.status = IntegrationStatus(
            state: .disabled,
            reason: "410 Gone",
            timeOfFirstFailedRequest: noon,
            numberOfFailedRequests: 11
        )
        #expect(
            gone.json["status"] == [
                "disabled": true, "reason": "410 Gone", "timeOfFirstFailedRequest": "2026-11-21T12:00:00.000Z",
                "numberOfFailedRequests": 11,
            ]
        )
    }

    private var listing: IntegrationListing {
        let integration = Integration(
            id: "ops",
            name: "Ops",
            provider: .slack,
            webhook: Secret("https://hooks.slack.com/services/T0/B0/hunter2"),
            filter: Filter(patterns: [EventPattern("build:failure")]),
            declared: ["restricted": false, "projects": [], "events": ["trigger:build:failure": true]]
        )
        return IntegrationListing(integration: integration, updatedAt: noon)
    }
}
