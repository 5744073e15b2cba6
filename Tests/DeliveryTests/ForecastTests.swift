import Delivery
import TestSupport
import Testing
import Time

/// What keeps a delivery from going, and when it goes: told beforehand, and so it happens.
@Suite struct ForecastTests {
    private static let hour = Duration.seconds(3600)
    private let hour = ForecastTests.hour
    private let start = Script.start

    private func policy(
        _ id: String = "a",
        concurrency: Int = 1,
        waits: [Duration] = [ForecastTests.hour, ForecastTests.hour * 2],
        expireAfter: Duration = ForecastTests.hour * 100,
        disable: DisablePolicy? = nil
    ) -> LanePolicy {
        LanePolicy(
            integration: id,
            host: "h",
            concurrency: concurrency,
            rate: nil,
            schedule: RetrySchedule(waits: waits, expireAfter: expireAfter),
            disable: disable,
            countsEveryFailure: true
        )
    }

    /// An integration `a` that is owed so many deliveries, `a1` and so on.
    private func state(
        owing count: UInt64 = 1,
        _ change: (inout LedgerState.Integration) -> Void = { _ in }
    )
        -> LedgerState
    {
        var state = LedgerState(logID: "log")
        state.apply(.seen(integration: "a", at: start, cursor: 0))
        for number in 1...count { state.apply(.planned(.sample("a\(number)", number))) }
        state.apply(.commit(deliveries: Int(count), cursors: []))
        if var known = state.integrations["a"] {
            change(&known)
            state.integrations["a"] = known
        }
        return state
    }

    private func forecast(_ state: LedgerState, _ policies: [LanePolicy]? = nil) -> Forecast {
        Forecast(policies ?? [policy()], state, at: start)
    }

    // MARK: what keeps it

    @Test func whatNothingKeepsGoesWithTheNextRun() {
        let forecast = forecast(state())
        #expect(forecast.obstacle(to: "a1", of: "a") == nil)
        #expect(forecast.obstacle(toAnyOf: "a") == nil)
        #expect(forecast.next(to: "a")?.time == start)
        #expect(forecast.obstacle(to: "unheard-of", of: "a") == nil && forecast.next(to: "b") == nil)
    }

    @Test func aHandThatIsNeededIsNamedBeforeAnyTime() {
        let later = start + hour
        let off = state { known in
            known.health.disabling = Health.Disabling(at: start, reason: "")
            known.outstanding["a1"]?.due = later
        }
        #expect(forecast(off).obstacle(to: "a1", of: "a") == .disabled)
        #expect(forecast(off).attempts(of: "a1", of: "a") == [] && forecast(off).next(to: "a") == nil)
        let parked = state { $0.outstanding["a1"]?.isParked = true }
        #expect(forecast(parked).obstacle(to: "a1", of: "a") == .parked)
        #expect(forecast(parked).attempts(of: "a1", of: "a") == [] && forecast(parked).next(to: "a") == nil)
        #expect(forecast(state(), []).obstacle(to: "a1", of: "a") == .notConfigured)
    }

