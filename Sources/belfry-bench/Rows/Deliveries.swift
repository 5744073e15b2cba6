import JSON
import Receiver

extension Row {
    /// From the spool to the last outcome in the ledger: the whole process.
    static let deliveries = Row(
        number: 3,
        work: "100,000 individual deliveries",
        floor: .share(atLeast: 0.6),
        memory: 64
    ) { lab in
        let receiver = try Receiver(fallback: .noContent, keepsRequests: false)
        let count = lab.scaled(100_000)
        let concurrency = 64
        var bare = Double.infinity
        var own = Double.infinity
        var peak = 0
        var text = ""
        for round in 0..<lab.options.rounds {
            bare = min(bare, try seconds { try CurlLoop.post(count, to: receiver.url + "/hook", atOnce: concurrency) })
            let home = try TemporaryHome("deliveries-\(round)", in: lab)
            try home.add(
                "hook",
                [
                    "name": "Hook", "type": "RAW_WEBHOOK", "webhook": .string(receiver.url + "/hook"), "events": .null,
                    "concurrency": .number(concurrency),
                ]
            )
            var events = EventText(projects: 1, types: ["build:failure"])
            _ = try events.writeFiles(1, of: count, to: home.spool)
            Disk.settle()
            let run = try home.run()
            let numbers = try home.report()
            try numbers.mustHave(accepted: count, delivered: count...count)
            peak = max(peak, run.peakMemory)
            if run.seconds < own {
                own = run.seconds
                text = "\(numbers.text), \(run.text)"
            }
            try home.remove()
        }
        receiver.stop()
        return Measurement(
            measured: Double(count) / own,
            reference: Double(count) / bare,
            unit: "POST/s",
            against: "a bare libcurl multi loop, the same bodies and headers, \(concurrency) at once",
            peakMemory: peak,
            notes: [text]
        )
    }
}
