package import Time

/// The part of each day in which nothing new is sent that can wait.
package struct QuietHours: Sendable, Equatable {
    package let from: TimeOfDay
    /// Earlier than `from`: on the next day.
    package let to: TimeOfDay

    /// `nil` when both are the same: that would be always or never.
    package init?(from: TimeOfDay, to: TimeOfDay) {
        guard from != to else { return nil }
        self.from = from
        self.to = to
    }

    /// When the quiet hours end that hold now; `nil` when it is not quiet.
    package func end(at now: Timestamp, in zone: TimeZone) -> Timestamp? {
        let (date, minutes) = zone.local(now)
        let isEvening = from > to && minutes >= from.minutes
        guard isEvening || (minutes < to.minutes && (from > to || minutes >= from.minutes)) else { return nil }
        let end = zone.moment(isEvening ? date.adding(days: 1) : date, to)
        // Clocks that go back show an hour twice: it is quiet in the first only.
        return end > now ? end : nil
    }
}
