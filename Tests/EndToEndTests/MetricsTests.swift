import Foundation
import Receiver
import TestSupport
import Testing

/// The metrics and the alerts are checked by the program that reads them, where it is installed.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool"), "no promtool here"))
struct MetricsTests {
    @Test func prometheusTakesTheMetricsOfARun() throws {
        let scene = try Scene(["/blog": [.answer(status: 500)]])
        try scene.integrate("blog", with: #""retry": {"schedule": ["1h"]}"#)
        try scene.integrate("ops", with: #""mode": "digest", "digest": {"every": "1h"}"#)
        for time in ["06:00:00", "06:01:00"] {
            try scene.spool("e\(time.prefix(5))")
            #expect(try scene.belfry("run", at: time).status == 0)
        }
        let checked = try promtool(["check", "metrics"], input: scene.home.text("reports/belfry.prom"))
        #expect(checked == Belfry.Ended(status: 0, output: "", errors: ""))
    }

    @Test func prometheusTakesTheMetricsOfAHomeWithoutIntegrations() throws {
        let scene = try Scene()
        #expect(try scene.belfry("run").status == 0)
        let checked = try promtool(["check", "metrics"], input: scene.home.text("reports/belfry.prom"))
        #expect(checked == Belfry.Ended(status: 0, output: "", errors: ""))
    }

    @Test func theAlertsFireWhenTheyShould() throws {
        let folder = try TemporaryDirectory()
        let files = ["schedules/belfry.rules.yml", "Tests/EndToEndTests/Alerts/belfry.rules.test.yml"]
        for file in files {
            let text = try String(contentsOfFile: packageRoot + "/" + file, encoding: .utf8)
            try folder.write(text, to: (file as NSString).lastPathComponent)
        }
        for command in [["check", "rules", "belfry.rules.yml"], ["test", "rules", "belfry.rules.test.yml"]] {
            let words = command.dropLast() + [folder.path(command.last ?? "")]
            let ended = try promtool(Array(words))
            #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
        }
    }

    @Test func theAlertsReadNoMetricThatNoRunWrites() throws {
        let rules = try String(contentsOfFile: packageRoot + "/schedules/belfry.rules.yml", encoding: .utf8)
        let names = Set(rules.matches(of: /belfry_[a-z_]+/).map { String($0.output) })
        #expect(names.count >= 5)
        let scene = try Scene(["/blog": [.answer(status: 500)]])
        try scene.integrate("blog", with: #""retry": {"schedule": ["1h"]}"#)
        #expect(try scene.belfry("run").status == 0)
        try scene.spool("e1")
        #expect(try scene.belfry("run", at: "06:01:00").status == 0)
        let written = Set(
            try scene.home.text("reports/belfry.prom").matches(of: /TYPE (belfry_[a-z_]+)\s/).map { String($0.1) }
        )
        #expect(names.subtracting(written) == [])
    }

    @Test func noCounterEverFalls() throws {
        let scene = try Scene(["/blog": [.answer(status: 400, body: "invalid_payload"), .answer(body: "ok")]])
        try scene.integrate("blog", "SLACK", with: #""mode": "individual""#)
        #expect(try scene.belfry("run").status == 0)
        try scene.spool("e1")
        #expect(try scene.belfry("run", at: "06:01:00").status == 1)
        var last = try counters(scene)
        #expect(last[#"{integration="blog",outcome="rejected"}"#] == 1)
        let acts: [[String]] = [
            ["resend", "e1", "--yes"], ["requeue", "e1"], ["drop", "ALL", "--yes"], ["requeue", "e1"], ["run"],
        ]
        for act in acts {
            #expect(try Belfry.run(act + ["--now", "2026-03-02T06:02:00Z"], home: scene.home).status == 0, "\(act)")
            #expect(
                try Belfry.run(["run", "-i", "blog", "--now", "2026-03-02T06:03:00Z"], home: scene.home).status == 0
            )
            let now = try counters(scene)
            for (labels, count) in last { #expect(now[labels] ?? 0 >= count, "\(labels) after \(act)") }
            last = now
        }
        #expect(last[#"{integration="blog",outcome="rejected"}"#] == 1)
        #expect(last[#"{integration="blog",outcome="delivered"}"#] ?? 0 >= 2)
    }

    private func counters(_ scene: Scene) throws -> [Substring: Int] {
        let lines = try scene.home.text("reports/belfry.prom").matches(of: /belfry_deliveries_total(\{.*\}) (\d+)/)
        return Dictionary(uniqueKeysWithValues: lines.map { ($0.1, Int($0.2) ?? -1) })
    }

    private func promtool(_ arguments: [String], input: String = "") throws -> Belfry.Ended {
        try Belfry.run("/usr/bin/promtool", arguments, input: input)
    }
}
