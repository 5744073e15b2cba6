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
        let source = try String(contentsOfFile: packageRoot + "/Sources/Reports/Metrics.swift", encoding: .utf8)
        let names = Set(rules.matches(of: /belfry_([a-z_]+)/).map { String($0.1) })
        #expect(names.count >= 5)
        for name in names { #expect(source.contains("\"\(name)\""), "\(name)") }
    }

    private func promtool(_ arguments: [String], input: String = "") throws -> Belfry.Ended {
        try Belfry.run("/usr/bin/promtool", arguments, input: input)
    }
}
