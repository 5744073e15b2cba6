/// The civil time of a place over the years.
///
/// Offsets are those of the system's zone files; reading the files is for those who may touch the disk.
package struct TimeZone: Sendable, Equatable {
    /// What a place's clocks showed for a while.
    package struct Offset: Sendable, Equatable {
        /// Seconds east of UTC.
        package let seconds: Int
        /// `CET`, `CEST`; places without a name have a number: `+0545`.
        package let abbreviation: String

        package init(seconds: Int, abbreviation: String) {
            self.seconds = seconds
            self.abbreviation = abbreviation
        }
    }

    /// `Europe/Paris`.
    package let name: String
    /// Before the first change.
    let earliest: Offset
    /// Seconds since 1970 and what holds from then on, ascending.
    let changes: [Change]
    /// What holds after the last change; `nil`: nothing changes any more.
    let rule: ZoneRule?

    struct Change: Sendable, Equatable {
        let start: Int64
        let offset: Offset
    }

    package static let utc = TimeZone(
        name: "UTC",
        earliest: Offset(seconds: 0, abbreviation: "UTC"),
        changes: [],
        rule: nil
    )

    package func offset(at time: Timestamp) -> Offset {
        let seconds = floorDivided(time.milliseconds, by: 1000)
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].start <= seconds { low = middle + 1 } else { high = middle }
        }
        if low == changes.count, let rule { return rule.offset(at: seconds) }
        return low == 0 ? earliest : changes[low - 1].offset
    }

    /// The day and the time that the clocks of the place show.
    package func local(_ time: Timestamp) -> (date: CivilDate, minutes: Int) {
        let seconds = floorDivided(time.milliseconds, by: 1000) + Int64(offset(at: time).seconds)
        let day = floorDivided(seconds, by: 86_400)
        return (CivilDate(daysSinceEpoch: Int(day)), Int(seconds - day * 86_400) / 60)
    }

    /// When the clocks of the place first show this time on this day.
    ///
    /// Where they skip it, as they go forward, it is the moment at which they would have shown it if they had not: 02:30 is
    /// then 03:30. So every time of every day is one moment.
    package func moment(_ date: CivilDate, _ time: TimeOfDay) -> Timestamp {
        let local = Int64(date.daysSinceEpoch) * 86_400 + Int64(time.minutes) * 60
        // No place changes its clocks twice within two days.
        let before = offset(at: Timestamp(seconds: local - 86_400))
        let after = offset(at: Timestamp(seconds: local + 86_400))
        let candidates = [before, after].filter { offset(at: Timestamp(seconds: local - Int64($0.seconds))) == $0 }
        let seconds = candidates.map(\.seconds).max() ?? before.seconds
        return Timestamp(seconds: local - Int64(seconds))
    }
}

/// Rounds toward the past.
func floorDivided(_ number: Int64, by divisor: Int64) -> Int64 {
    let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? quotient - 1 : quotient
}
