import Time

/// A number with so many digits behind the point, rounded toward zero: 99.96 % is not 100.
func fixed(_ value: Double, digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int64((value * scale + 1e-9).rounded(.down))
    let (whole, rest) = (scaled / Int64(scale), abs(scaled % Int64(scale)))
    guard digits > 0 else { return "\(whole)" }
    let tail = String(rest)
    return "\(whole)." + String(repeating: "0", count: digits - tail.count) + tail
}

/// `1,234,567`.
func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text += "," }
        text.append(digit)
    }
    return number < 0 ? "-" + text : text
}

/// `99.9 %`, with a digit only where it tells something.
func percent(_ share: Double?) -> String {
    guard let share else { return "–" }
    return (share == 100 || share == 0 ? fixed(share, digits: 0) : fixed(share, digits: 1)) + " %"
}

extension Timestamp {
    /// For people: `2026-11-21 06:00`, in UTC.
    var minute: String { day + " " + String(rfc3339.dropFirst(11).prefix(5)) }

    /// `2026-11-21 06:00:07`.
    var second: String { day + " " + String(rfc3339.dropFirst(11).prefix(8)) }

    /// `2026-11-21`.
    var day: String { String(rfc3339.prefix(10)) }

    /// `06:00`.
    var clock: String { String(rfc3339.dropFirst(11).prefix(5)) }
}

extension Quantiles {
    /// `340 ms / 2m 5s`: the median and the slow end.
    var words: String {
        guard let median, let slow else { return "–" }
        return "\(median.spoken) / \(slow.spoken)"
    }
}
