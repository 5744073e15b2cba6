package import Delivery
package import Time

/// Counting: a report is fed with every delivery of the ledger and keeps what belongs to its range.
extension DeliveryReport {
    /// Counts a delivery with all that became of it.
    ///
    /// It belongs to the range when it was planned, tried or settled in it; of each of these only what lies within counts.
    ///
    /// - Returns: whether it belongs to it.
    package mutating func add(_ history: DeliveryHistory) -> Bool {
        let delivery = history.delivery
        let attempts = history.attempts.filter { range.contains($0.ended) }
        let isSettledHere = history.state.isSettled && range.contains(history.changed)
        guard range.contains(delivery.planned) || !attempts.isEmpty || isSettledHere else { return false }
        var share = shares[delivery.integration] ?? Share()
        if range.contains(delivery.planned) { share.counts.planned += 1 }
        for attempt in attempts { add(attempt, to: &share) }
        if isSettledHere { settle(history, in: &share) }
        shares[delivery.integration] = share
        return true
    }

    private mutating func add(_ attempt: Attempt, to share: inout Share) {
        share.counts.attempts += 1
        if attempt.result == .delivered {
            share.answers.add(attempt.duration)
        } else {
            share.counts.failedAttempts += 1
            count(attempt)
        }
        if attempt.result == .deferred { timeline.add(.deferred, at: attempt.ended) }
    }

    private mutating func settle(_ history: DeliveryHistory, in share: inout Share) {
        switch history.state {
        case .delivered:
            share.counts.delivered += 1
            share.ways.add(history.changed - history.delivery.planned)
            timeline.add(.delivered, at: history.changed)
        case .rejected: share.counts.rejected += 1
        case .exhausted: share.counts.exhausted += 1
        case .dropped, .skipped: share.counts.dropped += 1
        case .pending, .deferred, .parked: break
        }
        if history.state.isFailed { timeline.add(.lost, at: history.changed) }
    }

    private mutating func count(_ attempt: Attempt) {
        guard let failureClass = attempt.failureClass else { return }
        let reason = attempt.reason ?? failureClass.rawValue
        let index = failures.firstIndex { $0.failureClass == failureClass }
        if index == nil {
            failures.append(Failures(failureClass: failureClass, last: attempt.ended, reason: reason))
        }
        let place = index ?? failures.count - 1
        failures[place].attempts += 1
        failures[place].integrations[attempt.integration, default: 0] += 1
        guard attempt.ended >= failures[place].last else { return }
        failures[place].last = attempt.ended
        failures[place].reason = reason
    }

    /// Notes when an integration was switched off or on or muted, and counts what was left out; other records say nothing
    /// here.
    package mutating func add(_ record: LedgerRecord) {
        switch record {
        case .disabled(let id, let at, let reason) where range.contains(at):
            changes.append(Change(at: at, integration: id, words: "was disabled", reason: reason))
        case .enabled(let id, let at, let replay, _) where range.contains(at):
            changes.append(Change(at: at, integration: id, words: "was enabled, \(replay.words)", reason: nil))
        case .muted(let id, let mute) where range.contains(mute.start):
            let words = "was muted until \(mute.end.minute), \(mute.subject)"
            changes.append(Change(at: mute.start, integration: id, words: words, reason: mute.reason))
        case .unmuted(let id, let mute, let at) where range.contains(at):
            changes.append(Change(at: at, integration: id, words: "is no longer muted (\(mute))", reason: nil))
        case .begin(let at, _): runBegan = at
        case .commit(_, let cursors) where runBegan.map(range.contains) ?? false:
            for advance in cursors where !advance.passedOver.isEmpty {
                shares[advance.integration, default: Share()].counts.leftOut.add(advance.passedOver)
            }
        default: break
        }
    }

    /// Puts everything in its order, once all is counted.
    package mutating func finish() {
        for id in shares.keys {
            shares[id]?.ways.sort()
            shares[id]?.answers.sort()
        }
        failures.sort { ($1.attempts, $0.failureClass.rawValue) < ($0.attempts, $1.failureClass.rawValue) }
        changes.sort { $0.at < $1.at }
    }
}

extension Attempt {
    /// When its answer came, or its failure was certain.
    package var ended: Timestamp { started + duration }
}

extension Replay {
    fileprivate var words: String {
        switch self {
        case .all: "what was held goes out as usual"
        case .digest: "what was held goes out in one digest"
        case .none: "what was held is passed over"
        }
    }
}
