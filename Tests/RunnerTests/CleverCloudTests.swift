import Delivery
import JSON
import Providers
import Receiver
import Reports
import Testing

/// A hook of Clever Cloud's, from the file to what arrives.
@Suite struct CleverCloudTests {
    private static let deployment =
        #"{"event": "DEPLOYMENT_FAIL", "date": 1772431140000, "data": "{\"uuid\": \"d-1\", \"appId\": \"app_1\"}"}"#

    private func station(_ urls: [(format: String, path: String)], more: String = "") throws -> Station {
        let station = try Station(["/slack": [.answer(body: "ok")]])
        let targets = urls.map { #"{"format": "\#($0.format)", "url": "\#(station.receiver.url)\#($0.path)"}"# }
        station.integrate("hook", file: #"{"urls": [\#(targets.joined(separator: ", "))]\#(more)}"#)
        return station
    }

    @Test(arguments: [
        #"{"event":"DEPLOYMENT_FAIL","date":1772431140000,"data":"{\"uuid\": \"d-1\", \"appId\": \"app_1\"}"}"#,
        #"{"event":"GIT_PUSH","date":"2026-03-02T05:59:00.000Z","data":{"appId":"app_1","n":1.50,"e":"\u00e9"}}"#,
    ])
    func rawIsTheEventAsItsPlatformTellsIt(_ event: String) throws {
        let station = try station([("raw", "/raw")])
        try station.spool(event, as: "event.json")
        try station.run()
        #expect(station.bodies("raw") == [event])
        let request = station.receiver.requests[0]
        #expect(request.header("X-Northflank-Notification-Integration-Id") == "hook")
    }

    @Test func membersInAnotherOrderAndOthersBesideThemMakeTheSameForm() throws {
        let station = try station([("raw", "/raw")])
        try station.spool(#"{ "more": 1, "data": {"a" : [ ]}, "date": "x", "event": "GIT_PUSH" }"#, as: "event.json")
        try station.run()
        #expect(station.bodies("raw") == [#"{"event":"GIT_PUSH","date":"x","data":{"a" : [ ]}}"#])
    }

    @Test(arguments: [
        #"{"event": "build:start", "id": "a", "data": {"n": 1}}"#,
        #"{"specversion": "1.0", "id": "a", "source": "s", "type": "build:start", "date": 1, "data": {"n": 1}}"#,
    ])
    func anEventOfAnotherShapeComesInTheUsualForm(_ event: String) throws {
        let station = try station([("raw", "/raw")])
        try station.spool(event, as: "event.json")
        try station.run()
        #expect(station.bodies("raw") == [#"{"event":"build:start","data":{"n": 1}}"#])
    }

    @Test func aRawWebhookOfNorthflanksFormGetsTheUsualForm() throws {
        let station = try Station()
        station.integrate("blog")
        try station.spool(Self.deployment, as: "event.json")
        try station.run()
        #expect(station.bodies("blog") == [#"{"event":"DEPLOYMENT_FAIL","data":{"uuid": "d-1", "appId": "app_1"}}"#])
    }

    @Test func eachTargetHasAStateOfItsOwn() throws {
        let urls = [("slack", "/slack"), ("raw", "/broken"), ("raw", "/fine")]
        let station = try station(urls, more: #", "retry": {"schedule": ["5m"]}"#)
        station.receiver.script("/broken", [.answer(status: 500), .noContent])
        try station.spool(Self.deployment, as: "event.json")
        let first = try station.run()
        #expect(first["hook"].thisRun == DeliveryCounts(planned: 1, delivered: 1))
        #expect(first["hook-2"].thisRun == DeliveryCounts(planned: 1, deferred: 1))
        #expect(first["hook-3"].thisRun == DeliveryCounts(planned: 1, delivered: 1))
        #expect(first["hook-2"].status.state == .failing && first["hook-3"].status.state == .ok)
        station.wait(.seconds(3600))
        let second = try station.run()
        #expect(second["hook-2"].thisRun.delivered == 1)
        #expect(station.receiver.requests(on: "/slack").count == 1)
        #expect(station.receiver.requests(on: "/fine").count == 1)
    }

    @Test func theSlackFormatIsSlacksTemplate() throws {
        let station = try station([("slack", "/slack")])
        try station.spool(Self.deployment, as: "event.json")
        try station.run()
        let body = try JSON.read(station.receiver.requests[0].body)
        #expect(body["text"]?.string?.isEmpty == false)
        #expect(body["blocks"]?.array?.isEmpty == false)
    }

    @Test(arguments: [
        ("app_1", ["app_1", "addon_1", "app_3"]), ("addon_1", ["app_1", "addon_1", "app_3"]), ("app_2", []),
        ("orga_1", []),
    ])
    func aScopeIsTheApplicationsAndAddOnsItNames(_ scope: String, _ all: [String]) throws {
        let station = try station([("raw", "/raw")], more: #", "scope": ["\#(scope)"]"#)
        let data = [
            #"{"appId": "app_1", "ownerId": "orga_1"}"#, #"{"addonId": "addon_1", "ownerId": "orga_1"}"#,
            #"{"id": "app_3", "ownerId": "orga_1"}"#,
        ]
        for (index, data) in data.enumerated() {
            try station.spool(#"{"event": "GIT_PUSH", "date": \#(index), "data": \#(data)}"#)
        }
        try station.run()
        #expect(station.bodies("raw").count == all.count { $0 == scope })
    }
}
