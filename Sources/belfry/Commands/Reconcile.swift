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
                + "one state, so that the sum is what matched. A gap is what was rejected, exhausted or was never "
                + "planned, and what is owed or held where the integration's file is gone: somebody wanted it told, "
                + "and nothing mends it by itself. Then it exits with 1.",
            "With neither --since nor --until it accounts for what came since it was last asked for everything, and for all "
                + "that was not done with then, so that a gap is told until it is mended; the first time, and with "
                + "'--since beginning', for all on record. It only reads, unless --apply sends what is in the gap: what was planned goes again as it was, "
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
    let selectors = try context.selectors(setup)
    let against = try typed.value(.against).map { try ListedEvents($0) }
    var (work, account) = try context.reconciliation(setup, selectors)
    if let against { work.note(try against.compared(with: context, setup)) }
    let breakdown = typed.value(.by).flatMap { ReconcileReport.Breakdown(rawValue: $0) } ?? .integration
    if typed.has(.json) {
        try context.printJSON(work.report.json.pretty)
    } else {
        let mending = "belfry reconcile \(typed.has(.rematch) ? "--rematch " : "")--apply"
        try context.terminal.print(work.report.text(by: breakdown, mending: typed.has(.apply) ? nil : mending))
    }
    guard typed.has(.apply) else {
        if let account, selectors.isEverything, !typed.has(.rematch) { context.remember(account) }
        return work.report.hasGap ? .attention : .success
    }
    guard !work.gaps.isEmpty else { return work.report.stranded > 0 ? .attention : .success }
    // What it does is for the next account to tell.
    let code = try context.resend(setup, as: nil, isAsked: true, try context.plan(for: work.gaps, setup)) {
        try context.plan(for: try context.reconciliation(setup, selectors).work.gaps, setup)
    }
    return code == .success && work.report.stranded > 0 ? .attention : code
}

extension Context {
    fileprivate func reconciliation(
        _ setup: Setup,
        _ selectors: Selectors
    ) throws -> (work: Reconciliation, account: LastReconcile?) {
        let state = try home.ledgerState()
        var work = Reconciliation(
            setup: setup,
            state: state,
            selection: selectors.events,
            rematches: typed.has(.rematch),
            at: clock.now
        )
        guard var record = try record(setup) else { return (work, nil) }
        let ids = Set(state.integrations.keys).filter { selectors.integrations?.contains($0) ?? true }.sorted()
        let isSinceLast = !typed.has(.since) && !typed.has(.until) && !typed.has(.rematch)
        let last = isSinceLast ? State.lastReconcile(in: try Folder(home.state), of: record.log) : nil
        let account = LastReconcile(
            at: clock.now,
            log: record.log.identity.id,
            through: record.log.nextSequence - 1,
            integrations: Set(ids)
        )
        try work.perform(&record, ids, since: last) { terminal.show($0, of: $1, "events read") }
        return (work, account)
    }

    /// What is in the gap: of digests only the pages that failed.
    fileprivate func plan(for gaps: Reconciliation.Gaps, _ setup: Setup) throws -> ResendPlan {
        var plan = ResendPlan()
        plan.add(gaps.missing)
        if !gaps.deliveries.isEmpty, var record = try record(setup) {
            let failed = Set(DeliveryState.allCases.filter(\.isFailed))
            try record.history.deliveries(DeliverySelection(ids: gaps.deliveries, states: failed)) {
                plan.add(Intervention.Subject($0))
            }
        }
        return plan
    }

    /// Whoever may only read the state is told all the same, and the next account tells the same again.
    fileprivate func remember(_ account: LastReconcile) {
        do throws(SystemError) {
            try State.remember(account, in: Folder(home.state))
        } catch {
            terminal.say(.warning, "belfry: warning: the next account begins where this one did: \(error)")
        }
    }
}
