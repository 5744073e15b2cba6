import Configuration
import Delivery
import JSON
import Reports
import Runner
import Storage

extension Command {
    static let reconcile = Command(
        name: "reconcile",
        summary: "account for every event and every integration that it matched",
        details: [
            "Each event stands with each integration that it matched, by the filter that was in force then, in exactly "
                + "one state, so that the sum is what matched. A gap is what was rejected, exhausted, has expired or was "
                + "never planned: somebody wanted it told, and nothing mends it by itself. Then it exits with 1.",
            "Without --since it accounts for everything on record; it remembers nothing, so that a gap is told until it is "
                + "mended. It only reads, unless --apply sends what is in the gap: what was planned goes again as it was, "
                + "what was not is planned now.",
            "--against takes a list from elsewhere, such as what a producer says it emitted, and names what never came. "
                + "--rematch asks what today's filters would have matched; with --apply, an integration gets the past.",
        ],
        flags: Selectors.flags + [.by, .rematch, .against, .apply, .dryRun, .yes, .wait, .maxRuntime, .json],
        exitCodes: [.attention, .data, .inputOutput, .locked, .permission, .configuration],
        examples: [
            .init("belfry reconcile --since yesterday", "was everybody told of everything?"),
            .init("belfry reconcile --since 2d --apply --yes", "and tell them"),
            .init("belfry reconcile --by event -i ops", "of which events"),
        ],
        perform: { context in try account(context) }
    )
}

private func account(_ context: Context) throws -> ExitCode {
    let typed = context.typed
    if typed.has(.apply), typed.has(.json) { throw typed.error("'--apply' and '--json' contradict each other") }
    let setup = try context.setup()
    let selectors = try Selectors(typed, now: context.clock.now)
    let against = try typed.value(.against).map { try ListedEvents($0) }
    var work = Reconciliation(setup: setup, selection: selectors.events, rematches: typed.has(.rematch))
    if var record = try Record.open(context.home.state, setup.settings) {
        let onRecord = try context.home.ledgerState().integrations.keys
        let ids = Set(onRecord).filter { selectors.integrations?.contains($0) ?? true }.sorted()
        var bar = ProgressBar(on: context.terminal)
        try work.perform(&record, ids) { bar.show($0, of: $1, "events read") }
        bar.clear()
    }
    if let against { work.note(try against.compared(with: context, setup)) }
    let breakdown = typed.value(.by).flatMap { ReconcileReport.Breakdown(rawValue: $0) } ?? .integration
    if typed.has(.json) {
        try context.printJSON(work.report.json.pretty)
    } else {
        try context.terminal.print(work.report.text(by: breakdown, isApplied: typed.has(.apply)))
    }
    guard typed.has(.apply) else { return work.report.hasGap ? .attention : .success }
    return try apply(work.gaps, context, setup)
}

/// Sends what is in the gap; of digests only the pages that failed.
private func apply(_ gaps: Reconciliation.Gaps, _ context: Context, _ setup: Setup) throws -> ExitCode {
    guard !gaps.isEmpty else { return .success }
    var plan = ResendPlan()
    plan.add(gaps.missing)
    if !gaps.deliveries.isEmpty, var record = try Record.open(context.home.state, setup.settings) {
        let failed = Set(DeliveryState.allCases.filter(\.isFailed))
        try record.history.deliveries(DeliverySelection(ids: gaps.deliveries, states: failed)) {
            plan.add(Intervention.Subject($0))
        }
    }
    return try context.resend(plan, setup, as: nil, isAsked: true)
}
