import Delivery
import Testing
import Time

/// Plays a text of events against a queue and writes down, behind `> `, what the queue says.
///
///     lane a concurrency=8 rate=2/10 host=h schedule=1,5,30 expire=600 disable=3/60 raw
///                         with `warm`: it had answers enough to send all it may at once
///     owe a 1…3           deliveries a1, a2, a3
///     at 2.5              the clock, in seconds
///     go                  next(at:) until it sends nothing more
///     one                 next(at:) once: the loop may stop asking when too much is in flight
///     a1 500              an answer; `pause=60`, `hostpause=60`, `stop` as its wishes
///     tick                the clock goes to where the last `wait` pointed
///     health a            what state it is in
///     end                 finishRun
///
/// Times that the queue tells are shown as seconds from now; `~5` is a 5 of the schedule with its jitter. A ledger
/// follows every record, and its health has to stay equal to the queue's.
struct Script {
    private(set) var queue = DeliveryQueue()
    private(set) var ledger = LedgerState(logID: "log")
    private var transcript: [String] = []
    private var now = Script.start
    private var wake: Timestamp?
    private var entries: [Int64] = []
    private var lanes: [String] = []

    static let start = Timestamp(seconds: 1_800_000_000)

    /// The script with what the queue really said.
    static func play(_ text: String) throws -> String {
        var script = Script()
        for line in text.split(separator: "\n") where !line.hasPrefix(">") { try script.perform(String(line)) }
        return script.transcript.joined(separator: "\n")
    }

