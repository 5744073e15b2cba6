import Foundation
import JSON
import Receiver
import TestSupport
import Testing

/// The exact payload, before it is sent.
@Suite struct RenderTests {
    private let scene: Scene

    init() throws {
        scene = try Scene(["/ops": [.answer(body: "ok")]])
        try scene.integrate("blog")
        try scene.integrate("ops", "SLACK", with: #""digest": {"every": "1h"}"#)
        try scene.spool("a")
        _ = try scene.belfry("run")
        try scene.spool("b", "c")
        _ = try scene.belfry("run", at: "06:10:00")
    }

    @Test func thePendingDigestIsWhatTheNextRunSendsToTheLastByte() throws {
        let shown = try scene.belfry("render", "-i", "ops", at: "07:30:00")
        #expect(shown.status == 0)
        #expect(scene.receiver.requests(on: "/ops").count == 1, "nothing was sent")
        _ = try scene.belfry("run", at: "07:30:00")
        let sent = scene.receiver.requests(on: "/ops")
        #expect(sent.count == 2)
        #expect(shown.output.trimmingCharacters(in: .newlines) == sent.last?.text.trimmingCharacters(in: .newlines))
    }

    @Test func anEventIsShownAsItsMessage() throws {
        let shown = try scene.belfry("render", "b", "-i", "blog")
        #expect(
            shown.output
                == scene.receiver.requests(on: "/blog").map { $0.text }.first { $0.contains("\"b\"") }.map { $0 + "\n" }
        )
        let slack = try JSON.read(Array(try scene.belfry("render", "b", "-i", "ops").output.utf8))
        #expect(slack["text"]?.string?.contains("Build failed") == true)
        let file = #"{"event": "job-run:start", "data": {"x": 1.50}}"#
        let input = try Belfry.run(["render", "-", "-i", "blog"], home: scene.home, input: file)
        #expect(input.output == #"{"event":"job-run:start","data":{"x": 1.50}}"# + "\n")
    }

    @Test func aMailIsShownWhole() throws {
        let mail = try MailReceiver()
        try scene.mail("team", to: ["jane@example.com", "joe@example.com"], at: mail)
        let ended = try scene.belfry("render", "b", "-i", "team", "--json")
        let body = try JSON.read(Array(ended.output.utf8))["body"]?.string ?? ""
        #expect(body.contains("\r\nSubject: ") && body.contains("To: jane@example.com, joe@example.com"))
        #expect(mail.mails.isEmpty)
    }

    @Test func whatCannotBeRenderedIsTold() throws {
        let nothing = try scene.belfry("render", "-i", "blog")
        #expect(nothing.status == 0 && nothing.output == "")
        #expect(nothing.errors.contains("there is nothing to tell 'blog'"))
        #expect(try scene.belfry("render").status == 64)
        #expect(try scene.belfry("render", "-i", "nobody").status == 3)
        #expect(try scene.belfry("render", "nothing", "-i", "ops").status == 3)
    }
}
