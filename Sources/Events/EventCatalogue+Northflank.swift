extension EventCatalogue {
    /// Northflank's triggers without `trigger:`; 64 in the API reference of 2025, 68 in that of June 2026.
    ///
    /// https://northflank.com/docs/v1/api/integrations/create-notification-integration
    static let northflank: [Entry] =
        northflankLives + northflankNotices + containerAlerts + volumeAlerts + byocAlerts

    /// Events that come in courses: something starts, goes on and ends.
    private static let northflankLives: [Entry] = [
        make("addon-backup:start", "Backup started", .info, .started),
        make("addon-backup:success", "Backup succeeded", .info, .succeeded),
        make("addon-backup:failure", "Backup failed", .critical, .failed),
        make("addon-backup:abort", "Backup aborted", .warning, .stopped),
        make("build:start", "Build started", .info, .started),
        make("build:success", "Build succeeded", .info, .succeeded),
        make("build:failure", "Build failed", .critical, .failed),
        make("build:abort", "Build aborted", .warning, .stopped),
        make("job-run:start", "Job run started", .info, .started),
        make("job-run:success", "Job run succeeded", .info, .succeeded),
        make("job-run:failure", "Job run failed", .critical, .failed),
        make("job-run:abort", "Job run aborted", .warning, .stopped),
        make("job-run:terminate", "Job run terminated", .warning, .stopped),
        make("release-flow-template-run:start", "Release flow started", .info, .started),
        make("release-flow-template-run:update", "Release flow updated", .info, .progressed),
        make("release-flow-template-run:success", "Release flow succeeded", .info, .succeeded),
        make("release-flow-template-run:failure", "Release flow failed", .critical, .failed),
        make("release-flow-template-run:aborted", "Release flow aborted", .warning, .stopped),
        make("template-run:queued", "Template run queued", .info, .started),
        make("template-run:start", "Template run started", .info, .started),
        make("template-run:update", "Template run updated", .info, .progressed),
        make("template-run:success", "Template run succeeded", .info, .succeeded),
        make("template-run:failure", "Template run failed", .critical, .failed),
    ]

    private static let northflankNotices: [Entry] = [
        make("service:autoscaling:event", "Service scaled automatically", .info, .none),
        make("service:deployment:status-update", "Deployment status changed", .info, .progressed),
        make("resource:certificate-success", "Certificate issued", .info, .succeeded),
        make("resource:certificate-final-failure", "Certificate not issued, no further attempt", .critical, .failed),
        make("cdn:action-success", "CDN action succeeded", .info, .succeeded),
        make("cdn:action-failure", "CDN action failed", .critical, .failed),
        make("cdn:action-delay", "CDN action delayed", .warning, .progressed),
        make("log-sink:paused", "Log sink paused", .warning, .none),
        make("billing:billing-alert-exceeded", "Billing alert exceeded", .warning, .none),
        make("billing:invoice-payment-action-required", "Invoice payment needs an action", .warning, .none),
        make("billing:invoice-payment-failed", "Invoice payment failed", .critical, .failed),
        make("billing:invoice-paid", "Invoice paid", .info, .succeeded),
        make("billing:invoice-carried-over", "Invoice carried over", .info, .none),
        make("project:tailscale-regen-failure", "Tailscale key not renewed", .critical, .failed),
    ]

    /// Services and jobs have all six alerts, builds do not crash, addons report no memory.
    private static let containerAlerts: [Entry] = [
        ("service", [crash, eviction] + processor + memory),
        ("job", [crash, eviction] + processor + memory),
        ("build", [eviction] + processor + memory),
        ("addon", [crash, eviction] + processor),
    ].flatMap { subject, alerts in
        alerts.map { make("infrastructure:\(subject):container-\($0.name)", $0.title, $0.severity, .none) }
    }

    private typealias Alert = (name: String, title: String, severity: Severity)

    private static let crash: Alert = ("crash", "Container crashed", .critical)
    private static let eviction: Alert = ("eviction", "Container evicted", .warning)
    private static let processor: [Alert] = [
        ("cpuSpike90", "CPU at 90 % or more for a short time", .info),
        ("cpuSustained90", "CPU at 90 % or more for 5 minutes", .warning),
    ]
    private static let memory: [Alert] = [
        ("memorySpike90", "Memory at 90 % or more for a short time", .info),
        ("memorySustained90", "Memory at 90 % or more for 5 minutes", .warning),
    ]

    private static let volumeAlerts: [Entry] = [
        make("infrastructure:addon-volume:usage-75-exceeded", "Addon volume more than 75 % full", .warning, .none),
        make("infrastructure:addon-volume:usage-90-exceeded", "Addon volume more than 90 % full", .critical, .none),
        make("infrastructure:addon-volume:disk-autoresize-triggered", "Addon volume enlarged", .info, .none),
        make("infrastructure:platform-volume:usage-75-exceeded", "Volume more than 75 % full", .warning, .none),
        make("infrastructure:platform-volume:usage-90-exceeded", "Volume more than 90 % full", .critical, .none),
    ]

    /// Alerts of clusters in one's own cloud account.
    private static let byocAlerts: [Entry] = [
        make("infrastructure:byoc:cluster:error", "Cluster error", .critical, .failed),
        make("infrastructure:byoc:node-pool:error", "Node pool error", .critical, .failed),
        make("infrastructure:byoc:scheduling:error", "Scheduling error", .critical, .failed),
        make("infrastructure:byoc:volume:error", "Volume error", .critical, .failed),
        make("infrastructure:byoc:volume:attach", "Volume attachment", .warning, .none),
    ]

    private static func make(_ type: String, _ title: String, _ severity: Severity, _ phase: EventPhase) -> Entry {
        Entry(.northflank, type, title, severity, phase)
    }
}
