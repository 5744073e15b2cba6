import JSON
import Receiver
import TestSupport
import Testing
import Time

/// When a delivery goes again.
@Suite struct ScheduleTests {
    @Test func theForecastIsWhatHappens() throws {
        let scene = try Scene(["/blog": [.answer(status: 503)]])
        try scene.integrate("blog", with: #""retry": {"schedule": ["10m", "1h"]}"#)
        try scene.spool("a")
        _ = try scene.belfry("run", "--max-runtime", "1s")
        let due = try #require(try scene.json("schedule", "a")["due"]?.array?.compactMap { $0.string })
        #expect(due.count == 2)
        #expect(due[0] > "2026-03-02T06:08:00" && due[0] < "2026-03-02T06:12:01")
        _ = try Belfry.run(["run", "--max-runtime", "1s", "--now", due[0]], home: scene.home)
        #expect(scene.receiver.count == 2)
        let next = try #require(try scene.json("schedule", "a")["due"]?.array?.first?.string)
        // Waits count from the end of the attempt before, which a real answer puts off by some milliseconds.
        let tries = try #require(try scene.json("show", "a")["tries"]?.array)
        let began = try #require(tries[1]["at"]?.string.flatMap { Timestamp(rfc3339: $0) })
        let ended = began + .milliseconds(Int64(try #require(tries[1]["milliseconds"]?.int)))
        let told = try due.map { try #require(Timestamp(rfc3339: $0)) }
        #expect(next == (ended + (told[1] - told[0])).rfc3339)
        _ = try Belfry.run(["run", "--max-runtime", "1s", "--now", next], home: scene.home)
        #expect(try scene.json("schedule", "a")["due"] == [])
        #expect(try scene.belfry("schedule", "a").output.contains("is exhausted, 3 attempts so far"))
    }

    @Test func theRuleOfAnIntegrationIsShownAsItIsConfigured() throws {
        let scene = try Scene()
        try scene.integrate(
            "blog",
            with: #""retry": {"schedule": ["1m", "2h"], "expireAfter": "3d"}, "disable": false"#
        )
        let text = try scene.belfry("schedule", "blog").output
        for part in ["3 attempts at most", "2h 1m", "given up 3d after", "never disabled"] {
            #expect(text.contains(part), "\(part)")
        }
        let json = try scene.json("schedule", "blog")
        #expect(json["attempts"]?.array?.compactMap { $0["totalMilliseconds"]?.int } == [0, 60_000, 7_260_000])
        #expect(json["disable"] == .null)
    }

    @Test func anEndpointThatFailsIsLeftAloneForLonger() throws {
        let scene = try Scene(["/blog": [.answer(status: 503)]])
        try scene.integrate("blog", with: #""concurrency": 1, "retry": {"schedule": ["10m", "5h"]}"#)
        try scene.spool("a", "b")
        _ = try scene.belfry("run", "--max-runtime", "1s")
        _ = try scene.belfry("run", "--max-runtime", "1s", at: "06:15:00")
        _ = try scene.belfry("hold", "a", at: "06:16:00")
        let schedule = try scene.json("schedule", "b", at: "06:17:00")
        #expect(schedule["keptBy"] == "back-off", "\(schedule)")
        let first = try #require(schedule["due"]?.array?.first?.string)
        #expect(first > "2026-03-02T10:15" && schedule["keptUntil"]?.string == first)
        #expect(try scene.belfry("schedule", "blog", at: "06:17:00").output.contains("as the endpoint fails\n"))
        scene.receiver.script("/blog", [.noContent])
        _ = try Belfry.run(["run", "--now", "2026-03-02T10:14:59Z"], home: scene.home)
        #expect(scene.receiver.requests(on: "/blog").count == 2, "not before")
        _ = try Belfry.run(["run", "--now", first], home: scene.home)
        #expect(scene.ids("blog") == ["a", "a", "b"])
    }

    @Test func whatIsSetAsideOrUnknownIsTold() throws {
        let scene = try Scene(["/blog": [.answer(status: 503)]])
        try scene.integrate("blog", with: #""retry": {"schedule": ["10m"]}"#)
        try scene.spool("a")
        _ = try scene.belfry("run", "--max-runtime", "1s")
        _ = try scene.belfry("hold", "a")
        #expect(try scene.belfry("schedule", "a").output.contains("set aside by hand: belfry release"))
        #expect(try scene.belfry("schedule", "nothing").status == 3)
        #expect(try scene.belfry("schedule").status == 64)
    }
}
