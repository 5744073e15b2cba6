package import Time

/// The time as the ledger's records tell it, so that a clock that leaps ahead between two runs gives up on nothing.
///
/// What was waited for ages a delivery in full; what passed beyond that, by one day a run.
struct LedgerTime: Sendable, Equatable {
    static let mostAgingARun = Duration.seconds(86_400)

    /// Of the newest record that has a time.
    var last: Timestamp?
    /// When the run began whose copies of older segments are being read.
    private var begun: Timestamp?

    /// A stretch between two runs.
    struct Gap: Sendable, Equatable {
        let from: Timestamp
        let to: Timestamp

        /// How much of it must not count for something that was to go on at `due`.
        func excess(waitingFor due: Timestamp?) -> Duration {
            max(.zero, to - max(from, due ?? from) - LedgerTime.mostAgingARun)
        }
    }

    /// Follows a record; the gap behind which a run begins, once all that was recorded before has been read.
    mutating func follow(_ record: LedgerRecord) -> Gap? {
        switch record {
        case .begin(let at, let imports):
            begun = at
            return imports.isEmpty ? arrive() : nil
        case .imported: return arrive()
        case .planned(let delivery): last = delivery.planned
        case .plannedEvents(_, let at, _), .sending(_, _, _, let at), .end(let at): last = at
        default: break
        }
        return nil
    }

    private mutating func arrive() -> Gap? {
        guard let now = begun else { return nil }
        begun = nil
        defer { last = now }
        return last.map { Gap(from: $0, to: now) }
    }
}

extension LedgerState {
    /// How everything is for a run that begins now and has not written so yet.
    package func beginning(at now: Timestamp) -> LedgerState {
        var state = self
        state.apply(.begin(at: now, imports: []))
        return state
    }

    /// Moves the beginnings of lifetimes and of streaks of failures forward by what must not count.
    mutating func step(over gap: LedgerTime.Gap) {
        let isLeap = gap.excess(waitingFor: nil) > .zero
        guard isLeap || integrations.values.contains(where: { !$0.mutes.isEmpty }) else { return }
        integrations = integrations.mapValues { integration in
            var stepped = isLeap ? integration.stepping(over: gap) : integration
            stepped.outliveMutes(endedBy: gap.to)
            return stepped
        }
    }
}

extension LedgerState.Integration {
    fileprivate func stepping(over gap: LedgerTime.Gap) -> Self {
        var stepped = self
        stepped.outstanding = outstanding.mapValues { owed in
            var owed = owed
            owed.since = owed.since + gap.excess(waitingFor: owed.due)
            return owed
        }
        stepped.health.firstFailure = health.firstFailure.map { $0 + gap.excess(waitingFor: health.notBefore) }
        return stepped
    }

    /// While everything was muted nothing could go: a lifetime that ran then begins at the end of that.
    fileprivate mutating func outliveMutes(endedBy now: Timestamp) {
        let ends = mutes.filter { $0.isOfEverything && $0.end <= now }.map(\.end)
        guard let end = ends.max(), outstanding.values.contains(where: { $0.since < end }) else { return }
        outstanding = outstanding.mapValues { owed in
            var owed = owed
            owed.since = max(owed.since, end)
            return owed
        }
    }
}
