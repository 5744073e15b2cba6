import JSON

extension Row {
    /// What a timer pays every minute when there is nothing to do.
    static let emptyRun = Row(
        number: 1,
        work: "run with an empty spool, 20 integrations",
        floor: .times(atMost: 1.5)
    ) { lab in
        let home = try TemporaryHome("empty", in: lab)
        for index in 0..<20 {
            try home.add(
                "team-\(index)",
                [
                    "name": .string("Team \(index)"), "type": "SLACK", "webhook": "http://127.0.0.1:9/hook",
                    "events": ["build:*", "*:failure"],
                ]
            )
        }
        _ = try home.run()
        var own: [Double] = []
        var others: [Double] = []
        var peak = 0
        for _ in 0..<max(10, lab.scaled(60)) {
            others.append(try Program("curl", ["--version"]).seconds * 1000)
            let run = try home.run()
            own.append(run.seconds * 1000)
            peak = max(peak, run.peakMemory)
        }
        try home.remove()
        return Measurement(
            measured: own.median,
            reference: others.median,
            unit: "ms",
            against: "curl --version, median of \(own.count) in turn",
            peakMemory: peak,
            notes: ["fastest: \(brief(own.min() ?? 0)) ms and \(brief(others.min() ?? 0)) ms"]
        )
    }
}