    private mutating func perform(_ line: String) throws {
        transcript.append(line)
        let words = line.split(separator: " ").map(String.init)
        switch words[0] {
        case "lane": try addLane(words[1], ScriptOptions(words.dropFirst(2)))
        case "owe": try owe(words[1], words[2])
        case "at": now = Script.start + .milliseconds(try number(words[1], by: 1000))
        case "tick": now = try #require(wake, "nothing was waited for")
        case "go": while next() {}
        case "one": _ = next()
        case "health": say(describe(try #require(queue.health(of: words[1]))))
        case "end": follow(queue.finishRun(at: now))
        default: try answer(words[0], words[1], ScriptOptions(words.dropFirst(2)))
        }
    }

    // MARK: events

    private mutating func addLane(_ name: String, _ options: ScriptOptions) throws {
        let waits =
            try options["schedule"].map { try $0.split(separator: ",").map { try number($0, by: 1) } } ?? [1, 5, 30]
        entries = waits.sorted()
        lanes.append(name)
        let policy = LanePolicy(
            integration: name,
            host: options["host"] ?? name,
            concurrency: try options["concurrency"].map { Int(try number($0, by: 1)) } ?? 1,
            rate: try options["rate"].map { try pair($0) }.map { Rate(count: Int($0), interval: .seconds($1)) },
            schedule: RetrySchedule(
                waits: waits.map { .seconds($0) },
                expireAfter: .seconds(try options["expire"].map { try number($0, by: 1) } ?? 432_000)
            ),
            disable: try options["disable"].map { try pair($0) }.map {
                DisablePolicy(failingFor: .seconds($1), failures: Int($0))
            },
            countsEveryFailure: options["raw"] != nil
        )
        queue.addLane(policy, health: Health())
        ledger.apply(.seen(integration: name, at: now, cursor: 0))
        if options["warm"] != nil { try warm(name, answers: policy.concurrency - 1) }
    }

    private mutating func warm(_ lane: String, answers: Int) throws {
        let script = transcript
        for number in 1...answers {
            try owe(lane, "\(1000 + number)")
            while next() {}
            try answer("\(lane)\(1000 + number)", "200", ScriptOptions([]))
        }
        transcript = script
    }

    private mutating func owe(_ lane: String, _ range: String) throws {
        let ends = try range.split(separator: "…").map { try number($0, by: 1) }
        for sequence in ends[0]...ends[ends.count - 1] {
            let delivery = Delivery.sample("\(lane)\(sequence)", to: lane, UInt64(sequence), planned: now)
            ledger.apply(.planned(delivery))
            ledger.apply(.commit(deliveries: 1, cursors: []))
            queue.add(LedgerState.Outstanding(delivery: delivery), at: now)
        }
    }

    /// One step; whether something was sent.
    private mutating func next() -> Bool {
        switch queue.next(at: now) {
        case .send(let outstanding, let attempt):
            let delivery = outstanding.delivery
            say("send \(delivery.id)" + (attempt == 1 ? "" : " #\(attempt)"))
            follow([.sending(delivery: delivery.id, integration: delivery.integration, number: attempt, at: now)])
            return true
        case .wait(let until):
            wake = until
            say("wait \(distance(until))")
        case .awaitAnswers: say("await")
        case .idle: say("idle")
        }
        return false
    }

    private mutating func answer(_ id: String, _ word: String, _ options: ScriptOptions) throws {
        var pause: Pause?
        if let seconds = options["pause"] { pause = Pause(.seconds(try number(seconds, by: 1)), scope: .integration) }
        if let seconds = options["hostpause"] { pause = Pause(.seconds(try number(seconds, by: 1)), scope: .host) }
        let judgement = Judgement(try outcome(word), pause: pause, asksToStop: options["stop"] != nil)
        follow(queue.finish(id, with: judgement, status: Int(word), at: now))
    }

    private func outcome(_ word: String) throws -> Outcome {
        let table: [String: (FailureClass, Failure.Scope)] = [
            "400": (.rejectedBody, .message), "401": (.auth, .endpoint), "410": (.gone, .gone),
            "429": (.rateLimited, .transient), "500": (.server, .transient), "503": (.server, .transient),
            "dns": (.dns, .transient), "connect": (.connect, .transient), "tls": (.tls, .endpoint),
            "timeout": (.timeout, .transient), "blocked": (.blockedAddress, .endpoint),
            "unsendable": (.protocol, .message),
        ]
        if word == "200" { return .delivered }
        let (failureClass, scope) = try #require(table[word], "no answer is called '\(word)'")
        return .failed(Failure(failureClass, scope: scope, reason: word))
    }

    // MARK: what the queue says

    private mutating func follow(_ records: [LedgerRecord]) {
        for record in records {
            ledger.apply(record)
            switch record {
            case .attempted(let attempt): say(describe(attempt))
            case .counted(let lane, let failures, _): say("counted \(lane) \(failures)")
            case .paused(let host, let until): say("paused \(host) \(distance(until))")
            case .disabled(let lane, _, let reason): say("disabled \(lane): \(reason)")
            default: break
            }
        }
        for lane in lanes { #expect(queue.health(of: lane) == ledger.integrations[lane]?.health, "\(lane)") }
    }

    private mutating func say(_ words: String) { transcript.append("> " + words) }

    private func describe(_ attempt: Attempt) -> String {
        var words = attempt.result.rawValue
        if let due = attempt.due { words += " \(distance(due))" }
        if let until = attempt.laneUntil { words += ", lane \(distance(until))" }
        if attempt.counts { words += ", counts" }
        return words
    }

    private func describe(_ health: Health) -> String {
        "\(health.state.rawValue), \(health.failures) failures, \(health.rounds) rounds"
    }

    private func distance(_ time: Timestamp) -> String {
        let milliseconds = (time - now).milliseconds
        // The seconds that a pause or a rate names are whole; jitter's seldom are, but at its ends.
        let isBroken = milliseconds % 1000 != 0 || entries.contains { [800, 1200].contains(milliseconds / max(1, $0)) }
        if isBroken, let entry = entries.first(where: { (800...1200).contains(milliseconds / $0) }) {
            return "~\(entry)"
        }
        let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000)
        return rest == 0 ? "\(seconds)" : "\(Double(milliseconds) / 1000)"
    }

    private func number(_ text: some StringProtocol, by factor: Double) throws -> Int64 {
        Int64(try #require(Double(text), "'\(text)' is not a number") * factor)
    }

    private func pair(_ text: String) throws -> (Int64, Int64) {
        let parts = try text.split(separator: "/").map { try number($0, by: 1) }
        return (parts[0], parts[1])
    }
}

/// Plays a script and expects the queue to say exactly what stands in it.
func expectScript(_ text: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws {
    let actual = try Script.play(text)
    guard actual != text else { return }
    let lines = (text.split(separator: "\n"), actual.split(separator: "\n"))
    let same = zip(lines.0, lines.1).prefix { $0 == $1 }.count
    let wanted = lines.0.dropFirst(same).first ?? "nothing more"
    let found = lines.1.dropFirst(same).first ?? "nothing more"
    Issue.record(
        "line \(same + 1): expected '\(wanted)', the queue said '\(found)'\n\(actual)",
        sourceLocation: sourceLocation
    )
}

/// The `key=value` and `flag` words behind a command.
struct ScriptOptions {
    private var values: [String: String] = [:]

    init(_ words: some Sequence<String>) {
        for word in words {
            let parts = word.split(separator: "=").map(String.init)
            values[parts[0]] = parts.count > 1 ? parts[1] : ""
        }
    }

    subscript(key: String) -> String? { values[key] }
}

extension Delivery {
    static func sample(
        _ id: String,
        to integration: String = "a",
        _ sequence: UInt64 = 1,
        planned: Timestamp = Script.start
    ) -> Delivery {
        Delivery(
            id: id,
            integration: integration,
            first: sequence,
            last: sequence,
            eventCount: 1,
            eventID: nil,
            eventType: "",
            planned: planned,
            payload: .event(LogPlace(segment: 1, offset: sequence * 100, length: 99))
        )
    }
}
