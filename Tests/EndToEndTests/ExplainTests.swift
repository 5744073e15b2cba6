import Foundation
import JSON
import Receiver
import TestSupport
import Testing

/// Why an event reaches an integration, or why not.
@Suite struct ExplainTests {
    private let scene: Scene

    init() throws {
        scene = try Scene(["/ops": [.answer(body: "ok")]])
        try describe("blog", "RAW_WEBHOOK", #""events": ["build:*"]"#)
        try describe("ops", "SLACK", #""events": ["**"], "digest": {"every": "1h", "immediate": ["*:failure"]}"#)
        try describe("shop", "RAW_WEBHOOK", #""events": ["**"], "restricted": true, "projects": ["shop"]"#)
        try describe("late", "RAW_WEBHOOK", #""events": ["**"], "from": "2027-01-01T00:00:00Z""#)
        try scene.home.write("start.json", event("build:start", "s1"))
        try scene.home.write("failure.json", event("build:failure", "f1", project: "site"))
        try scene.home.write("job.json", event("job-run:success", "j1", project: "shop"))
    }

    private func describe(_ id: String, _ type: String, _ more: String) throws {
        try scene.home.write(
            "integrations/\(id).json",
            #"{"name": "The \#(id)", "type": "\#(type)", "webhook": "\#(scene.receiver.url)/\#(id)", \#(more)}"#
        )
    }

    private func event(_ type: String, _ id: String, project: String? = nil) -> String {
        let data = project.map { #"{"project": {"id": "\#($0)"}}"# } ?? "{}"
        return #"{"event": "\#(type)", "id": "\#(id)", "createdAt": "2026-03-02T05:59:00Z", "data": \#(data)}"# + "\n"
    }

    /// `ID reason way hold` for each integration.
    private func answers(_ event: String, _ more: String..., at time: String = "06:00:00") throws -> [String] {
        let arguments = ["explain", event, "--json", "--now", "2026-03-02T\(time)Z"] + more
        let ended = try Belfry.run(arguments, home: scene.home)
        return try JSON.read(Array(ended.output.utf8))["integrations"]?.array?.map { row in
            [row["id"], row["reason"], row["way"], row["hold"], row["state"]].compactMap { $0?.string }
                .joined(separator: " ")
        } ?? []
    }

    @Test func anEventThatCouldComeIsJudgedByTheFiltersOfToday() throws {
        #expect(
            try answers("home/start.json") == [
                "blog matched single", "late before-start", "ops matched digest", "shop no-project",
            ]
        )
        #expect(
            try answers("home/failure.json") == [
                "blog matched single", "late before-start", "ops matched single", "shop project-not-selected",
            ]
        )
        #expect(
            try answers("home/job.json", "-i", "blog", "-i", "shop") == [
                "blog type-not-selected", "shop matched single",
            ]
        )
    }

    @Test func itSaysWhenADigestIsDueAndWhatHoldsOneBack() throws {
        try scene.spool("x", type: "build:start")
        _ = try scene.belfry("run")
        _ = try scene.belfry("disable", "blog")
        #expect(try answers("home/start.json", "-i", "ops", at: "06:20:00") == ["ops matched held not-due"])
        #expect(try answers("home/start.json", "-i", "blog", at: "06:20:00") == ["blog matched held disabled"])
        let text = try scene.belfry("explain", scene.home.path + "/start.json", at: "06:20:00").output
        #expect(text.contains("in the digest due 2026-03-02T07:00:0"))
        #expect(text.contains("held until belfry enable blog"))
        #expect(text.hasPrefix("build:start, no project, 2026-03-02T05:59:00"))
    }

    @Test func ofAnEventThatWasTakenInItTellsWhatBecameOfIt() throws {
        try scene.spool("x", type: "build:start")
        _ = try scene.belfry("run")
        try scene.spool("y", type: "build:start")
        _ = try scene.belfry("run", at: "06:10:00")
        #expect(
            try answers("x", "-i", "blog", "-i", "ops") == [
                "blog matched recorded delivered", "ops matched recorded delivered",
            ]
        )
        #expect(try answers("y", "-i", "ops", at: "06:20:00") == ["ops matched held not-due"])
        let text = try scene.belfry("explain", "x").output
        #expect(text.contains("event x, number 1 of the log") && text.contains("delivered, "))
    }

    @Test func ofARepeatItTellsWhatWasToldAndHowLongThatCounts() throws {
        let scene = try Scene()
        try scene.integrate("blog", with: #""alertWindows": {"*:failure": "30m"}"#)
        try scene.spool("other", type: "backup:failure")
        try scene.spool("first")
        _ = try scene.belfry("run")
        try scene.spool("second")
        try scene.spool("third")
        _ = try scene.belfry("run", at: "06:05:00")
        #expect(
            try scene.belfry("explain", "third").output.hasSuffix(
                ": suppressed, event first told the same of 2026-03-02T05:59:00.000Z less than 30m before\n"
            )
        )
        let row = try scene.json("explain", "third")["integrations"]?.array?.first
        #expect(row?["state"] == "suppressed" && row?["repeats"] == "first" && row?["way"] == "recorded")
        #expect(try scene.json("explain", "first")["integrations"]?.array?.first?["repeats"] == .null)
    }

    @Test func theFilterThatWasInForceDecidesAboutThePast() throws {
        try scene.spool("x", type: "build:start")
        _ = try scene.belfry("run")
        try describe("blog", "RAW_WEBHOOK", #""events": ["job-run:*"]"#)
        try describe("new", "RAW_WEBHOOK", #""events": ["**"]"#)
        _ = try scene.belfry("run", at: "06:10:00")
        #expect(
            try answers("x", "-i", "blog", "-i", "new") == [
                "blog matched-then recorded delivered", "new came-before",
            ]
        )
    }

    @Test func aTestOfFiltersExitsWithOneWhenItFails() throws {
        let path = scene.home.path + "/job.json"
        #expect(try scene.belfry("explain", path, "--expect", "shop", "--expect", "ops").status == 0)
        let missed = try scene.belfry("explain", path, "--expect", "shop", "--expect", "blog")
        #expect(missed.status == 1)
        #expect(missed.errors == "belfry: error: it does not reach 'blog': its type is not selected\n")
        #expect(try scene.belfry("explain", path, "--expect", "nobody").status == 3)
    }

    @Test func standardInputIsAFileToo() throws {
        let ended = try Belfry.run(
            ["explain", "-"],
            home: scene.home,
            input: event("job-run:start", "q", project: "shop")
        )
        #expect(ended.status == 0 && ended.output.contains("not taken in"))
    }

    @Test(
        arguments: [
            ("{\"event\": ", "standard input:1:11: error: "), ("[]", "standard input:1:1: error: "),
            ("{\"no\": 1}", "error: not an event"),
            ("{\"event\": \"a\", \"data\": {}}\n{}", "standard input:2:1: error: one event is looked at at a time"),
        ]
    )
    func whatIsNoEventIsRefusedWithItsPlace(text: String, message: String) throws {
        let ended = try Belfry.run(["explain", "-"], home: scene.home, input: text)
        #expect(ended.status == 65)
        #expect(ended.errors.contains(message), "\(ended.errors)")
    }

    @Test func anEventThatIsNotThereIsTold() throws {
        let ended = try scene.belfry("explain", "nothing")
        #expect(ended.status == 3)
        #expect(ended.errors.contains("there is no event 'nothing'") && ended.errors.contains("named by its file"))
    }
}
