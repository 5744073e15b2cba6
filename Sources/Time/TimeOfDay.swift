/// A time on the clock on the wall, to the minute: `09:00`.
package struct TimeOfDay: Sendable, Hashable, Comparable {
    /// Since midnight, 0 ..< 1440.
    package let minutes: Int

    package init?(hour: Int, minute: Int) {
        guard (0..<24).contains(hour), (0..<60).contains(minute) else { return nil }
        minutes = hour * 60 + minute
    }

    /// Reads `09:00`, two digits each; `nil` for anything else, `24:00` among it.
    package init?(text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let isSound = parts.count == 2 && parts.allSatisfy { $0.count == 2 && $0.allSatisfy { $0 &- 0x30 < 10 } }
        guard isSound, let hour = Int(Substring(parts[0])), let minute = Int(Substring(parts[1])) else { return nil }
        self.init(hour: hour, minute: minute)
    }

    /// As `init(text:)` reads it.
    package var text: String {
        let (hour, minute) = (minutes / 60, minutes % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }

    package static func < (a: TimeOfDay, b: TimeOfDay) -> Bool { a.minutes < b.minutes }
}

/// A day of the week, by the word that configuration files use.
package enum Weekday: String, Sendable, CaseIterable {
    case mon, tue, wed, thu, fri, sat, sun
}

extension CivilDate {
    package var weekday: Weekday { Weekday.allCases[daysSinceMonday] }

    /// Since the last Monday; 0 for a Monday.
    package var daysSinceMonday: Int {
        // 1970-01-01 was a Thursday.
        (daysSinceEpoch % 7 + 7 + 3) % 7
    }

    package func adding(days: Int) -> CivilDate { CivilDate(daysSinceEpoch: daysSinceEpoch + days) }
}
