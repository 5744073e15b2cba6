import Foundation
import Glibc
import JSON
import Receiver
import TestSupport
import Testing

/// A week in which everything goes wrong, with an operator who tries every command and two hundred runs that are killed at
/// random moments: after each of them the balance adds up, and at its end everybody was told of everything.
///
/// `WEEKS` says how many, `WEEK_SEED` chooses another.
@Suite struct WeekTests {
    @Test func theBalanceAlwaysAddsUpAndAtTheEndNothingIsMissing() throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["WEEK_SEED"].flatMap { UInt64($0) } ?? 20_260_302
        for number in 0..<UInt64(environment["WEEKS"].flatMap { Int($0) } ?? 1) {
            var week = try Week(seed: seed + number)
            try week.perform()
        }
    }
}

private struct Week {
    private let scene: Scene
    private let mail: MailReceiver
    private let seed: UInt64
    private var random: SplitMix
    /// Quarters of a day since its beginning.
    private var step = 0
    private var spooled: [String] = []
    /// Given up by hand: nobody is told of these.
    private var dropped: Set<String> = []
    private var kills = 0
    /// Commands that were tried.
    private var tried: Set<String> = []
    private var looked = 0

    private static let steps = 28
    private static let kills = 200
    private static let integrations = ["blog", "gone", "ops", "quiet", "team"]

