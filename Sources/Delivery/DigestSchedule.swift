package import Time

/// When an integration's digests are cut.
package struct DigestSchedule: Sendable, Equatable {
    /// So long after the last one.
    package var every: Duration?
    /// At these times of the day, ascending.
    package var at: [TimeOfDay] = []
    /// The days on which `at` counts.
    package var days = Set(Weekday.allCases)
    /// A digest of fewer events waits, at most `longestWait` from the last one on.
    package var minimumEvents = 1
    package var longestWait = DigestSchedule.standardWait

    package static let standardWait = Duration.seconds(86_400)

    package init() {}

    /// Whether a digest may be cut.
    package enum Due: Sendable, Equatable {
        /// It may; at a time of the day (`slot`) it tells only of what had happened until then.
        case now(slot: Timestamp?)
        case later(Timestamp)
    }

    /// Neither a time nor a distance: a digest on every run that has something to tell.
    package var isEveryRun: Bool { every == nil && at.isEmpty }

    /// - Parameters:
    ///   - cut: when the last one was cut; `nil`: there was none.
    ///   - created: when the integration was first seen; its first time of the day lies behind it.
    ///   - zone: whose clocks `at` means.
    ///   - now: the time of the run.
    /// - Returns: whether one may be cut, or when the next one may.
    package func due(after cut: Timestamp?, created: Timestamp, in zone: TimeZone, at now: Timestamp) -> Due {
        if isEveryRun { return .now(slot: nil) }
        let distance = every.map { nextByDistance($0, after: cut, at: now) }
        if let distance, distance <= now { return .now(slot: nil) }
        guard let slot = slot(after: cut ?? created, in: zone, at: now) else { return .later(distance ?? now) }
        if slot <= now { return .now(slot: slot) }
        return .later(min(distance ?? slot, slot))
    }

    /// Whether a digest of so many events is too small to be cut yet; if so, until when.
    package func waitsForMore(
        than count: Int,
        after cut: Timestamp?,
        created: Timestamp,
        at now: Timestamp
    ) -> Timestamp? {
        let since = cut ?? created
        let end = since + longestWait
        // A clock that went back must not make it wait longer.
        return count < minimumEvents && now < end && since <= now ? end : nil
    }

    /// The first one is due at once, and so is one after the clock went back: nobody is silenced.
    private func nextByDistance(_ every: Duration, after cut: Timestamp?, at now: Timestamp) -> Timestamp {
        guard let cut, cut <= now else { return now }
        return cut + every
    }

    /// The last time of the day that has come since `last`, or else the next one.
    ///
    /// However many came since then, they are one: what was missed is told in one digest.
    private func slot(after last: Timestamp, in zone: TimeZone, at now: Timestamp) -> Timestamp? {
        // A clock that went back a little must not cut the same digest again; one that went back far silences nobody.
        let trusted: Duration = .seconds(86_400)
        let base = last > now + trusted ? now - trusted : last
        if let recent = slots(-8...0, from: now, in: zone).last(where: { $0 <= now }), recent > base { return recent }
        let start = max(base, now)
        return slots(0...8, from: start, in: zone).first { $0 > start }
    }

    /// The moments of all times of the day on days before or after that of `time`, ascending: a week has each of them.
    private func slots(_ range: ClosedRange<Int>, from time: Timestamp, in zone: TimeZone) -> [Timestamp] {
        let today = zone.local(time).date
        return range.map { today.adding(days: $0) }.filter { days.contains($0.weekday) }.flatMap { date in
            at.map { zone.moment(date, $0) }
        }.sorted()
    }
}

extension DigestSchedule {
    /// All of it on one line, to tell one schedule from another.
    package var text: String {
        let days = Weekday.allCases.filter(days.contains).map(\.rawValue).joined(separator: ",")
        let times = at.isEmpty ? "" : "at \(at.map(\.text).joined(separator: ",")) on \(days)"
        return "\(every?.text ?? "") \(times) \(minimumEvents) \(longestWait.text)"
    }
}
