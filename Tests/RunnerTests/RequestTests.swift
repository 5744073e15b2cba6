import Delivery
import JSON
import Providers
import Receiver
import Reports
import TestSupport
import Testing
import Time

/// What Northflank's documents promise the receiver of a raw webhook, on the first attempt, on retries and later.
@Suite struct RequestTests {
    private static let prefix = "X-Northflank-Notification-Integration-"

    @Test func everyAttemptCarriesTheSameHeaders() throws {
        let station = try Station(["/blog": [.answer(status: 500), .answer(status: 500), .noContent]])
        station.integrate("blog", with: #""secret": "s3cr3t %", "retry": {"schedule": ["100ms", "1h"]}"#)
        try station.spool(ids: ["evt-1"], type: "build:start")
        try station.run()
        station.wait(.seconds(2 * 3600))
        try station.run()
        let requests = station.receiver.requests
        #expect(requests.count == 3)
        for request in requests {
            #expect(request.method == "POST")
            #expect(request.header("Content-Type") == "application/json")
            #expect(request.header(Self.prefix + "Id") == "blog")
            #expect(request.header(Self.prefix + "Name") == "The blog")
            #expect(request.header(Self.prefix + "Token") == "s3cr3t %")
            #expect(request.header(Self.prefix + "Event-Id") == "evt-1")
            #expect(request.header(Self.prefix + "Event-Type") == "build:start")
            #expect(request.header("User-Agent") == Program.userAgent)
            #expect(request.header("Idempotency-Key") == requests[0].header("Idempotency-Key"))
            #expect(request.header("Expect") == nil)
            #expect(request.body == requests[0].body)
        }
    }

    @Test func `T33: an address is what its file says, whatever an event says`() throws {
        let station = try Station()
        let evil = #"?x=1&@evil.example/..//%0d%0aX-Evil: 1 {{event.type}}"#
        station.integrate("blog", to: "/blog/{{event.id}}?to=$(id)%s")
        try station.spool(
            #"{"event": "\#(evil)", "id": "\#(evil)", "data": {"id": "\#(evil)", "project": {"id": "\#(evil)"}}}"#
        )
        try station.run()
        let request = try #require(station.receiver.requests.first)
        #expect(request.path == "/blog/{{event.id}}?to=$(id)%s")
        let telling = request.headers.filter { $0.value.contains("evil") }
        #expect(telling.map(\.name) == [Self.prefix + "Event-Id", Self.prefix + "Event-Type"])
        #expect(telling.allSatisfy { $0.value == evil })
        #expect(request.header("X-Evil") == nil)
        #expect(request.header("Host") == "127.0.0.1:\(station.receiver.port)")
    }

    @Test(arguments: ["../../../etc/cron.d/x", "/etc/passwd", "..", "a/../../b", "-rf", "~", "$(id)", "%2e%2e%2f"])
    func `T18: an id is a text and never a path`(id: String) throws {
        let station = try Station(["/blog": [.answer(status: 500), .noContent]])
        station.integrate("blog", with: #""retry": {"schedule": ["1m"]}"#)
        try station.spool(ids: [id])
        try station.run()
        station.wait(.seconds(3600))
        #expect(try station.run()["blog"].thisRun == DeliveryCounts(delivered: 1))
        #expect(station.ids("blog") == [id, id])
        #expect(Set(station.receiver.requests.map { $0.header("Idempotency-Key") }).count == 1)
        #expect(try station.folder.names() == ["spool", "state"])
        #expect(
            try station.folder.names(in: "state").allSatisfy { ["events", "ledger", "last-run.json"].contains($0) }
        )
    }

    @Test func everyAttemptIsSignedAnewOverTheSameBytes() throws {
        let station = try Station(["/blog": [.answer(status: 500), .answer(status: 500), .noContent]])
        let secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
        station.integrate(
            "blog",
            with: #""signing": {"secret": "\#(secret)"}, "retry": {"schedule": ["100ms", "1h"]}"#
        )
        try station.spool(ids: ["a"])
        let start = station.now
        try station.run()
        station.wait(.seconds(2 * 3600))
        try station.run()
        let requests = station.receiver.requests
        let times = requests.compactMap { $0.header("webhook-timestamp").flatMap { Int64($0) } }
        #expect(times.count == 3 && times[0] >= start.milliseconds / 1000 && times[2] - times[1] >= 7199)
        #expect(Set(requests.map { $0.header("webhook-id") }).count == 1)
        #expect(Set(requests.map(\.body)).count == 1)
        #expect(requests.allSatisfy { $0.header("webhook-signature")?.hasPrefix("v1,") == true })
        #expect(requests[0].header("webhook-signature") != requests[2].header("webhook-signature"))
    }

    @Test func withoutASecretThereIsNoToken() throws {
        let station = try Station()
        station.integrate("blog", with: #""headerPrefix": "X-Own-""#)
        try station.spool(ids: ["a"])
        try station.run()
        let request = station.receiver.requests[0]
        #expect(request.header("X-Own-Notification-Integration-Event-Id") == "a")
        #expect(!request.headers.contains { $0.name.lowercased().hasSuffix("token") })
        #expect(!request.headers.contains { $0.name.lowercased().hasPrefix("x-northflank") })
    }

    @Test func idsThatAreNoHeaderCannotForgeOne() throws {
        let station = try Station()
        station.integrate("blog")
        try station.spool(
            """
            {"event": "build:é", "id": "ключ-1", "data": {}}
            {"event": "a b", "id": "x y", "data": {}}

            """
        )
        #expect(try station.run().totals.delivered == 2)
        for request in station.receiver.requests {
            for (name, value) in request.headers {
                #expect(value.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "\(name): \(value)")
            }
        }
        #expect(Set(station.ids("blog")).count == 2)
    }

    @Test(
        arguments: [
            "{}", "{ }", #"{"a":1.0,"b":1e400,"c":-0.0,"d":1E+2}"#, #"{"n":12345678901234567890,"m":-0}"#,
            #"{"z":1,"a":2,"m":{"y":1,"b":2}}"#, #"{"e":"\u00e9\/\ud83d\ude00\n","raw":"é/😀"}"#,
            #"{"p":null,"q":[true,false,[ ]],"r":{}}"#, "{\"tab\" :\t1 ,  \"x\": [ 1,2 ] }",
        ]
    )
    func theDataArrivesByteForByte(data: String) throws {
        let station = try Station(["/blog": [.answer(status: 500), .noContent]])
        station.integrate("blog", with: #""retry": {"schedule": ["100ms"]}"#)
        try station.spool(#"{"event": "build:start", "id": "a", "data": \#(data)}"#, as: "one.json")
        try station.run()
        #expect(station.bodies("blog") == Array(repeating: #"{"event":"build:start","data":\#(data)}"#, count: 2))
    }

    @Test func aBodyHasEventAndDataAndNothingElse() throws {
        let station = try Station()
        station.integrate("blog")
        try station.spool(
            """
            {"event": "build:start", "id": "1", "createdAt": "2026-03-02T05:00:00Z", "other": true, "data": {"build": \
            {"id": "b", "pullRequestId": null, "concluded": false}, "project": {"id": "p", "name": "P"}}}
            """
        )
        try station.run()
        let body = try JSON.read(Array(station.bodies("blog")[0].utf8))
        #expect(body.members?.map { $0.key } == ["event", "data"])
        #expect(body["data"]?["build"]?["pullRequestId"] == .null)
    }

    @Test func aDigestToARawWebhookKeepsTheShape() throws {
        let station = try Station(["/sum": [.answer(status: 500), .noContent]])
        station.integrate(
            "sum",
            with: #""mode": "digest", "retry": {"schedule": ["100ms"]}, "digest": {"maxItems": 1}"#
        )
        try station.spool(ids: ["a"], project: "one")
        try station.spool(ids: ["b", "c"], project: "two")
        try station.run()
        let requests = station.receiver.requests
        #expect(requests.count == 2)
        #expect(requests[0].body == requests[1].body)
        #expect(requests[0].header("Idempotency-Key") == requests[1].header("Idempotency-Key"))
        #expect(requests[0].header(Self.prefix + "Event-Id") == requests[0].header("Idempotency-Key"))
        #expect(requests[0].header(Self.prefix + "Event-Type") == "digest")
        let body = try JSON.read(requests[0].body)
        #expect(body.members?.map { $0.key } == ["event", "data"])
        #expect(body["event"] == "digest")
        #expect(body["data"]?["totals"]?["events"] == 3)
        #expect(body["data"]?["events"]?.array?.count == 1)
        #expect(
            body["data"]?["truncatedCount"] == .number(3 - (body["data"]?["events"]?.array?[0]["eventCount"]?.int ?? 0))
        )
    }
}
