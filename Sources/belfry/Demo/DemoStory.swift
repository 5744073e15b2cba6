import JSON
import Time

/// A morning of a small made-up company: some builds break, a service keeps crashing, a disk fills up.
///
/// The same seed and the same time make the same events.
struct DemoStory {
    /// How far back it reaches.
    static let span = Duration.seconds(6 * 3600)

    /// Builds, deployments, alerts and bills, as one platform reports them.
    private(set) var platform: [DemoEvent] = []
    /// Job runs and backups.
    private(set) var jobs: [DemoEvent] = []
    private(set) var storefront: [DemoEvent] = []
    private(set) var warehouse: [DemoEvent] = []
    /// The one that its producer spools by itself, and twice.
    let release: DemoEvent

    private let now: Timestamp
    private var random: SeededRandom
    private var count = 0

    init(endingAt now: Timestamp, seed: UInt64 = 2026) {
        self.now = now
        random = SeededRandom(seed: seed)
        release = DemoEvent.northflank(
            "release-flow-template-run:failure",
            id: "release-31-failure",
            at: now - .seconds(47 * 60),
            DemoSubject.releaseFlow.data(["error": ["message": "step 'smoke test': GET /health answered 502"]])
        )
        build()
        deploy()
        raiseAlerts()
        sendBills()
        runJobs()
        backUp()
        deployStorefront()
        countStock()
        platform.sort { $0.time < $1.time }
        jobs.sort { $0.time < $1.time }
    }

    // MARK: the platform

    private mutating func build() {
        let services = [DemoSubject.website, .comments, .checkout, .catalogue]
        for number in 0..<18 {
            let service = services[number % services.count]
            let start = 350.0 - Double(number) * 18 - Double(random.below(9))
            let end = start - 1.2 - Double(random.below(180)) / 60
            let isBroken = number == 6 || number == 12 || number == 15
            let name = "\(service.id)-build-\(2030 + number)"
            let branch: JSON = number % 5 == 3 ? "fix/images" : "main"
            let build: JSON = ["id": .string(name), "branch": branch, "sha": .string(random.hash())]
            note("build:start", start, service.data(["build": build]))
            guard !isBroken else {
                let reason: JSON = ["message": "npm ERR! missing script: build:prod"]
                let log: JSON = .string("https://app.example.com/\(service.project)/builds/\(name)")
                note("build:failure", end, service.data(["build": build, "error": reason, "logsUrl": log]))
                continue
            }
            note("build:success", end, service.data(["build": build]))
            let deployment: JSON = ["id": .string("\(service.id)-\(510 + number)"), "status": "COMPLETED"]
            note("service:deployment:status-update", end - 1, service.data(["deployment": deployment]))
        }
    }

    private mutating func deploy() {
        let flow = DemoSubject.releaseFlow
        for (type, minutes) in [("start", 58.0), ("update", 55), ("update", 51)] {
            note("release-flow-template-run:" + type, minutes, flow.data([:]))
        }
        let earlier: JSON = ["templateRun": ["id": "release-30"]]
        for (type, minutes) in [("start", 244.0), ("update", 240), ("success", 231)] {
            note("release-flow-template-run:" + type, minutes, flow.data(earlier))
        }
    }

    private mutating func raiseAlerts() {
        for (restarts, minutes) in [203.0, 196, 171, 96, 22].enumerated() {
            let container: JSON = [
                "id": "checkout-6d4cf56db6-x7k2p", "restarts": .number(restarts + 1), "exitCode": 137,
            ]
            note("infrastructure:service:container-crash", minutes, DemoSubject.checkout.data(["container": container]))
        }
        let catalogue: JSON = ["container": ["id": "catalogue-5c9b7d44f-q8zls", "restarts": .null, "exitCode": .null]]
        for minutes in [140.0, 133, 118, 64] {
            note("infrastructure:service:container-cpuSpike90", minutes, DemoSubject.catalogue.data(catalogue))
        }
        note("infrastructure:service:container-cpuSustained90", 61, DemoSubject.catalogue.data(catalogue))
        for (from, minutes) in [(2, 117.0), (3, 60)] {
            let scaling: JSON = ["from": .number(from), "to": .number(from + 1), "reason": "CPU above 70 %"]
            note("service:autoscaling:event", minutes, DemoSubject.catalogue.data(["scaling": scaling]))
        }
        for (type, percent, minutes) in [("usage-75-exceeded", 76, 290.0), ("usage-90-exceeded", 91, 35)] {
            let volume: JSON = ["id": "orders-data", "name": "Orders data", "usedPercent": .number(percent)]
            note("infrastructure:addon-volume:" + type, minutes, DemoSubject.ordersDatabase.data(["volume": volume]))
        }
        note("resource:certificate-success", 312, DemoSubject.website.data(["reason": "renewed for 90 days"]))
        note("log-sink:paused", 154, [:])
    }