    @Test func theLongestWaitIsTold() {
        let state = state { known in
            known.outstanding["a1"]?.due = start + hour
            known.health.firstFailure = start
            known.health.notBefore = start + hour * 2
        }
        #expect(forecast(state).obstacle(to: "a1", of: "a") == .backOff(until: start + hour * 2))
        var asked = state
        asked.integrations["a"]?.health.pausedUntil = start + hour * 2
        #expect(forecast(asked).obstacle(to: "a1", of: "a") == .paused(until: start + hour * 2))
        asked.pausedHosts["h"] = start + hour * 3
        #expect(forecast(asked).obstacle(to: "a1", of: "a") == .hostPaused(until: start + hour * 3))
        #expect(forecast(asked).next(to: "a")?.time == start + hour * 3)
        asked.pausedHosts["h"] = start + hour * 1000
        #expect(
            forecast(asked).obstacle(to: "a1", of: "a")?.word == "paused",
            "no pause is that long: the clock went back"
        )
    }

    @Test func behindAMuteIsAnotherWait() {
        let mute = Mute(id: "m1", start: start, end: start + hour, patterns: [], reason: "")
        var muted = state { $0.mutes = [mute] }
        #expect(forecast(muted).obstacle(to: "a1", of: "a") == .muted(until: start + hour))
        #expect(forecast(muted).attempts(of: "a1", of: "a").first == start + hour)
        muted.integrations["a"]?.outstanding["a1"]?.due = start + hour * 2
        #expect(forecast(muted).obstacle(to: "a1", of: "a") == .notDue(until: start + hour * 2))
        muted.integrations["a"]?.health.disabling = Health.Disabling(at: start, reason: "")
        #expect(forecast(muted).obstacle(to: "a1", of: "a") == .disabled)
    }

    @Test func whereOrderIsKeptTheSlowestOfThoseBeforeIsWaitedFor() {
        let state = state(owing: 4) { known in
            known.outstanding["a1"]?.due = start + hour
            known.outstanding["a2"]?.due = start + hour * 2
        }
        let ordered = forecast(state)
        #expect(ordered.obstacle(to: "a2", of: "a") == .notDue(until: start + hour * 2))
        #expect(ordered.obstacle(to: "a3", of: "a") == .behind(delivery: "a2", until: start + hour * 2))
        #expect(ordered.obstacle(to: "a4", of: "a") == .behind(delivery: "a2", until: start + hour * 2))
        let free = forecast(state, [policy(concurrency: 8)])
        #expect(free.obstacle(to: "a3", of: "a") == nil)
    }

    // MARK: when it goes

    @Test func everyEntryOfTheScheduleGivesATimeWithItsJitter() {
        let times = forecast(state()).attempts(of: "a1", of: "a")
        #expect(times.count == 3 && times[0] == start)
        for (index, wait) in [hour, hour * 2].enumerated() {
            let real = times[index + 1] - times[index]
            // The endpoint's back-off has a jitter of its own: the longer one counts.
            #expect(real >= wait * 4 / 5 && real <= wait * 6 / 5)
        }
    }

    @Test func theEndOfALifetimeAndOfAnIntegrationIsTheEnd() {
        let old = state { $0.outstanding["a1"]?.since = Timestamp(milliseconds: 0) }
        #expect(forecast(old).attempts(of: "a1", of: "a") == [start], "it expires with the next attempt")
        let disabling = policy(waits: [hour, hour, hour], disable: DisablePolicy(failingFor: hour, failures: 2))
        #expect(forecast(state(), [disabling]).attempts(of: "a1", of: "a").count < 4)
        #expect(forecast(state(), [policy(waits: [])]).attempts(of: "a1", of: "a") == [start])
    }

    // MARK: it happens

    /// Of random queues: what goes before succeeds, and each delivery goes at the very moment that was told.
    @Test(arguments: 0..<60)
    func whenEverythingSucceedsEachGoesAsForecast(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        let (state, policies) = randomState(&random)
        let forecast = Forecast(policies, state, at: start)
        let sent = sends(policies, state, at: start)
        for (id, known) in state.integrations {
            for delivery in known.outstanding.keys {
                let obstacle = forecast.obstacle(to: delivery, of: id)
                let told = obstacle.map { $0.end } ?? start
                #expect(sent[delivery] == told, "\(delivery): \(obstacle.map { "\($0)" } ?? "nothing")")
            }
            let first = known.outstanding.keys.compactMap { sent[$0] }.min()
            #expect(forecast.next(to: id)?.time == first, "\(id)")
        }
    }

    /// When each delivery leaves, if every attempt succeeds at once.
    private func sends(_ policies: [LanePolicy], _ state: LedgerState, at start: Timestamp) -> [String: Timestamp] {
        var queue = DeliveryQueue(policies, owedIn: state, at: start)
        var (sent, now) = ([String: Timestamp](), start)
        while true {
            switch queue.next(at: now) {
            case .send(let owed, _):
                sent[owed.delivery.id] = now
                _ = queue.finish(owed.delivery.id, with: Judgement(.delivered), status: 200, at: now)
            case .wait(let until): now = until
            case .awaitAnswers, .idle: return sent
            }
        }
    }

    private func randomState(_ random: inout SplitMix) -> (LedgerState, [LanePolicy]) {
        var state = LedgerState(logID: "log")
        var policies: [LanePolicy] = []
        for id in ["a", "b", "c"] {
            policies.append(policy(id, concurrency: 1 + 7 * random.below(2)))
            state.apply(.seen(integration: id, at: start, cursor: 0))
            let count = 1 + random.below(6)
            for number in 1...count { state.apply(.planned(.sample("\(id)\(number)", to: id, UInt64(number)))) }
            state.apply(.commit(deliveries: count, cursors: []))
            guard var known = state.integrations[id] else { continue }
            for delivery in known.outstanding.keys.sorted() {
                // What was never tried is due since it was planned.
                if random.below(2) == 0 {
                    known.outstanding[delivery]?.attempts = 1
                    known.outstanding[delivery]?.due = moment(&random)
                }
                known.outstanding[delivery]?.isParked = random.below(6) == 0
            }
            if random.below(2) == 0 {
                known.health.failed(started: start, at: start, counts: true, reason: "")
                known.health.notBefore = moment(&random)
                if random.below(2) == 0 { known.health.pausedUntil = known.health.notBefore }
            }
            if random.below(5) == 0 { known.health.disabling = Health.Disabling(at: start, reason: "") }
            state.integrations[id] = known
        }
        if random.below(2) == 0 { state.pausedHosts["h"] = moment(&random) }
        return (state, policies)
    }

    /// Now, or within the longest wait.
    private func moment(_ random: inout SplitMix) -> Timestamp { start + .seconds(Int64(random.below(4)) * 1800) }
}
