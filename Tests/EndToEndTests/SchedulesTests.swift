import Foundation
import TestSupport
import Testing

/// What an administrator copies is checked by the programs that will read it, where they are installed.
@Suite struct SchedulesTests {
    private static let folder = packageRoot + "/schedules"

    @Test(.enabled(if: isInstalled("systemd-analyze")))
    func systemdUnderstandsTheUnits() throws {
        let units = try TemporaryDirectory()
        let service = try text("belfry.service")
        let program = try #require(service.firstMatch(of: /ExecStart=(\S+)/)).1
        #expect(program == "/usr/local/bin/belfry")
        let runnable = service.replacingOccurrences(of: String(program), with: "/bin/true")
        let paths = [
            try units.write(runnable, to: "belfry.service"), try units.write(text("belfry.timer"), to: "belfry.timer"),
        ]
        let ended = try Belfry.run("/usr/bin/systemd-analyze", ["verify", "--man=no"] + paths)
        #expect(ended == Belfry.Ended(status: 0, output: "", errors: ""))
    }

    @Test(.enabled(if: isInstalled("systemd-analyze")))
    func theServiceIsExposedToNoMoreThanItNeeds() throws {
        let service = SchedulesTests.folder + "/belfry.service"
        /// Of 100; the network alone is 9.
        let mostExposure = "20"
        let arguments = ["security", "--offline=true", "--no-pager", "--threshold=\(mostExposure)", service]
        let ended = try Belfry.run("/usr/bin/systemd-analyze", arguments)
        #expect(ended.status == 0, "\(ended.output)")
    }

    @Test(.enabled(if: isInstalled("systemd-analyze")))
    func theTimerRingsEveryFiveMinutes() throws {
        let calendar = try #require(try text("belfry.timer").firstMatch(of: /OnCalendar=(.+)/)).1
        let ended = try Belfry.run("/usr/bin/systemd-analyze", ["calendar", String(calendar)])
        #expect(ended.output.contains("Normalized form: *-*-* *:00/5:00"))
    }

    @Test(.enabled(if: isInstalled("systemd-sysusers") && geteuid() == 0))
    func sysusersAndTmpfilesMakeTheFoldersOfASharedInstallation() throws {
        let root = try TemporaryDirectory()
        try root.write("root:x:0:0::/root:/bin/sh\n", to: "etc/passwd")
        for file in ["sysusers", "tmpfiles"] {
            let path = SchedulesTests.folder + "/belfry.\(file)"
            let arguments = ["--root=\(root.path)"] + (file == "tmpfiles" ? ["--create"] : []) + [path]
            let ended = try Belfry.run("/usr/bin/systemd-\(file)", arguments)
            #expect(ended.status == 0, "\(ended.errors)")
        }
        #expect(try root.read("etc/group").contains(/belfry-spool:x:\d+:belfry/))
        for folder in ["tmp", "new"] {
            let path = root.path + "/var/spool/belfry/" + folder
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o3730)
        }
    }

    @Test func theCrontabHasSettingsAndJobsOnly() throws {
        let setting = /[A-Z_]+=\S+/
        let job = /(\*(\/\d+)?|\d+)(\s+(\*(\/\d+)?|\d+)){4}\s+\/\S+\/belfry .+/
        let lines = try text("crontab").split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.allSatisfy { $0.wholeMatch(of: setting) != nil || $0.wholeMatch(of: job) != nil })
        #expect(lines.count { $0.wholeMatch(of: job) != nil } == 1)
        #expect(!lines.contains { $0.contains("%") }, "cron makes a line break of it")
    }

    @Test(arguments: ["belfry.service", "crontab"])
    func theCommandInAScheduleIsOneThatTheProgramTakes(file: String) throws {
        let home = try TemporaryHome()
        let line = try #require(try text(file).split(separator: "\n").first { $0.contains("bin/belfry ") })
        let words = line.split(separator: " ").drop { !$0.hasSuffix("bin/belfry") }.dropFirst()
        let arguments = words.map { $0.replacingOccurrences(of: "\"$HOME/belfry\"", with: home.path) }
        #expect(try Belfry.run(arguments + ["--help"]).status == 0)
    }

    @Test(arguments: [
        "belfry.service", "belfry.timer", "crontab", "belfry.sysusers", "belfry.tmpfiles", "belfry.rules.yml",
    ])
    func everyFileSaysAtItsTopWhatItIs(file: String) throws {
        #expect(try text(file).hasPrefix("# "))
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: SchedulesTests.folder + "/" + name, encoding: .utf8)
    }
}

private func isInstalled(_ program: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/" + program)
}
