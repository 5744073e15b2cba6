import Events
import Testing

@Suite struct EventCatalogueTests {
    /// The four that Northflank added after the 64 of 2025.
    private let newer: Set<String> = [
        "project:tailscale-regen-failure", "infrastructure:addon-volume:disk-autoresize-triggered",
        "infrastructure:byoc:volume:error", "infrastructure:byoc:volume:attach",
    ]

    private var northflank: [String] {
        EventCatalogue.entries.filter { $0.source == .northflank }.map { $0.type }
    }

    private var firstNames: [String] { northflank.filter { !newer.contains($0) } }

    @Test func theCatalogueHas64NamesOfNorthflankAndThe4NewerOnes() {
        #expect(northflank.count == 68)
        #expect(Set(northflank).count == 68)
        #expect(firstNames.count == 64)
        #expect(newer.isSubset(of: northflank))
    }

    @Test func the64NamesHaveTwoThreeOrFourParts() {
        let parts = firstNames.map { name in name.split(separator: ":").count }
        #expect(parts.filter { $0 == 2 }.count == 34)
        #expect(parts.filter { $0 == 3 }.count == 27)
        #expect(parts.filter { $0 == 4 }.count == 3)
        #expect(firstNames.filter { $0.hasPrefix("infrastructure:") }.count == 28)
    }

    @Test(arguments: [
        ("service", 2), ("addon-backup", 4), ("build", 4), ("job-run", 5), ("release-flow-template-run", 5),
        ("template-run", 5), ("resource", 2), ("cdn", 3), ("log-sink", 1), ("billing", 5),
        ("infrastructure:service", 6), ("infrastructure:job", 6), ("infrastructure:build", 5),
        ("infrastructure:addon", 4), ("infrastructure:addon-volume", 2), ("infrastructure:platform-volume", 2),
        ("infrastructure:byoc", 3),
    ])
    func eachFamilyOfThe64HasItsSize(family: String, size: Int) {
        let members = firstNames.filter { EventCatalogue.entry(for: $0).family == family }
        #expect(members.count == size)
    }

    @Test func cleverCloudHas21Names() {
        let names = EventCatalogue.entries.filter { $0.source == .cleverCloud }.map { $0.type }
        #expect(names.count == 21)
        #expect(Set(names).count == 21)
        #expect(names.allSatisfy { !$0.contains(":") && $0 == $0.uppercased() })
    }

    @Test func namesThatBreakTheHabitAreSpelledAsPublished() {
        #expect(EventCatalogue.isKnown("release-flow-template-run:aborted"))
        #expect(!EventCatalogue.isKnown("release-flow-template-run:abort"))
        #expect(!EventCatalogue.isKnown("infrastructure:build:container-crash"))
        #expect(!EventCatalogue.isKnown("infrastructure:addon:container-memorySpike90"))
        #expect(!EventCatalogue.isKnown("trigger:build:start"))
    }

    @Test(arguments: [
        ("build:failure", "Build failed", Severity.critical, EventPhase.failed),
        ("build:start", "Build started", .info, .started),
        ("release-flow-template-run:aborted", "Release flow aborted", .warning, .stopped),
        ("job-run:terminate", "Job run terminated", .warning, .stopped),
        ("infrastructure:service:container-crash", "Container crashed", .critical, .none),
        ("infrastructure:job:container-cpuSustained90", "CPU at 90 % or more for 5 minutes", .warning, .none),
        ("infrastructure:job:container-cpuSpike90", "CPU at 90 % or more for a short time", .info, .none),
        ("infrastructure:byoc:node-pool:error", "Node pool error", .critical, .failed),
        ("DEPLOYMENT_FAIL", "Deployment failed", .critical, .failed),
        ("ADDON_DELETION", "Add-on deleted", .warning, .none),
    ])
    func knownTypesHaveATitleASeverityAndAPhase(
        type: String,
        title: String,
        severity: Severity,
        phase: EventPhase
    ) {
        expectEntry(type, title, severity, phase, isKnown: true)
    }

    @Test(arguments: [
        ("cron:sync:failure", "Cron sync failure", Severity.critical, EventPhase.failed),
        ("deploy-failed", "Deploy failed", .critical, .failed),
        ("QUOTA_FAIL", "Quota fail", .critical, .failed),
        ("mesh:error", "Mesh error", .critical, .failed),
        ("night-job:start", "Night job start", .info, .started),
        ("night-job:success", "Night job success", .info, .succeeded),
        ("night-job:aborted", "Night job aborted", .warning, .stopped),
        ("BUCKET_DELETION", "Bucket deletion", .warning, .none),
        ("com.example.invoice.sent", "Invoice sent", .info, .none),
        ("disk:tidy", "Disk tidy", .info, .none),
        ("", "Event", .info, .none),
        (":::", ":::", .info, .none),
    ])
    func unknownTypesAreJudgedByTheirLastWord(
        type: String,
        title: String,
        severity: Severity,
        phase: EventPhase
    ) {
        expectEntry(type, title, severity, phase, isKnown: false)
    }

    private func expectEntry(
        _ type: String,
        _ title: String,
        _ severity: Severity,
        _ phase: EventPhase,
        isKnown: Bool
    ) {
        let entry = EventCatalogue.entry(for: type)
        #expect(entry.title == title)
        #expect(entry.severity == severity)
        #expect(entry.phase == phase)
        #expect(entry.isKnown == isKnown)
    }

    @Test func criticalIsTheGreatestSeverity() {
        #expect(Severity.allCases.sorted(by: >) == [.critical, .warning, .info])
    }
}
