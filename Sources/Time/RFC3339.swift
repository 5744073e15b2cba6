extension Timestamp {
    /// Reads `2026-11-21T06:00:00.123Z` or with `+01:00` (RFC 3339 section 5.6); digits past milliseconds are cut.
    ///
    /// `nil` for anything else, also for days that do not exist and for moments that no four digits can name the year of
    /// in UTC: what is read can be written again. A second of 60 is taken as 59 of the same minute.
    package init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        self.init(rfc3339: bytes, 0..<bytes.count)
    }

    /// Reads a part of a text.
    package init?(rfc3339 bytes: [UInt8], _ range: Range<Int>) {
        var scanner = DateScanner(bytes: bytes, index: range.lowerBound, end: range.upperBound)
        guard let milliseconds = scanner.milliseconds() else { return nil }
        self.init(milliseconds: milliseconds)
        guard hasText else { return nil }
    }

    /// Whether RFC 3339 has a text for it: the year has four digits.
    package var hasText: Bool { Timestamp.years.contains(milliseconds) }

    /// From 0000-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z.
    private static let years: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// `2026-11-21T06:00:00.123Z`: always UTC, always milliseconds.
    package var rfc3339: String {
        let (date, hour, minute, second, millisecond) = fields
        return "\(pad(date.year, 4))-\(pad(date.month, 2))-\(pad(date.day, 2))"
            + "T\(pad(hour, 2)):\(pad(minute, 2)):\(pad(second, 2)).\(pad(millisecond, 3))Z"
    }

    private var fields: (CivilDate, Int, Int, Int, Int) {
        let millisecondsADay: Int64 = 86_400_000
        var days = milliseconds / millisecondsADay
        var rest = milliseconds % millisecondsADay
        if rest < 0 {
            rest += millisecondsADay
            days -= 1
        }
        let seconds = Int(rest / 1000)
        return (CivilDate(daysSinceEpoch: Int(days)), seconds / 3600, seconds / 60 % 60, seconds % 60, Int(rest % 1000))
    }

    private func pad(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// A day of the proleptic Gregorian calendar.
package struct CivilDate: Sendable, Equatable {
    package let year: Int
    package let month: Int
    package let day: Int

    package init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Era arithmetic in 400-year cycles that start in March (Howard Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms", civil_from_days).
    package init(daysSinceEpoch: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The inverse of `init(daysSinceEpoch:)` (days_from_civil).
    package var daysSinceEpoch: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    package var exists: Bool {
        (1...12).contains(month) && day >= 1 && CivilDate(daysSinceEpoch: daysSinceEpoch) == self
    }
}

/// Reads RFC 3339 left to right; every step answers `nil` on the first byte that does not fit.
private struct DateScanner {
    let bytes: [UInt8]
    var index: Int
    let end: Int

    mutating func milliseconds() -> Int64? {
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2), skip("Tt "),
            let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2),
            let fraction = fraction(), let zone = zone(), index == end
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.exists, hour < 24, minute < 60, second <= 60 else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3600 + (minute - zone) * 60 + min(second, 59)
        return Int64(seconds) * 1000 + Int64(fraction)
    }

    private mutating func number(_ digits: Int) -> Int? {
        guard index + digits <= end else { return nil }
        var value = 0
        for byte in bytes[index..<index + digits] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        index += digits
        return value
    }

    private mutating func skip(_ anyOf: String) -> Bool {
        guard index < end, anyOf.utf8.contains(bytes[index]) else { return false }
        index += 1
        return true
    }

    /// Milliseconds of an optional fraction; at least one digit after the point.
    private mutating func fraction() -> Int? {
        guard skip(".") else { return 0 }
        var value = 0
        var digits = 0
        while index < end, let digit = number(1) {
            if digits < 3 { value = value * 10 + digit }
            digits += 1
        }
        guard digits > 0 else { return nil }
        for _ in min(digits, 3)..<3 { value *= 10 }
        return value
    }

    /// Minutes east of UTC.
    private mutating func zone() -> Int? {
        if skip("Zz") { return 0 }
        let sign = index < end && bytes[index] == UInt8(ascii: "-") ? -1 : 1
        guard skip("+-"), let hours = number(2), skip(":"), let minutes = number(2), hours < 24, minutes < 60 else {
            return nil
        }
        return sign * (hours * 60 + minutes)
    }
}

extension Timestamp {
    /// Appends what `rfc3339` says, without making a string.
    package func writeRFC3339(into out: inout [UInt8]) {
        let (date, hour, minute, second, millisecond) = fields
        guard (0...9999).contains(date.year) else {
            out.append(contentsOf: rfc3339.utf8)
            return
        }
        func put(_ number: Int, _ width: Int, _ after: UInt8) {
            var divisor = width == 4 ? 1000 : width == 3 ? 100 : 10
            while divisor > 0 {
                out.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
                divisor /= 10
            }
            out.append(after)
        }
        put(date.year, 4, UInt8(ascii: "-"))
        put(date.month, 2, UInt8(ascii: "-"))
        put(date.day, 2, UInt8(ascii: "T"))
        put(hour, 2, UInt8(ascii: ":"))
        put(minute, 2, UInt8(ascii: ":"))
        put(second, 2, UInt8(ascii: "."))
        put(millisecond, 3, UInt8(ascii: "Z"))
    }
}