    init(seed: UInt64) throws {
        self.seed = seed
        random = SplitMix(seed: seed)
        scene = try Scene(["/ops": [.answer(body: "ok")]])
        // One of two recipients is refused for the first days.
        let refusals = [String](repeating: "550 no such user", count: 3)
        mail = try MailReceiver(script: ["RCPT TO:<joe@": refusals + ["250 ok"]])
        try scene.integrate("blog", with: #""retry": {"schedule": ["1h", "6h"]}, "disable": false"#)
        try scene.integrate("gone", with: #""retry": {"schedule": ["1h"]}"#)
        try scene.integrate("ops", "SLACK", with: #""digest": {"every": "6h"}"#)
        try scene.integrate("quiet", with: #""concurrency": 1"#)
        try scene.mail("team", to: ["jane@example.com", "joe@example.com"], at: mail)
    }

    private var now: String {
        "2026-03-0\(2 + step / 4)T" + ["00", "06", "12", "18"][step % 4] + ":00:00Z"
    }

    /// For the comments of failures: what to set to see it again.
    private var moment: String { "WEEK_SEED=\(seed), \(now), \(kills) kills" }

    mutating func perform() throws {
        try belfry("run")
        while step < Week.steps {
            weather()
            try spoolSome()
            while kills * Week.steps < Week.kills * (step + 1) { try killARun() }
            try belfry("run", "--max-runtime", "1s")
            try checkBalance()
            try act()
            try checkBalance()
            step += 1
        }
        try mendEverything()
        try checkTheEnd()
    }

    // MARK: what happens

    /// How the endpoints are today.
    private func weather() {
        let down = [Reply.answer(status: 503, body: "down")]
        let limited = [Reply.answer(status: 429, headers: [("Retry-After", "3600")]), .answer(body: "ok")]
        switch step {
        case 4: scene.receiver.script("/blog", down)
        case 10: scene.receiver.script("/blog", [.noContent])
        case 12: scene.receiver.script("/gone", [.answer(status: 410)])
        case 14, 16: scene.receiver.script("/ops", limited)
        case 20: scene.receiver.script("/gone", [.noContent])
        case 22: scene.receiver.script("/blog", [.reset, .noContent])
        default: break
        }
    }

    private mutating func spoolSome() throws {
        let ids = (0...random.below(4)).map { "s\(step)-\($0)" }
        spooled += ids
        try scene.spool(ids, type: ["build:failure", "job-run:success", "never:heard:of"][random.below(3)])
    }

    private mutating func killARun() throws {
        let id = "k\(spooled.count)"
        spooled.append(id)
        try scene.spool(id)
        let run = try Child(["run", "--max-runtime", "1s", "--now", now], home: scene.home)
        let enough = scene.receiver.count + random.below(8)
        let moment = ContinuousClock.now + .milliseconds(random.below(60))
        while ContinuousClock.now < moment, scene.receiver.count < enough, !run.hasEnded { sched_yield() }
        run.send(SIGKILL)
        if run.wait() == .killed(signal: SIGKILL) { kills += 1 }
        try checkBalance()
    }

    /// What an operator does with what he finds; every command comes up in the course of the week.
    private mutating func act() throws {
        switch step {
        case 1: try belfry("disable", "quiet", "--reason", "a quiet day")
        case 3: try belfry("enable", "quiet", "--replay", "digest")
        case 6: try belfry("hold", "ALL", "--yes")
        case 7: try belfry("release", "ALL", "--yes")
        case 8: try dropOne()
        case 11: try belfry("requeue", "ALL", "--yes")
        case 13: try belfry("reconcile", "--apply", "--yes")
        case 15: try belfry("resend", "--failed", "--yes", "--as", "digest")
        case 16: try belfry("mute", "add", "quiet", "--expires", "5h", "--reason", "works")
        case 18: try belfry("run", "--force", "--max-runtime", "1s")
        case 19: try addWhatNobodyEmits()
        case 20: try emitOne()
        case 21: try belfry("enable", "gone")
        case 24: try belfry("resend", spooled[random.below(spooled.count)], "-i", "blog")
        default: try look()
        }
    }

    /// One more integration, that nothing matches: the account of the others stays as it is.
    private mutating func addWhatNobodyEmits() throws {
        let arguments = ["add", "Storms", "--type", "RAW_WEBHOOK", "--event", "storm:*", "--address", "-"]
        tried.insert("add")
        let ended = try Belfry.run(arguments, home: scene.home, input: scene.receiver.url + "/storms\n")
        #expect(ended.status == 0, "\(ended.errors) (\(moment))")
    }

    private mutating func emitOne() throws {
        spooled.append("emitted")
        try scene.home.write("emitted.json", #"{"n": "emitted"}"#)
        try belfry("emit", "job-run:success", "--id", "emitted", "--data", scene.home.path + "/emitted.json")
    }

    private mutating func dropOne() throws {
        let owed = try json("queue", "-i", "blog").first
        guard let id = owed?["id"]?.string, let event = owed?["eventId"]?.string else { return }
        try belfry("drop", id, "--reason", "told by phone")
        dropped.insert(event)
    }

    private mutating func look() throws {
        let event = spooled[random.below(spooled.count)]
        let looks = [
            ["queue", "-l"], ["queue", "--failed"], ["show", event], ["explain", event], ["schedule", "blog"],
            ["render", event, "-i", "ops"], ["render", "-i", "ops"], ["status", "--ages"], ["report", "--range", "7d"],
            ["report", "--format", "html"], ["list"], ["check"], ["events"], ["formats"], ["test", "quiet"],
            ["run", "--dry-run"],
            ["reconcile", "--by", "event"], ["resend", "--failed", "--dry-run"], ["queue", event, "--json"],
            ["queue", "--held"], ["completion", "words", "events"], ["schema", "settings"], ["config", "ops"],
            ["secret", "generate"], ["doctor"], ["prune", "--older-than", "30d"], ["help", "reconcile"],
            ["init", scene.home.path + "-\(step)"], ["demo"], ["mute", "list"],
            ["remove", "ops", "--dry-run"],
        ]
        for number in looked..<looked + 4 { try belfry(looks[number % looks.count]) }
        looked += 4
    }

    // MARK: the account

    private func checkBalance() throws {
        let report = try json("reconcile", "--json", "--since", "beginning").first
        let total = try #require(report?["total"], "\(moment)")
        for row in [total] + (report?["integrations"]?.array ?? []) {
            let states = (row.members ?? []).filter { !["matched", "gap"].contains($0.key) }
            #expect(states.compactMap(\.value.int).reduce(0, +) == row["matched"]?.int, "\(moment): \(row)")
            #expect(row["missing"] == 0, "\(moment): \(row)")
        }
        let events = try #require(report?["events"]?.int)
        #expect(total["matched"]?.int == events * Week.integrations.count, "\(moment)")
        #expect(report?["discrepancies"]?.array ?? [] == [], "\(moment)")
    }

    /// The week is over: what is down is up again, and a few commands bring back what it cost.
    private mutating func mendEverything() throws {
        for id in ["blog", "gone", "quiet"] { scene.receiver.script("/" + id, [.noContent]) }
        scene.receiver.script("/ops", [.answer(body: "ok")])
        step += 2
        try belfry("release", "ALL", "--yes")
        for id in Week.integrations { try belfry("enable", id) }
        try belfry("run", "--force", "--max-runtime", "5s")
        try belfry("reconcile", "--apply", "--yes")
        try belfry("run", "--force", "--max-runtime", "5s")
    }

    private func checkTheEnd() throws {
        let total = try #require(try json("reconcile", "--json", "--since", "beginning").first?["total"])
        let all = spooled.count * Week.integrations.count
        #expect(total["matched"]?.int == all, "\(moment)")
        #expect(total["dropped"]?.int == dropped.count, "\(moment)")
        #expect(total["delivered"]?.int == all - dropped.count, "\(moment): \(total)")
        #expect(Set(scene.ids("gone")).isSuperset(of: spooled), "\(moment)")
        let told = scene.receiver.requests(on: "/blog").map { $0.text }
        for event in spooled where !dropped.contains(event) {
            #expect(told.contains { $0.contains("\"\(event)\"") }, "\(event): \(moment)")
        }
        #expect(try scene.home.names(in: "spool/corrupt") == [], "\(moment)")
        #expect(tried == Set(HelpTests.commands), "\(Set(HelpTests.commands).subtracting(tried)) came up on no day")
    }

    // MARK: commands

    private mutating func belfry(_ arguments: String...) throws { try belfry(arguments) }

    /// Every command ends well or says that somebody has to look.
    private mutating func belfry(_ arguments: [String]) throws {
        tried.insert(arguments[0])
        let ended = try Belfry.run(arguments + ["--now", now], home: scene.home)
        #expect([0, 1].contains(ended.status), "\(arguments): \(ended.errors) (\(moment))")
        #expect(!ended.errors.contains("Fatal error"), "\(arguments): \(moment)")
    }

    /// What a command prints, one value a line or one in all.
    private func json(_ arguments: String...) throws -> [JSON] {
        let isWhole = arguments[0] == "reconcile"
        let words = arguments + (isWhole ? [] : ["--json"]) + ["--now", now]
        let output = try Belfry.run(words, home: scene.home).output
        guard !isWhole else { return [try JSON.read(Array(output.utf8))] }
        return try output.split(separator: "\n").map { try JSON.read(Array($0.utf8)) }
    }
}
