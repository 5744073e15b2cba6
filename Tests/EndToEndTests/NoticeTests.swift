import Foundation
import JSON
import Receiver
import Testing

/// People hear of an integration's trouble by another road, each step once.
@Suite struct NoticeTests {
    /// `blog` fails `failures` times and is disabled after two failures over two hours; `ops` is told.
    private func scene(failures: Int, settings: String = #""ownerNotice": ["ops"]"#) throws -> Scene {
        let scene = try Scene(["/blog": [Reply](repeating: .answer(status: 500), count: failures) + [.noContent]])
        try scene.home.write("belfry.json", #"{"allowHTTP": true, "allowPrivate": true, \#(settings)}"#)
        try scene.integrate(
            "blog",
            with:
                #""retry": {"schedule": ["1m", "1m", "1m", "1m", "1m"]}, "disable": {"failingFor": "2h", "failures": 2}"#
        )
        try scene.integrate("ops", with: #""mode": "digest", "digest": {"every": "1d"}"#)
        try scene.spool("e1")
        return scene
    }

    private func run(_ scene: Scene, at times: String...) throws -> [Int32] {
        try times.map { try scene.belfry("run", "--max-runtime", "1s", at: $0).status }
    }

    private func notices(_ scene: Scene, to id: String = "ops") -> [String] {
        scene.receiver.requests(on: "/" + id)
            .compactMap { $0.header("X-Northflank-Notification-Integration-Event-Type") }
            .filter { $0.hasPrefix("belfry:") }.map { String($0.dropFirst("belfry:integration:".count)) }
    }

    @Test func eachStepIsToldOnceInTheRunThatSeesItAndAsksForAttention() throws {
        let scene = try scene(failures: 9)
        #expect(
            try run(scene, at: "06:00:00", "07:10:00", "07:15:00", "07:30:00", "08:10:00", "08:20:00") == [
                0, 1, 0, 1, 1, 0,
            ]
        )
        #expect(notices(scene) == ["failing", "failing", "disabled"])
        #expect(notices(scene, to: "blog") == [], "never through the failing one")
        let bodies = scene.receiver.requests(on: "/ops").map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies.contains { $0.contains("will be disabled after 2 failures over 2h") })
        #expect(bodies.contains { $0.contains("next: belfry enable blog") })
        for body in bodies where body.contains("belfry:integration:failing") {
            let data = try #require(try JSON.read(Array(body.utf8))["data"])
            let told = try #require(data["message"]?.string?.firstMatch(of: /\((\d+) %\)/)?.1)
            #expect(data["percent"]?.int == Int(told), "\(body)")
        }
    }

    @Test func recoveryIsToldAndANewStreakBeginsAnew() throws {
        let scene = try scene(failures: 2)
        _ = try run(scene, at: "06:00:00", "07:10:00", "07:30:00", "07:40:00")
        #expect(notices(scene) == ["failing", "recovered"])
        #expect(try scene.belfry("reconcile", at: "07:50:00").status == 0)
    }

    @Test func withoutOwnersNothingIsSentAndTheStepStillAsksForAttention() throws {
        let scene = try scene(failures: 4, settings: #""limits": {}"#)
        #expect(try run(scene, at: "06:00:00", "07:10:00", "07:15:00") == [0, 1, 0])
        #expect(notices(scene) == [])
        #expect(try scene.home.text("reports/status.txt").contains("62 %"))
    }

    @Test func aSwitchByHandIsToldToo() throws {
        let scene = try scene(failures: 0)
        #expect(try scene.belfry("disable", "blog", "--reason", "moving").status == 0)
        #expect(try run(scene, at: "06:10:00") == [0])
        #expect(try scene.belfry("enable", "blog", at: "06:20:00").status == 0)
        #expect(try run(scene, at: "06:30:00") == [0])
        #expect(notices(scene) == ["disabled", "recovered"])
    }

    @Test func aNoticeThatCannotBeSentIsOwedLikeEverythingElse() throws {
        let scene = try Scene([
            "/ops": [.noContent, .answer(status: 503), .noContent], "/blog": [.answer(status: 410)],
        ])
        try scene.home.write("belfry.json", #"{"allowHTTP": true, "allowPrivate": true, "ownerNotice": ["ops"]}"#)
        try scene.integrate("blog")
        try scene.integrate("ops", with: #""retry": {"schedule": ["5m"]}"#)
        try scene.spool("e1")
        #expect(try run(scene, at: "06:00:00", "06:10:00") == [1, 0])
        #expect(notices(scene) == ["disabled", "disabled"])
        #expect(Set(scene.receiver.requests(on: "/ops").dropFirst().map { $0.header("Idempotency-Key") }).count == 1)
    }

    @Test(arguments: [
        (#""ownerNotice": ["opps"]"#, "there is no integration 'opps' to tell", "did you mean 'ops'?"),
        (#""ownerNotice": "ops""#, "expected an array", "belfry.json:1:"),
        (#""heartbeat": "http//monitor""#, "the address is not a whole URL", "belfry.json:1:"),
        (#""heartbeat": 5"#, "expected a string or an object", "belfry.json:1:"),
    ])
    func whatCannotBeToldAnybodyIsAnError(settings: String, message: String, note: String) throws {
        let scene = try scene(failures: 0, settings: settings)
        let ended = try scene.belfry("check")
        #expect(ended.status == 78)
        #expect(ended.errors.contains(message) && ended.errors.contains(note), "\(ended.errors)")
    }

    @Test func whoIsRestrictedToProjectsCannotBeTold() throws {
        let scene = try scene(failures: 0)
        try scene.integrate("ops", with: #""restricted": true, "projects": ["shop"]"#)
        let ended = try scene.belfry("check")
        #expect(ended.status == 78)
        #expect(ended.errors.contains("'ops' is restricted to projects"), "\(ended.errors)")
    }
}

/// A monitor hears of every good run, and only of these.
@Suite struct HeartbeatTests {
    private func scene(_ script: [String: [Reply]] = [:]) throws -> Scene {
        let scene = try Scene(script)
        let settings = #"{"allowHTTP": true, "allowPrivate": true, "heartbeat": "\#(scene.receiver.url)/beat-secret"}"#
        try scene.home.write("belfry.json", settings)
        try scene.integrate("blog")
        return scene
    }

    @Test func aGoodRunIsToldAndOneThatNeedsSomebodyIsNot() throws {
        let scene = try scene(["/blog": [.answer(status: 410)]])
        #expect(try scene.belfry("run") == Belfry.Ended(status: 0, output: "", errors: ""))
        let beats = scene.receiver.requests(on: "/beat-secret")
        #expect(
            beats.map { String(decoding: $0.body, as: UTF8.self) }.first?.contains(#""event":"belfry:run""#) == true
        )
        try scene.spool("e1")
        #expect(try scene.belfry("run", at: "06:05:00").status == 1)
        #expect(try scene.belfry("run", "-n", at: "06:06:00").status == 0)
        #expect(try scene.belfry("run", "-i", "blog", at: "06:07:00").status == 0)
        #expect(scene.receiver.requests(on: "/beat-secret").count == 1)
    }

    @Test func aMonitorThatDoesNotAnswerIsAWarningWithoutItsAddress() throws {
        let scene = try scene(["/beat-secret": [.answer(status: 500, body: "/beat-secret")]])
        let ended = try scene.belfry("run")
        #expect(ended.status == 0)
        #expect(ended.errors.contains("heartbeat: warning: not delivered"), "\(ended.errors)")
        #expect(!ended.errors.contains("beat-secret"))
    }
}
