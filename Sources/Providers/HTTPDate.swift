import Time

extension Timestamp {
    /// Reads the three forms of an HTTP date (RFC 9110 section 5.6.7).
    ///
    /// - `Sun, 06 Nov 1994 08:49:37 GMT`
    /// - `Sunday, 06-Nov-94 08:49:37 GMT`: a year of two digits is at most 50 years ahead of `now`.
    /// - `Sun Nov  6 08:49:37 1994`
    ///
    /// A day of the week that does not fit the date is not held against it.
    init?(httpDate bytes: [UInt8], at now: Timestamp) {
        var scanner = HTTPDateScanner(bytes: bytes)
        guard let date = scanner.date(at: now) else { return nil }
        self = date
    }
}

/// Reads left to right; every step answers `nil` on the first byte that does not fit.
private struct HTTPDateScanner {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func date(at now: Timestamp) -> Timestamp? {
        guard let weekday = word(),
            HTTPDateScanner.weekdays.contains(where: { $0 == weekday || $0.prefix(3) == weekday })
        else { return nil }
        guard skip(",") else { return asctime() }
        guard skip(" "), let day = number(digits: 2) else { return nil }
        if skip("-") { return rfc850(day: day, at: now) }
        guard skip(" "), let month = month(), skip(" "), let year = number(digits: 4), skip(" "),
            let seconds = timeOfDay(), zone()
        else { return nil }
        return timestamp(year, month, day, seconds)
    }

    private mutating func rfc850(day: Int, at now: Timestamp) -> Timestamp? {
        guard let month = month(), skip("-"), let short = number(digits: 2), skip(" "), let seconds = timeOfDay(),
            zone()
        else { return nil }
        let thisYear = CivilDate(daysSinceEpoch: Int(now.milliseconds / 86_400_000)).year
        var year = thisYear - thisYear % 100 + short
        if year > thisYear + 50 { year -= 100 }
        if year <= thisYear - 50 { year += 100 }
        return timestamp(year, month, day, seconds)
    }

    private mutating func asctime() -> Timestamp? {
        guard skip(" "), let month = month(), skip(" ") else { return nil }
        guard let day = skip(" ") ? number(digits: 1) : number(digits: 2), skip(" "), let seconds = timeOfDay(),
            skip(" "), let year = number(digits: 4), index == bytes.count
        else { return nil }
        return timestamp(year, month, day, seconds)
    }

    private func timestamp(_ year: Int, _ month: Int, _ day: Int, _ seconds: Int) -> Timestamp? {
        let date = CivilDate(year: year, month: month, day: day)
        return date.exists ? Timestamp(seconds: Int64(date.daysSinceEpoch * 86_400 + seconds)) : nil
    }

    /// `08:49:37` as seconds; 60 is a leap second.
    private mutating func timeOfDay() -> Int? {
        guard let hour = number(digits: 2), skip(":"), let minute = number(digits: 2), skip(":"),
            let second = number(digits: 2), hour < 24, minute < 60, second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    private mutating func zone() -> Bool { skip(" ") && word() == "GMT" && index == bytes.count }

    private mutating func month() -> Int? {
        guard let name = word(), let place = HTTPDateScanner.months.firstIndex(of: name) else { return nil }
        return place + 1
    }

    private mutating func word() -> String? {
        let letters = bytes[index...].prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
        index += letters.count
        return letters.isEmpty ? nil : String(decoding: letters, as: UTF8.self)
    }

    private mutating func number(digits: Int) -> Int? {
        guard index + digits <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[index..<index + digits] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        index += digits
        return value
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
