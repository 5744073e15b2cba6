import JSON
import Receiver
import TestSupport
import Testing

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
        #expect(next >= due[1], "a back-off of the endpoint may put it off")
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
