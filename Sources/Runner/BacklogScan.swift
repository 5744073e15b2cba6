package import Configuration
package import Delivery
import Events
import Providers
package import Reports
package import Storage
package import Time

/// Looks at the event log behind the cursors, for those who only look.
///
/// A run that ends in order has counted what stays behind. After a kill nobody has; and how long each event has been
/// waiting nobody keeps.
package struct BacklogScan {
    private let setup: Setup
    private let state: LedgerState
    private let now: Timestamp
    /// Those that are configured no longer, as far as what they wanted is on record.
    private let removed: [Integration]

    package init(setup: Setup, state: LedgerState, at now: Timestamp) {
        self.setup = setup
        self.state = state
        self.now = now
        removed = state.removed(from: setup).compactMap { id, known in
            known.subscription.map { Integration(removed: id, $0) }
        }
    }

    /// Adds to a report what no run has counted; at most `limit` events are read, and the rest is concluded from them.
    package func count(in report: inout RunReport, _ log: borrowing EventLog, limit: Int = 200_000) throws {
        let found = try read(log, limit: limit) { max($0.cursor, $0.held.through) }
        for index in report.integrations.indices {
            guard let more = found[report.integrations[index].id], more.count > 0 else { continue }
            report.integrations[index].backlog.held += more.count
            report.integrations[index].backlog.isEstimate = more.isEstimate
            report.integrations[index].backlog.oldest = [report.integrations[index].backlog.oldest, more.oldest]
                .compactMap { $0 }.min()
            let known = state.integrations[more.role.integration.id]?.held
            report.integrations[index].hold = StatusReport(setup: setup, state: state).hold(
                of: more.role.integration,
                count: report.integrations[index].backlog.held,
                since: [known?.since, more.oldest].compactMap { $0 }.min(),
                at: now
            )
        }
        report.updateRemoved(removed.map(\.id)) { id, backlog in
            guard let more = found[id], more.count > 0 else { return }
            backlog.held += more.count
            backlog.isEstimate = more.isEstimate
            backlog.oldest = [backlog.oldest, more.oldest].compactMap { $0 }.min()
        }
    }

    /// Adds how long everything has been waiting: all that lies behind the cursors is read.
    package func addAges(
        to report: inout RunReport,
        _ log: borrowing EventLog,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws {
        let found = try read(log, limit: .max, progress: progress) { $0.cursor }
        func change(_ id: String, _ backlog: inout Backlog) {
            var ages = found[id]?.ages ?? AgeHistogram()
            for owed in state.integrations[id]?.outstanding.values.map({ $0 }) ?? [] {
                ages.add(now - owed.delivery.planned)
            }
            backlog.held = found[id]?.count ?? 0
            backlog.isEstimate = false
            backlog.ages = ages
        }
        for index in report.integrations.indices {
            change(report.integrations[index].id, &report.integrations[index].backlog)
        }
        report.updateRemoved(removed.map(\.id), change)
    }

    /// What is held for integrations that were removed and that no run has counted, by id.
    func uncounted(_ log: borrowing EventLog) throws -> [String: (count: Int, oldest: Timestamp?)] {
        let found = try read(log, among: removed, limit: .max) { max($0.cursor, $0.held.through) }
        return found.mapValues { ($0.count, $0.oldest) }
    }

    /// What waits for one integration.
    private struct Waiting {
        let role: Role
        /// The last event that can be one of its.
        let end: UInt64
        var count = 0
        var oldest: Timestamp?
        var ages = AgeHistogram()
        var isEstimate = false

        mutating func add(_ time: Timestamp, at now: Timestamp) {
            count += 1
            oldest = min(oldest ?? time, time)
            ages.add(now - time)
        }

        /// Concludes from the events up to `last` how many match up to the end.
        mutating func extrapolate(from last: UInt64) {
            guard last > role.cursor, end > last, count > 0 else { return }
            count += Int(Double(count) * Double(end - last) / Double(last - role.cursor))
            isEstimate = true
        }
    }

    private func read(
        _ log: borrowing EventLog,
        among integrations: [Integration]? = nil,
        limit: Int,
        progress: (Int, Int) -> Void = { _, _ in },
        after start: (LedgerState.Integration) -> UInt64
    ) throws -> [String: Waiting] {
        let integrations = integrations ?? setup.integrations + removed
        let end = log.nextSequence - 1
        var waiting = integrations.map { integration -> Waiting? in
            guard let known = state.integrations[integration.id] else { return nil }
            let (start, end) = (start(known), min(end, known.wantsThrough ?? end))
            guard start < end else { return nil }
            return Waiting(role: Role(integration, known, .hold, cursor: start), end: end)
        }
        guard let first = waiting.compactMap({ $0?.role.cursor }).min() else { return [:] }
        var kinds = EventKinds(filters: integrations.map(\.filter))
        var reader = try EventLogReader(log, after: first)
        var (left, last) = (limit, first)
        while left > 0, let line = try reader.next(in: log) {
            (left, last) = (left - 1, line.sequence)
            if last & 0xFFF == 0 { progress(Int(clamping: last - first), Int(clamping: end - first)) }
            let kind = kinds.kind(of: line, in: reader.buffer)
            for match in kind.matches {
                guard let role = waiting[match]?.role, last <= waiting[match]?.end ?? 0 else { continue }
                let time = line.time(in: reader.buffer)
                if case .none = role.claim(on: line.sequence, kind, time: { time }) { continue }
                waiting[match]?.add(time, at: now)
            }
        }
        var found: [String: Waiting] = [:]
        for case var waiting? in waiting {
            waiting.extrapolate(from: last)
            found[waiting.role.integration.id] = waiting
        }
        return found
    }
}

extension LedgerState {
    /// What is known of those that are configured no longer, in the order of their ids.
    func removed(from setup: Setup) -> [(id: String, known: Integration)] {
        let configured = Set(setup.integrations.map(\.id))
        return integrations.filter { !configured.contains($0.key) }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }
}

extension Integration {
    /// One whose file is gone, as far as the ledger remembers what it wanted: enough to count that, and for nothing else.
    fileprivate init(removed id: String, _ wanted: Subscription) {
        var filter = Filter(wanted)
        filter.owner = id
        self.init(id: id, name: id, provider: .rawWebhook, webhook: Secret(""), filter: filter)
        mode = .digest
        digest.immediate = wanted.immediate.map { EventPattern($0) }
        start = wanted.start.map { .time($0) } ?? .firstRun
    }
}
