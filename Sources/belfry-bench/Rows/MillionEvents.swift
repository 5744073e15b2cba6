import Glibc
import JSON
import Receiver

extension Row {
    /// From the spool to rendered digests: intake and plan, as the run's report has them.
    static let millionEvents = Row(
        number: 2,
        work: "1,000,000 events, 1,000 integrations, digests",
        floor: .rate(atLeast: 150),
        memory: 64
    ) { lab in
        let receiver = try Receiver(fallback: .answer(body: "ok"), keepsRequests: false)
        var best = Best()
        for round in 0..<lab.options.rounds {
            let home = try TemporaryHome("million-\(round)", in: lab)
            try addTeams(1000, projects: 500, to: home, receiver.url)
            let events = lab.scaled(1_000_000)
            var text = EventText(projects: 500)
            let bytes = try text.writeFiles(8, of: events, to: home.spool)
            Disk.settle()
            best.lines = max(best.lines, try rate(bytes) { for file in 0..<8 { try count(home, file) } })
            best.copied = max(best.copied, try rate(bytes) { for file in 0..<8 { try copy(home, file) } })
            Disk.settle()
            let run = try home.run()
            let numbers = try home.report()
            try numbers.mustHave(accepted: events, delivered: 1...Int.max)
            best.take(run, numbers, bytes: bytes)
            try home.remove()
        }
        receiver.stop()
        return best.measurement
    }

    private struct Best {
        var lines = 0.0
        var copied = 0.0
        var measured = 0.0
        var peak = 0
        var text = ""

        mutating func take(_ run: Program, _ numbers: RunNumbers, bytes: Int) {
            peak = max(peak, run.peakMemory)
            let rate = Double(bytes) / 1e6 / (numbers.intake + numbers.plan)
            guard rate > measured else { return }
            measured = rate
            text = "\(brief(Double(bytes) / 1e6)) MB: \(numbers.text), \(run.text)"
        }

        var measurement: Measurement {
            Measurement(
                measured: measured,
                reference: copied,
                unit: "MB/s",
                against: "the same files copied and synced (read, write, fsync)",
                peakMemory: peak,
                notes: [text, "only counting their lines (read, memchr): \(brief(lines)) MB/s"]
            )
        }
    }

    private static func count(_ home: TemporaryHome, _ file: Int) throws {
        _ = try Disk.countLines("\(home.spool)/part-\(file).ndjson")
    }

    private static func copy(_ home: TemporaryHome, _ file: Int) throws {
        let target = home.path + "/copy"
        try Disk.copy("\(home.spool)/part-\(file).ndjson", to: target)
        unlink(target)
    }

    private static func rate(_ bytes: Int, _ body: () throws -> Void) rethrows -> Double {
        Double(bytes) / 1e6 / (try seconds(body))
    }

    /// Most teams want some kinds of events of three projects, ten want one kind of all projects: an event is wanted by
    /// about four.
    private static func addTeams(_ count: Int, projects: Int, to home: TemporaryHome, _ url: String) throws {
        let wishes: [[JSON]] = [
            ["build:*", "job-run:*"], ["*:failure", "*:abort"], ["build:*", "addon-backup:*", "service:**"],
            ["infrastructure:**", "job-run:*"],
        ]
        for index in 0..<count {
            let isForAll = index >= count - 10
            let own = (0..<3).map { JSON.string(EventText.project((index * 3 + $0) % projects)) }
            try home.add(
                "team-\(index)",
                [
                    "name": .string("Team \(index)"), "type": "SLACK", "webhook": .string("\(url)/team/\(index)"),
                    "restricted": .bool(!isForAll), "projects": .array(isForAll ? [] : own),
                    "events": isForAll
                        ? [.string(EventText.usualTypes[index % 10])] : .array(wishes[index % wishes.count]),
                ]
            )
        }
    }
}