    private mutating func sendBills() {
        note("billing:invoice-paid", 326, ["invoice": ["id": "2026-10", "amount": 3870]])
        note(
            "billing:billing-alert-exceeded",
            88,
            ["invoice": ["id": "2026-11"], "reason": "80 % of the budget is used"]
        )
        note("billing:invoice-payment-action-required", 41, ["reason": "the bank asks for a confirmation"])
    }

    // MARK: jobs and backups

    private mutating func runJobs() {
        let job = DemoSubject.orderExport
        for number in 0..<12 {
            let start = 342.0 - Double(number) * 30
            let run: JSON = ["run": ["id": .string("order-export-\(2207 + number)")]]
            noteJob("job-run:start", start, job.data(run))
            // The last one is still running.
            guard number < 11 else { return }
            let end = start - 2 - Double(random.below(240)) / 60
            guard number == 4 || number == 5 else {
                noteJob("job-run:success", end, job.data(run))
                continue
            }
            let reason: JSON = .object(
                (run.members ?? []) + [.init("reason", "could not connect to orders-db: timeout")]
            )
            noteJob("job-run:failure", end, job.data(reason))
        }
    }

    private mutating func backUp() {
        for (addon, offset) in [(DemoSubject.articlesDatabase, 345.0), (.ordersDatabase, 335)] {
            for number in 0..<3 {
                let start = offset - Double(number) * 120
                let backup: JSON = ["backup": ["id": .string("\(addon.id)-\(412 + number)")]]
                noteJob("addon-backup:start", start, addon.data(backup))
                let isBroken = addon.id == DemoSubject.ordersDatabase.id && number == 2
                let reason: JSON = .object((backup.members ?? []) + [.init("reason", "no space left on orders-data")])
                let end = start - 9 - Double(random.below(200)) / 60
                noteJob(
                    isBroken ? "addon-backup:failure" : "addon-backup:success",
                    end,
                    addon.data(isBroken ? reason : backup)
                )
            }
        }
    }

    // MARK: others

    private mutating func deployStorefront() {
        for (number, minutes) in [262.0, 109, 74].enumerated() {
            let commit = JSON.string(random.hash())
            let outcome = number == 1 ? "DEPLOYMENT_FAIL" : "DEPLOYMENT_SUCCESS"
            let steps = [("GIT_PUSH", minutes), ("DEPLOYMENT_ACTION_BEGIN", minutes - 0.2), (outcome, minutes - 3.4)]
            for (type, minutes) in steps {
                let uuid = type == "GIT_PUSH" ? "push_\(70 + number)" : "deployment_\(70 + number)"
                storefront.append(.cleverCloud(type, at: ago(minutes), ["uuid": .string(uuid), "commit": commit]))
            }
        }
    }

    private mutating func countStock() {
        let place: [JSON.Member] = [.init("source", "/warehouse/scanner"), .init("project", "warehouse")]
        for number in 0..<3 {
            let start = 300.0 - Double(number) * 120
            let data: JSON = [
                "run": ["id": .string("count-\(88 + number)")], "shelves": .number(40 + random.below(30)),
            ]
            for (step, minutes) in [("started", start), ("completed", start - 14)] {
                let rest = place + [.init("subject", "shelf-scan"), .init("data", data)]
                let id = "count-\(88 + number)-\(step)"
                warehouse.append(.cloudEvent("com.example.stock.count.\(step)", id: id, at: ago(minutes), rest))
            }
        }
    }

    // MARK: parts

    private mutating func note(_ type: String, _ minutes: Double, _ data: JSON) {
        platform.append(northflank(type, minutes, data))
    }

    private mutating func noteJob(_ type: String, _ minutes: Double, _ data: JSON) {
        jobs.append(northflank(type, minutes, data))
    }

    private mutating func northflank(_ type: String, _ minutes: Double, _ data: JSON) -> DemoEvent {
        count += 1
        return .northflank(type, id: "demo-\(count)", at: ago(minutes), data)
    }

    private func ago(_ minutes: Double) -> Timestamp { now - .milliseconds(Int64(minutes * 60_000)) }
}
