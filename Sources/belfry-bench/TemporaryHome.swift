import JSON

/// A home made for one measurement.
struct TemporaryHome {
    let path: String
    private let belfry: String

    init(_ name: String, in lab: Lab) throws {
        path = lab.folder + "/" + name
        belfry = lab.belfry
        for folder in ["", "/integrations", "/spool", "/spool/tmp", "/spool/new"] {
            try Disk.makeFolder(path + folder)
        }
        let settings: JSON = ["allowHTTP": true, "allowPrivate": true]
        try Disk.write(settings.compact, to: path + "/belfry.json")
    }

    var spool: String { path + "/spool/new" }

    func add(_ id: String, _ integration: JSON) throws {
        try Disk.write(integration.compact, to: "\(path)/integrations/\(id).json")
    }

    /// One pass of the program as it is shipped.
    func run(_ arguments: [String] = []) throws -> Program {
        try Program(belfry, ["run", "--quiet", "--home", path, "--max-runtime", "1h"] + arguments)
    }

    func remove() throws { try Disk.remove(path) }

    /// The report of the last run.
    func report() throws -> RunNumbers {
        let bytes = try Disk.read(path + "/reports/status.json")
        return try RunNumbers(JSON.read(bytes))
    }
}

/// What a benchmark wants to know of a run's report.
struct RunNumbers {
    /// Seconds.
    let intake: Double
    let plan: Double
    let deliver: Double
    let accepted: Int
    let delivered: Int

    init(_ report: JSON) throws {
        guard let phases = report["milliseconds"], let accepted = report["intake"]?["accepted"]?.int,
            let delivered = report["totals"]?["delivered"]?.int
        else { throw Trouble(what: "reports/status.json has another form than expected") }
        func seconds(_ phase: String) -> Double { Double(phases[phase]?.int ?? 0) / 1000 }
        intake = seconds("intake")
        plan = seconds("plan")
        deliver = seconds("deliver")
        self.accepted = accepted
        self.delivered = delivered
    }

    func mustHave(accepted: Int, delivered: ClosedRange<Int>) throws {
        guard self.accepted == accepted, delivered.contains(self.delivered) else {
            throw Trouble(what: "\(self.accepted) of \(accepted) events accepted, \(self.delivered) messages delivered")
        }
    }

    /// The phases in words.
    var text: String {
        "intake \(brief(intake)) s, plan \(brief(plan)) s, deliver \(brief(deliver)) s (\(delivered) messages)"
    }
}
