/// What holds in a place year after year, as the `TZ` of POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule: Sendable, Equatable {
    /// A day of each year and the time on it, by the clocks that are in use until then.
    struct Turn: Sendable, Equatable {
        enum Day: Sendable, Equatable {
            /// The nth weekday of a month, 5 for the last; weekdays from Sunday, 0.
            case weekday(month: Int, week: Int, weekday: Int)
            /// 1…365, the 29th of February never counted.
            case julian(Int)
            /// 0…365, the 29th of February counted.
            case ofYear(Int)
        }

        let day: Day
        /// Since midnight; may be negative or longer than a day (RFC 8536 section 3.3.1).
        let seconds: Int
    }

    struct Summer: Sendable, Equatable {
        let offset: TimeZone.Offset
        let start: Turn
        let end: Turn
    }

    let standard: TimeZone.Offset
    let summer: Summer?

    /// `nil` for what is no such text.
    init?(posix text: String) {
        var scanner = RuleScanner(text: Array(text.utf8))
        guard let standard = scanner.offset() else { return nil }
        self.standard = standard
        if scanner.isAtEnd {
            summer = nil
            return
        }
        guard let summer = scanner.summer(after: standard), scanner.isAtEnd else { return nil }
        self.summer = summer
    }

    func offset(at seconds: Int64) -> TimeZone.Offset {
        guard let summer else { return standard }
        let day = floorDivided(seconds + Int64(standard.seconds), by: 86_400)
        let year = CivilDate(daysSinceEpoch: Int(day)).year
        let start = summer.start.seconds(in: year) - Int64(standard.seconds)
        let end = summer.end.seconds(in: year) - Int64(summer.offset.seconds)
        // South of the equator the summer goes over the turn of the year.
        let isSummer = start < end ? (start..<end).contains(seconds) : !(end..<start).contains(seconds)
        return isSummer ? summer.offset : standard
    }
}

extension ZoneRule.Turn {
    /// Seconds from 1970-01-01 to the turn, both by the clock on the wall.
    fileprivate func seconds(in year: Int) -> Int64 { Int64(dayNumber(in: year)) * 86_400 + Int64(seconds) }

    private func dayNumber(in year: Int) -> Int {
        let newYear = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
        switch day {
        case .ofYear(let number): return newYear + number
        case .julian(let number):
            let isLeap = CivilDate(year: year, month: 2, day: 29).exists
            return newYear + number - 1 + (isLeap && number >= 60 ? 1 : 0)
        case .weekday(let month, let week, let weekday):
            let first = CivilDate(year: year, month: month, day: 1)
            let next = CivilDate(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1).daysSinceEpoch
            let daysToWeekday = (weekday - (first.daysSinceMonday + 1) % 7 + 7) % 7
            let day = first.daysSinceEpoch + daysToWeekday + (week - 1) * 7
            return day < next ? day : day - 7
        }
    }
}

/// Reads a `TZ` of POSIX left to right.
private struct RuleScanner {
    let text: [UInt8]
    var index = 0

    var isAtEnd: Bool { index == text.count }

    /// A name and the hours west of UTC: `CET-1`, `<+0545>-5:45`.
    mutating func offset() -> TimeZone.Offset? {
        guard let name = name(), let west = time(hours: 24) else { return nil }
        return TimeZone.Offset(seconds: -west, abbreviation: name)
    }

    mutating func summer(after standard: TimeZone.Offset) -> ZoneRule.Summer? {
        guard let name = name() else { return nil }
        var seconds = standard.seconds + 3600
        if index < text.count, text[index] != UInt8(ascii: ",") {
            guard let west = time(hours: 24) else { return nil }
            seconds = -west
        }
        guard skip(","), let start = turn(), skip(","), let end = turn() else { return nil }
        return ZoneRule.Summer(
            offset: TimeZone.Offset(seconds: seconds, abbreviation: name),
            start: start,
            end: end
        )
    }

    private mutating func name() -> String? {
        if skip("<") {
            let name = text[index...].prefix { $0 != UInt8(ascii: ">") }
            index += name.count
            return skip(">") && !name.isEmpty ? String(decoding: name, as: UTF8.self) : nil
        }
        let name = text[index...].prefix { ($0 | 0x20) &- UInt8(ascii: "a") < 26 }
        index += name.count
        return name.count >= 3 ? String(decoding: name, as: UTF8.self) : nil
    }

    private mutating func turn() -> ZoneRule.Turn? {
        guard let day = day() else { return nil }
        guard skip("/") else { return ZoneRule.Turn(day: day, seconds: 2 * 3600) }
        return time(hours: 167).map { ZoneRule.Turn(day: day, seconds: $0) }
    }

    private mutating func day() -> ZoneRule.Turn.Day? {
        if skip("J") { return number(1...365).map { .julian($0) } }
        guard skip("M") else { return number(0...365).map { .ofYear($0) } }
        guard let month = number(1...12), skip("."), let week = number(1...5), skip("."), let weekday = number(0...6)
        else { return nil }
        return .weekday(month: month, week: week, weekday: weekday)
    }

    /// `3`, `-5:45`, `+1:30:15` in seconds.
    private mutating func time(hours: Int) -> Int? {
        let sign = skip("-") ? -1 : 1
        if sign == 1 { _ = skip("+") }
        guard let hour = number(0...hours) else { return nil }
        var seconds = hour * 3600
        for unit in [60, 1] where skip(":") {
            guard let part = number(0...59) else { return nil }
            seconds += part * unit
        }
        return sign * seconds
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = text[index...].prefix(4).prefix { $0 &- UInt8(ascii: "0") < 10 }
        guard let number = Int(String(decoding: digits, as: UTF8.self)), range.contains(number) else { return nil }
        index += digits.count
        return number
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard index < text.count, UInt32(text[index]) == character.value else { return false }
        index += 1
        return true
    }
}
