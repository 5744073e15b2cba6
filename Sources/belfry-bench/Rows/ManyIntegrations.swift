import JSON
import Receiver

extension Row {
    /// What integrations cost that want nothing of what there is.
    static let manyIntegrations = Row(
        number: 4,
        work: "the same matches, 10,000 integrations instead of 10",
        floor: .times(atMost: 1.3)
    ) { lab in
        let receiver = try Receiver(fallback: .answer(body: "ok"), keepsRequests: false)
        var few = Trial(name: "few", integrations: 10)
        var many = Trial(name: "many", integrations: max(20, lab.scaled(10_000)))
        for _ in 0..<lab.options.rounds {
            try few.run(lab, receiver.url)
            try many.run(lab, receiver.url)
        }
        receiver.stop()
        return Measurement(
            measured: many.seconds,
            reference: few.seconds,
            unit: "s",
            against: "10 integrations; both the whole process, \(lab.scaled(300_000)) events, 10 digests",
            peakMemory: many.peak,
            notes: [few.text, many.text]
        )
    }

    private struct Trial {
        let name: String
        let integrations: Int
        var seconds = Double.infinity
        /// The same with nothing to take in: configuration, state and reports.
        var idle = Double.infinity
        var peak = 0
        var phases = ""

        var text: String {
            "\(integrations) integrations: \(phases); \(brief(idle)) s of it when the spool is empty"
        }

        mutating func run(_ lab: Lab, _ url: String) throws {
            let home = try TemporaryHome(name, in: lab)
            for index in 0..<integrations {
                let project = index < 10 ? EventText.project(index) : "elsewhere-\(index)"
                try home.add(
                    "team-\(index)",
                    [
                        "name": .string("Team \(index)"), "type": "SLACK", "webhook": .string("\(url)/team/\(index)"),
                        "restricted": true, "projects": [.string(project)], "events": ["build:*", "job-run:*"],
                    ]
                )
            }
            _ = try home.run()
            idle = min(idle, try home.run().seconds)
            var events = EventText(projects: 10)
            let count = lab.scaled(300_000)
            _ = try events.writeFiles(4, of: count, to: home.spool)
            Disk.settle()
            let run = try home.run()
            let numbers = try home.report()
            try numbers.mustHave(accepted: count, delivered: 1...Int.max)
            peak = max(peak, run.peakMemory)
            if run.seconds < seconds {
                seconds = run.seconds
                phases = "\(numbers.text), \(run.text)"
            }
            try home.remove()
        }
    }
}
