import JSON
import Receiver
import TestSupport
import Testing

/// Every event and every integration that it matched, in exactly one state; and one command mends a gap.
@Suite struct ReconcileTests {
    private func total(_ scene: Scene, _ arguments: String...) throws -> JSON {
        let ended = try Belfry.run(
            ["reconcile", "--json", "--now", "2026-03-02T09:00:00Z"] + arguments
                + (arguments.contains("--since") ? [] : ["--since", "beginning"]),
            home: scene.home
        )
        let report = try JSON.read(Array(ended.output.utf8))
        for row in [try #require(report["total"])] + (report["integrations"]?.array ?? []) { checkBalance(row) }
        return try #require(report["total"])
    }

    private func checkBalance(_ row: JSON) {
        let numbers = (row.members ?? []).filter { !["matched", "gap"].contains($0.key) }.compactMap { $0.value.int }
        #expect(numbers.reduce(0, +) == row["matched"]?.int, "\(row)")
    }

    @Test func anEmptyHomeHasNoGap() throws {
        let scene = try Scene()
        let ended = try scene.belfry("reconcile")
        #expect(ended.status == 0)
        #expect(ended.output == "0 events from the beginning of the record to now\n\nmatched 0 = 0\nno gap\n")
        #expect(try scene.home.names(in: "state") == [], "to look changes nothing")
    }

    /// The first line: what the account is of.
    private func window(_ scene: Scene, _ arguments: String..., at time: String) throws -> String {
        let ended = try Belfry.run(["reconcile", "--now", "2026-03-02T\(time)Z"] + arguments, home: scene.home)
        return ended.output.split(separator: "\n").first.map(String.init) ?? ended.errors
    }

    @Test func eachAccountBeginsWhereTheLastOneEnded() throws {
        let scene = try Scene(["/blog": [.noContent, .answer(status: 503), .noContent]])
        try scene.integrate("blog", with: #""concurrency": 1, "retry": {"schedule": []}"#)
        try scene.spool("a", "b")
        _ = try scene.belfry("run")
        #expect(try window(scene, at: "07:00:00") == "2 events from the beginning of the record to now")
        try scene.spool("c")
        _ = try scene.belfry("run", at: "07:10:00")
        let second = try scene.belfry("reconcile", at: "08:00:00")
        #expect(second.status == 1)
        #expect(second.output.hasPrefix("1 event since the last reconcile, 2026-03-02T07:00:00."))
        #expect(second.output.contains(", and of what came before 1 not done with\n"), "\(second.output)")
        #expect(second.output.contains("matched 2 = 1 delivered + 1 exhausted\n"), "a gap is told until it is mended")
        let applied = try scene.belfry("reconcile", "--apply", "--yes", at: "08:30:00")
        #expect(applied.status == 0 && applied.output.contains("\n\nmatched 1 = 1 exhausted\n"), "\(applied)")
        let third = try scene.belfry("reconcile", at: "09:00:00")
        #expect(third.output.hasSuffix("\n\nmatched 0 = 0\nno gap\n") && third.status == 0, "\(third)")
        #expect(try window(scene, "--since", "beginning", at: "09:00:00").hasPrefix("3 events from the beginning"))
        #expect(try scene.json("reconcile", "--since", "beginning", at: "09:10:00")["total"]?["delivered"] == 3)
    }

    @Test func aPartOfTheAccountIsNotTheAccount() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.integrate("ops")
        try scene.spool("a")
        _ = try scene.belfry("run")
        for part in [
            ["-i", "blog"], ["--event", "build:*"], ["--since", "1h"], ["--rematch"], ["--apply", "--yes"],
        ] {
            _ = try Belfry.run(["reconcile", "--now", "2026-03-02T06:30:00Z"] + part, home: scene.home)
            #expect(try !scene.home.names(in: "state").contains("last-reconcile.json"), "\(part)")
        }
        #expect(try scene.belfry("reconcile").status == 0)
        #expect(try scene.home.names(in: "state").contains("last-reconcile.json"))
        #expect(try window(scene, "-i", "blog", at: "07:00:00").hasPrefix("0 events since the last reconcile"))
        #expect(try window(scene, "--rematch", at: "07:00:00").hasPrefix("1 event from the beginning"))
        // An integration that was not accounted for is accounted for from the beginning.
        try scene.integrate("late", with: #""from": "beginning""#)
        _ = try scene.belfry("run", at: "07:10:00")
        let late = try scene.json("reconcile", at: "07:20:00")
        #expect(late["sinceLast"]?.string?.hasPrefix("2026-03-02T06:00:0") == true && late["older"] == 1)
        #expect(late["total"]?["delivered"] == 1)
    }

    @Test func whoMayOnlyReadIsToldAllTheSame() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.spool("a")
        _ = try scene.belfry("run")
        // Root may write where nobody may: what is in the way is a folder.
        try scene.home.write("state/.last-reconcile.json.tmp/x", "")
        let first = try scene.belfry("reconcile", at: "07:00:00")
        #expect(first.status == 0 && first.output.contains("matched 1 = 1 delivered\n"))
        #expect(first.errors.contains("warning: the next account begins where this one did"))
        #expect(try window(scene, at: "08:00:00").contains("from the beginning"))
        try scene.home.write("state/last-reconcile.json", "{not json")
        #expect(try window(scene, at: "09:00:00").contains("from the beginning"), "what cannot be read decides nothing")
    }

    @Test func whatWasGivenUpIsAGapAndApplyMendsIt() throws {
        let scene = try Scene(["/blog": [.answer(status: 503)], "/ops": [.answer(body: "ok")]])
        try scene.integrate("blog", with: #""retry": {"schedule": []}"#)
        try scene.integrate("ops", "SLACK")
        try scene.spool("a", "b")
        _ = try scene.belfry("run")
        let gap = try scene.belfry("reconcile", at: "07:00:00")
        #expect(gap.status == 1)
        #expect(gap.output.contains("matched 4 = 2 delivered + 2 exhausted\n"))
        #expect(gap.output.contains("→ belfry reconcile --apply"))
        #expect(try total(scene)["gap"] == 2)

        scene.receiver.script("/blog", [.noContent])
        let unasked = try scene.belfry("reconcile", "--apply", at: "07:10:00")
        #expect(unasked.status == 64 && unasked.errors.contains("say --yes"))
        #expect(unasked.output.contains("blog: 2 deliveries\n"), "counted before anything is done")
        let dry = try scene.belfry("reconcile", "--apply", "--dry-run", at: "07:10:00")
        #expect(dry.status == 0 && scene.receiver.requests(on: "/blog").count == 2)

        let mended = try scene.belfry("reconcile", "--apply", "--yes", at: "07:20:00")
        #expect(mended.status == 0 && mended.output.hasSuffix("blog: 2 delivered\n"))
        let keys = scene.receiver.requests(on: "/blog").compactMap { $0.header("Idempotency-Key") }
        #expect(keys.count == 4 && Set(keys).count == 2, "the same ids")
        #expect(scene.receiver.requests(on: "/ops").count == 1, "what arrived stays where it is")
        let after = try scene.belfry("reconcile", "--since", "beginning", at: "07:30:00")
        #expect(after.status == 0 && after.output.hasSuffix("matched 4 = 4 delivered\nno gap\n"))
    }

    @Test func everyStateIsCountedOnce() throws {
        let scene = try Scene([
            "/mixed": [.noContent, .answer(status: 503), .answer(status: 503), .noContent],
            "/chat": [.answer(status: 400, body: "invalid_payload"), .answer(body: "ok")],
        ])
        try scene.integrate("mixed", with: #""concurrency": 1, "retry": {"schedule": ["1h"]}"#)
        try scene.integrate("chat", "SLACK")
        try scene.integrate("off")
        _ = try scene.belfry("run")
        _ = try scene.belfry("disable", "off")
        try scene.spool("a", "b", "c")
        _ = try scene.belfry("run")
        let owed = try scene.belfry("queue", "--ids", "-i", "mixed", at: "06:10:00").output.split(separator: "\n")
        #expect(owed.count == 2)
        _ = try scene.belfry("hold", String(owed[1]), at: "06:10:00")
        let total = try total(scene)
        #expect(total["matched"] == 9 && total["held"] == 3 && total["rejected"] == 3)
        #expect(total["delivered"] == 1 && total["deferred"] == 1 && total["parked"] == 1)
        _ = try scene.belfry("drop", String(owed[1]), "--reason", "told by phone", at: "06:20:00")
        _ = try scene.belfry("enable", "off", "--replay", "none", at: "06:20:00")
        let later = try self.total(scene)
        #expect(later["dropped"] == 1 && later["skipped"] == 3 && later["parked"] == 0 && later["gap"] == 3)
    }

    /// An endpoint that fails is tried with one new message a run: the others wait behind the cursor.
    @Test func whatIsHeldWhileAnEndpointFailsIsToldSo() throws {
        let scene = try Scene(["/blog": [.answer(status: 503)]])
        try scene.integrate("blog", with: #""retry": {"schedule": ["1h", "1h"]}"#)
        try scene.spool("a")
        _ = try scene.belfry("run", "--max-runtime", "1s")
        try scene.spool("b", "c")
        _ = try scene.belfry("run", "--max-runtime", "1s", at: "06:10:00")
        let account = try scene.belfry("reconcile", at: "06:20:00").output
        #expect(account.contains("  blog: 2 held, others go first to an endpoint that fails\n"), "\(account)")
        #expect(try scene.json("status", at: "06:20:00")["integrations"]?.array?.first?["heldBecause"] == "in-turn")
    }

    @Test func theFilterOfThatTimeCounts() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.spool("a", type: "build:failure")
        _ = try scene.belfry("run")
        let narrow =
            #"{"name": "The blog", "type": "RAW_WEBHOOK", "webhook": "\#(scene.receiver.url)/blog", "events": ["job:*"]}"#
        try scene.home.write("integrations/blog.json", narrow)
        try scene.spool("b", type: "build:failure")
        _ = try scene.belfry("run", at: "06:10:00")
        #expect(try total(scene)["matched"] == 1, "'a' was wanted then, and 'b' no more")
        let wide = narrow.replacing("job:*", with: "**")
        try scene.home.write("integrations/blog.json", wide)
        _ = try scene.belfry("run", at: "06:20:00")
        #expect(try total(scene)["matched"] == 1)

        let rematched = try total(scene, "--rematch")
        #expect(rematched["matched"] == 2 && rematched["missing"] == 1)
        #expect(try scene.belfry("reconcile", "--rematch").output.contains("  → belfry reconcile --rematch --apply\n"))
        let applied = try scene.belfry("reconcile", "--rematch", "--apply", "--yes", at: "06:30:00")
        #expect(applied.status == 0)
        #expect(scene.ids("blog") == ["a", "b"])
        #expect(try total(scene, "--rematch")["delivered"] == 2)
    }

    @Test func whatTheFilterOfADigestLeftOutIsNotCalledDelivered() throws {
        let scene = try Scene()
        func want(_ events: String) throws {
            let text =
                #"{"name": "The sum", "type": "RAW_WEBHOOK", "webhook": "\#(scene.receiver.url)/sum", "mode": "digest", "#
                + #""events": ["\#(events)"]}"#
            try scene.home.write("integrations/sum.json", text)
        }
        try want("build:*")
        try scene.spool("a", "b")
        try scene.spool("c", type: "job-run:failure")
        _ = try scene.belfry("run")
        try want("**")
        _ = try scene.belfry("run", at: "06:10:00")
        let before = try total(scene, "--rematch")
        #expect(before["delivered"] == 2 && before["missing"] == 1)
        #expect(try scene.belfry("reconcile", "--rematch", "--apply", "--yes", at: "06:20:00").status == 0)
        #expect(scene.receiver.requests(on: "/sum").map { $0.text.contains(#""job-run:failure""#) } == [false, true])
        #expect(try total(scene, "--rematch")["delivered"] == 3)
    }

    @Test func aPatternThatJoinsImmediateLosesNothingThatWaits() throws {
        let scene = try Scene()
        func sendAtOnce(_ patterns: String) throws {
            let digest = #""digest": {"every": "1h", "immediate": \#(patterns)}"#
            try scene.integrate("sum", with: #""mode": "digest", \#(digest)"#)
        }
        try sendAtOnce(#"["build:failure"]"#)
        try scene.spool("first", type: "build:start")
        _ = try scene.belfry("run")
        try scene.spool("b")
        try scene.spool("j", type: "job-run:failure")
        _ = try scene.belfry("run", at: "06:10:00")
        try sendAtOnce(#"["build:failure", "job-run:failure"]"#)
        try scene.spool("s", type: "build:start")
        _ = try scene.belfry("run", at: "06:20:00")
        #expect(try total(scene)["held"] == 2, "the job that failed was not told at once, and waits with the build")
        _ = try scene.belfry("run", at: "07:10:00")
        let told = scene.receiver.requests(on: "/sum").map(\.text)
        #expect(told.map { $0.contains(#""job-run:failure""#) } == [false, false, true])
        #expect(told.map { $0.contains(#""build:failure""#) } == [false, true, false])
        #expect(try total(scene)["delivered"] == 4)
    }

    @Test func aWindowAndABreakdownNarrowIt() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.home.write(
            "spool/new/x.ndjson",
            """
            {"event": "a:b", "id": "1", "createdAt": "2026-03-01T10:00:00Z", "data": {"project": {"id": "p"}}}
            {"event": "a:b", "id": "2", "createdAt": "2026-03-02T05:00:00Z", "data": {"project": {"id": "q"}}}
            {"event": "a:c", "id": "3", "createdAt": "2026-03-02T05:30:00Z", "data": {}}

            """
        )
        _ = try scene.belfry("run")
        #expect(try total(scene, "--since", "today")["matched"] == 2)
        #expect(try total(scene, "--since", "yesterday", "--until", "today")["matched"] == 1)
        #expect(try total(scene, "--since", "5h", "--event", "a:*")["matched"] == 2)
        #expect(try total(scene, "--project", "p", "--project", "q")["matched"] == 2)
        #expect(try total(scene, "--event", "a:c")["matched"] == 1)
        let byProject = try scene.belfry("reconcile", "--by", "project").output
        #expect(byProject.contains("blog         p              1"))
        #expect(byProject.contains("blog         -              1"))
        #expect(
            try scene.belfry("reconcile", "--by", "event", "--since", "1d").output.contains(
                "blog         a:c          1"
            )
        )
    }

    @Test(
        arguments: [
            (["--since", "noon"], "'noon' is not a time for '--since'"),
            (["--since", "today", "--until", "yesterday"], "nothing lies between"),
            (["--event", "a::b"], "--event 'a::b': a part is empty"),
            (["--by", "day"], "'day' is not a value of '--by'"),
            (["--apply", "--json"], "contradict each other"),
        ]
    )
    func whatMakesNoSenseIsToldAndNothingIsDone(arguments: [String], message: String) throws {
        let scene = try Scene()
        let ended = try Belfry.run(["reconcile"] + arguments, home: scene.home)
        #expect(ended.status == 64 && ended.output == "")
        #expect(ended.errors.contains(message))
    }

    // MARK: lists from elsewhere

    @Test func aListNamesWhatNeverCame() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        try scene.spool("a", "b")
        _ = try scene.belfry("run")
        try scene.spool("c")
        let list = "a\n\"b\"\n\n{\"event\": \"x\", \"id\": \"c\", \"data\": {}}\nnever-sent\na\n"
        let ended = try Belfry.run(["reconcile", "--against", "-"], home: scene.home, input: list)
        #expect(ended.status == 1)
        #expect(ended.output.contains("the list names 4 events: 2 taken in, 1 in the spool, 1 never reached it\n"))
        #expect(ended.output.contains("  1 line of it named one again\n"))
        #expect(ended.output.hasSuffix("  never reached the spool: never-sent\n"))
        #expect(try scene.home.names(in: "spool/new") == ["c.ndjson"], "the spool was only looked at")
        try scene.home.write("list", "a\nb\n")
        #expect(try scene.belfry("reconcile", "--against", scene.home.path + "/list").status == 0)
    }

    @Test(
        arguments: [
            ("{\"event\": \"x\", \"data\": {}}", "list:1:1: error: this event has no id of its own"),
            ("ok\n{\"event\": ", "list:2:"), ("{\"no\": 1}", "list:1:1: error: not an event"),
        ]
    )
    func aListThatNamesNothingIsRefused(list: String, message: String) throws {
        let scene = try Scene()
        try scene.home.write("list", list)
        let ended = try Belfry.run(["reconcile", "--against", "home/list"], home: scene.home)
        #expect(ended.status == 65)
        #expect(ended.errors.contains(message))
        #expect(try scene.belfry("reconcile", "--against", "nowhere").status == 65)
    }
}
