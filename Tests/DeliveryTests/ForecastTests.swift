import Delivery
import Testing
import Time

/// When an owed delivery goes, told beforehand.
@Suite struct ForecastTests {
    private let hour = Duration.seconds(3600)

    private func owed(failures: Int = 0, attempts: Int = 0, since: Timestamp = Script.start) -> LedgerState.Outstanding
    {
        var owed = LedgerState.Outstanding(delivery: .sample("log-a-1", to: "a", 1))
        owed.failures = failures
        owed.attempts = attempts
        owed.due = Script.start
        owed.since = since
        return owed
    }

    @Test func everyEntryOfTheScheduleGivesATimeWithItsJitter() {
        let schedule = RetrySchedule(waits: [hour, hour * 2], expireAfter: hour * 100)
        let times = schedule.forecast(of: owed())
        #expect(times.count == 3 && times[0] == Script.start)
        for (index, wait) in schedule.waits.enumerated() {
            let real = times[index + 1] - times[index]
            #expect(real >= wait * 4 / 5 && real <= wait * 6 / 5)
        }
    }

    @Test func whatWasTriedBeforeIsNotTriedAgain() {
        let schedule = RetrySchedule(waits: [hour, hour], expireAfter: hour * 100)
        #expect(schedule.forecast(of: owed(failures: 1, attempts: 1)).count == 2)
        #expect(schedule.forecast(of: owed(failures: 2, attempts: 2)).count == 1)
        let all = schedule.forecast(of: owed())
        #expect(schedule.forecast(of: owed(failures: 1, attempts: 1))[1] - Script.start == all[2] - all[1])
    }

    @Test func nothingGoesBehindTheLifetime() {
        let schedule = RetrySchedule(waits: [hour, hour, hour], expireAfter: hour)
        #expect(schedule.forecast(of: owed()).count <= 3)
        let old = owed(since: Timestamp(milliseconds: Script.start.milliseconds - hour.milliseconds))
        #expect(schedule.forecast(of: old) == [Script.start])
        #expect(RetrySchedule(waits: [], expireAfter: hour).forecast(of: owed()) == [Script.start])
    }
}
