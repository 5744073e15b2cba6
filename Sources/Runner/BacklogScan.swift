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

    package init(setup: Setup, state: LedgerState, at now: Timestamp) {
        self.setup = setup
        self.state = state
        self.now = now
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
    }

    /// Adds how long everything has been waiting: all that lies behind the cursors is read.
    package func addAges(
        to report: inout RunReport,
        _ log: borrowing EventLog,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws {
        let found = try read(log, limit: .max, progress: progress) { $0.cursor }
        for index in report.integrations.indices {
            let id = report.integrations[index].id
            var ages = found[id]?.ages ?? AgeHistogram()
            for owed in state.integrations[id]?.outstanding.values.map({ $0 }) ?? [] {
                ages.add(now - owed.delivery.planned)
            }
            report.integrations[index].backlog.held = found[id]?.count ?? 0
            report.integrations[index].backlog.isEstimate = false
            report.integrations[index].backlog.ages = ages
        }
    }

    /// What waits for one integration.
    private struct Waiting {
        let role: Role
        var count = 0
        var oldest: Timestamp?
        var ages = AgeHistogram()
        var isEstimate = false

        mutating func add(_ time: Timestamp, at now: Timestamp) {
            count += 1
            oldest = min(oldest ?? time, time)
            ages.add(now - time)
        }

        /// Concludes from the events up to `last` how many match up to `end`.
        mutating func extrapolate(from last: UInt64, to end: UInt64) {
            guard last > role.cursor, end > last, count > 0 else { return }
            count += Int(Double(count) * Double(end - last) / Double(last - role.cursor))
            isEstimate = true
        }
    }

    private func read(
        _ log: borrowing EventLog,
        limit: Int,
        progress: (Int, Int) -> Void = { _, _ in },
        after start: (LedgerState.Integration) -> UInt64
    ) throws -> [String: Waiting] {
        let end = log.nextSequence - 1
        var waiting = setup.integrations.map { integration -> Waiting? in
            guard let known = state.integrations[integration.id], start(known) < end else { return nil }
            let role = Role(
                integration,
                .hold,
                cursor: start(known),
                immediateCursor: known.immediateCursor
            )
            return Waiting(role: role)
        }
        guard let first = waiting.compactMap({ $0?.role.cursor }).min() else { return [:] }
        var kinds = EventKinds(filters: setup.integrations.map(\.filter))
        var reader = try EventLogReader(log, after: first)
        var (left, last) = (limit, first)
        while left > 0, let line = try reader.next(in: log) {
            (left, last) = (left - 1, line.sequence)
            if last & 0xFFF == 0 { progress(Int(clamping: last - first), Int(clamping: end - first)) }
            let kind = kinds.kind(of: line, in: reader.buffer)
            for match in kind.matches {
                guard let role = waiting[match]?.role else { continue }
                let time = line.time(in: reader.buffer)
                if case .none = role.claim(on: line.sequence, type: kind.type, time: { time }) { continue }
                waiting[match]?.add(time, at: now)
            }
        }
        var found: [String: Waiting] = [:]
        for case var waiting? in waiting {
            waiting.extrapolate(from: last, to: end)
            found[waiting.role.integration.id] = waiting
        }
        return found
    }
}
