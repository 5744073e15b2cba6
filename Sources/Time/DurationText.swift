extension Duration {
    /// Reads `250ms 15s 5m 2h 5d`: a whole number and one unit.
    ///
    /// `nil` for anything else and for what overflows.
    package init?(text: String) {
        guard let unit = Duration.units.first(where: { text.hasSuffix($0.suffix) && text != $0.suffix }),
            let count = Int64(text.dropLast(unit.suffix.count)), text.first?.isNumber == true,
            case let (milliseconds, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds), !overflow
        else { return nil }
        self = .milliseconds(milliseconds)
    }

    /// The shortest exact text that reads back as the same duration: `90s`, not `1m30s`.
    package var text: String {
        let total = milliseconds
        for unit in Duration.units.reversed() where total % unit.milliseconds == 0 && total != 0 {
            return "\(total / unit.milliseconds)\(unit.suffix)"
        }
        return "0s"
    }

    /// For people: the two largest units, `3d 4h`, `2m 5s`, `340 ms`.
    package var spoken: String {
        let total = milliseconds
        guard total >= 1000 else { return "\(total) ms" }
        var rest = total
        var parts: [String] = []
        for unit in Duration.units.dropFirst().reversed() where parts.count < 2 {
            let count = rest / unit.milliseconds
            rest %= unit.milliseconds
            if count > 0 { parts.append("\(count)\(unit.suffix)") } else if !parts.isEmpty { break }
        }
        return parts.joined(separator: " ")
    }

    /// Smallest first; `ms` before `s` and `m`, so that its suffix is tried first.
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]
}
