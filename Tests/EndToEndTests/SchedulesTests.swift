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

    private func makeInstallation(in root: TemporaryDirectory) throws {
        try root.write("root:x:0:0::/root:/bin/sh\n", to: "etc/passwd")
        for file in ["sysusers", "tmpfiles"] {
            let path = SchedulesTests.folder + "/belfry.\(file)"
            let arguments = ["--root=\(root.path)"] + (file == "tmpfiles" ? ["--create"] : []) + [path]
            let ended = try Belfry.run("/usr/bin/systemd-\(file)", arguments)
            #expect(ended.status == 0, "\(ended.errors)")
        }
    }

    @Test(.enabled(if: isInstalled("systemd-sysusers") && geteuid() == 0))
    func sysusersAndTmpfilesMakeTheFoldersOfASharedInstallation() throws {
        let root = try TemporaryDirectory()
        try makeInstallation(in: root)
        #expect(try root.read("etc/group").contains(/belfry-spool:x:\d+:belfry/))
        for folder in ["tmp", "new"] {
            let path = root.path + "/var/spool/belfry/" + folder
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o3730)
        }
    }

    /// What root writes by the commands, the service's user reads; and what it can't read, the advice opens to it.
    @Test(.enabled(if: isInstalled("systemd-sysusers") && isInstalled("setpriv") && geteuid() == 0))
    func theServiceReadsWhatRootAdds() throws {
        let root = try TemporaryDirectory()
        try makeInstallation(in: root)
        let user = try #require(try root.read("etc/passwd").firstMatch(of: /belfry:x:(?<id>\d+):(?<group>\d+):/))
        let (program, secrets) = (root.path("belfry"), root.path("etc/belfry/secrets"))
        try FileManager.default.copyItem(atPath: Belfry.program, toPath: program)
        let places = [
            "CONFIGURATION_DIRECTORY": root.path("etc/belfry"), "STATE_DIRECTORY": root.path("var/lib/belfry"),
        ]
        func asRoot(_ arguments: String...) throws -> Belfry.Ended {
            try Belfry.run(program, arguments, environment: places, input: "https://hooks.slack.com/services/T0/B0/x")
        }
        func asService() throws -> Belfry.Ended {
            let words = ["--reuid=\(user.id)", "--regid=\(user.group)", "--clear-groups", program, "config", "ops"]
            return try Belfry.run("/usr/bin/setpriv", words, environment: places)
        }
        #expect(try asRoot("add", "Ops", "--type", "SLACK", "--address", "-").status == 0)
        #expect(try asRoot("secret", "generate", "-o", secrets + "/blog").status == 0)
        for file in ["integrations/ops.json", "secrets/ops", "secrets/blog"] {
            let status = try FileManager.default.attributesOfItem(atPath: root.path("etc/belfry/" + file))
            #expect((status[.posixPermissions] as? NSNumber)?.intValue == 0o640)
            #expect((status[.groupOwnerAccountID] as? NSNumber)?.stringValue == String(user.group))
        }
        #expect(try asService().status == 0)
        let file = secrets + "/ops"
        for (mode, group, code) in [("644", "0", Int32(77)), ("600", "0", 78), ("600", String(user.group), 78)] {
            #expect(try Belfry.run("/bin/sh", ["-c", "chgrp \(group) \(file) && chmod \(mode) \(file)"]).status == 0)
            let refused = try asService()
            #expect(refused.status == code)
            let advice = try #require(refused.errors.firstMatch(of: /: note: .*?: (ch.*)/)).1
            #expect(try Belfry.run("/bin/sh", ["-c", String(advice)]).status == 0, "\(advice)")
            #expect(try asService().status == 0, "\(advice)")
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
