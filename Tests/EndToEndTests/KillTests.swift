import Foundation
import Glibc
import JSON
import Receiver
import TestSupport
import Testing

/// The promise, tried: `belfry run` is killed at some two hundred moments, and afterwards everything is counted.
///
/// `KILL_SEED` chooses other moments, `KILLS` how many.
@Suite struct KillTests {
    @Test func nothingIsLostAndOnlyWhatWasInFlightIsRepeated() throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["KILL_SEED"].flatMap { UInt64($0) } ?? 20_260_302
        var slaughter = try Slaughter(seed: seed)
        try slaughter.perform(kills: environment["KILLS"].flatMap { Int($0) } ?? 200)
    }
}

/// Rounds of events and killed runs against a receiver that notes a request before it answers.
private struct Slaughter {
    private let home: TemporaryHome
    private let receiver: Receiver
    private let seed: UInt64
    private var random: SplitMix
    private var spooled: [String] = []
    private var rounds = 0
    private var kills = 0
    /// Since the last run that came to its end: what may be repeated is bounded by what these had in flight.
    private var killsInSpan = 0
    private var seen = 0
    private var runTime = Duration.milliseconds(40)

    private static let eventsARound = 20
    private static let concurrency = 8
    private static let mostKillsInASpan = 8

    init(seed: UInt64) throws {
        self.seed = seed
        random = SplitMix(seed: seed)
        home = try TemporaryHome()
        receiver = try Receiver(script: ["/chat": [.answer(body: "ok")]])
        try home.write("belfry.json", #"{"allowHTTP": true, "allowPrivate": true}"#)
        try home.write(
            "templates/slack/digest.json.mustache",
            #"{"text": "{{totals.events}} {{page.count}} {{window.from.at}} {{window.to.at}}"}"#
        )
        try integrate("raw", "RAW_WEBHOOK", #""concurrency": \#(Slaughter.concurrency)"#)
        try integrate("sum", "RAW_WEBHOOK", #""mode": "digest", "concurrency": 1"#)
        try integrate("chat", "SLACK", #""mode": "digest""#)
    }

    private func integrate(_ id: String, _ type: String, _ more: String) throws {
        let text =
            #"{"name": "\#(id)", "type": "\#(type)", "webhook": "\#(receiver.url)/\#(id)", "events": null, \#(more)}"#
        try home.write("integrations/\(id).json", text)
    }

    mutating func perform(kills total: Int) throws {
        while kills < total {
            try spoolARound()
            if killsInSpan == Slaughter.mostKillsInASpan || random.below(10) == 0 { try finish() } else { try kill() }
        }
        try finish()
        try checkTheWhole()
    }

    // MARK: a round

    /// Some events in one, two or three files, as a producer leaves them: written aside, then renamed.
    private mutating func spoolARound() throws {
        rounds += 1
        let files = 1 + random.below(3)
        for file in 0..<files {
            let lines = (0..<Slaughter.eventsARound / files).map { number in
                let id = "r\(rounds)-f\(file)-e\(number)"
                spooled.append(id)
                return """
                    {"event": "build:failure", "id": "\(id)", "createdAt": "\(time(of: rounds))", \
                    "data": {"project": {"id": "p\(rounds)"}, "number": \(number).0}}

                    """
            }
            let name = "r\(rounds)-f\(file).ndjson"
            try home.write("spool/tmp/" + name, lines.joined())
            try FileManager.default.moveItem(
                atPath: home.path + "/spool/tmp/" + name,
                toPath: home.path + "/spool/new/" + name
            )
        }
    }

    /// A second for each round tells digests apart.
    private func time(of round: Int) -> String {
        let second = String(round % 60 + 100).dropFirst()
        let minute = String(round / 60 % 60 + 100).dropFirst()
        let hour = String(round / 3600 + 100).dropFirst()
        return "2026-03-02T\(hour):\(minute):\(second)Z"
    }

    /// Runs and kills: after some requests have arrived, or after some time.
    private mutating func kill() throws {
        let run = try Child(["run"], home: home)
        if random.below(2) == 0 {
            let enough = receiver.count + random.below(Slaughter.eventsARound + 4)
            while receiver.count < enough, !run.hasEnded { sched_yield() }
        } else {
            let moment = ContinuousClock.now + runTime * Double(random.below(1000)) / 1000
            while ContinuousClock.now < moment, !run.hasEnded { usleep(100) }
        }
        run.send(SIGKILL)
        switch run.wait() {
        case .killed(SIGKILL):
            kills += 1
            killsInSpan += 1
        case .exited(0): try checkTheSpan()
        case let other: Issue.record("\(other): \(try run.errors()) (\(moment))")
        }
    }

    /// Lets a run come to its end; all that was left over is then delivered.
    private mutating func finish() throws {
        let start = ContinuousClock.now
        let run = try Child(["run"], home: home)
        #expect(run.wait() == .exited(0), "\(moment)")
        #expect(try run.errors() == "", "\(moment)")
        if killsInSpan == 0 { runTime = ContinuousClock.now - start }
        try checkTheSpan()
    }

    /// For the comments of failures: what to set to see it again.
    private var moment: String { "KILL_SEED=\(seed), kill \(kills), round \(rounds)" }

    // MARK: the account

    /// What arrived since the last run that came to its end, and what of it had arrived before.
    private mutating func checkTheSpan() throws {
        let new = receiver.requests[seen...]
        for (path, inFlight) in [("/raw", Slaughter.concurrency), ("/sum", 1), ("/chat", 1)] {
            let arrived = new.filter { $0.route == path }.map { $0.header("Idempotency-Key") ?? $0.text }
            let repeats = arrived.count - Set(arrived).count
            #expect(repeats <= killsInSpan * inFlight, "\(path): \(moment)")
        }
        let delivered = Set(new.filter { $0.route == "/raw" }.compactMap { $0.header(eventID) })
        #expect(delivered == Set(spooled.suffix(delivered.count)), "\(moment)")
        seen += new.count
        killsInSpan = 0
    }

    private let eventID = "X-Northflank-Notification-Integration-Event-Id"

    private func checkTheWhole() throws {
        let raw = receiver.requests(on: "/raw")
        #expect(Set(raw.compactMap { $0.header(eventID) }) == Set(spooled), "\(moment)")
        // A repeat is the same in every respect, and no two events share a key.
        let faces = Set(raw.map { [$0.header(eventID), $0.header("Idempotency-Key"), $0.text] })
        #expect(faces.count == spooled.count, "\(moment)")
        #expect(Set(raw.compactMap { $0.header("Idempotency-Key") }).count == spooled.count, "\(moment)")
        #expect(try eventsOfDigests("/sum") { $0["data"]?["totals"]?["events"]?.int } == spooled.count, "\(moment)")
        let ofChats = try eventsOfDigests("/chat") { message in
            message["text"]?.string?.split(separator: " ").first.flatMap { Int($0) }
        }
        #expect(ofChats == spooled.count, "\(moment)")
        let status = try Belfry.run(["status", "--json"], home: home)
        let totals = try JSON.read(Array(status.output.utf8))["totals"]
        #expect(status.status == 0 && totals?["outstanding"] == 0 && totals?["held"] == 0, "\(moment)")
        #expect(try home.names(in: "spool/new") == [] && home.names(in: "spool/corrupt") == [], "\(moment)")
    }

    /// The sum over all digests, each counted once.
    private func eventsOfDigests(_ path: String, _ count: (JSON) -> Int?) throws -> Int {
        let requests = receiver.requests(on: path)
        let bodies = Set(requests.map { $0.text })
        if path == "/sum" {
            #expect(Set(requests.compactMap { $0.header("Idempotency-Key") }).count == bodies.count, "\(moment)")
        }
        return try bodies.reduce(0) { $0 + (count(try JSON.read(Array($1.utf8))) ?? 0) }
    }
}
