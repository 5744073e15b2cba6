import Delivery
import JSON
import Time

extension Shape where Value == Duration {
    static func duration(_ range: ClosedRange<Duration>) -> Shape {
        Shape<String>.text.map(schema: ["type": "string", "pattern": "^[0-9]+(ms|s|m|h|d)$"]) {
            text,
            offset,
            problems in
            guard let value = Duration(text: text) else {
                let notes = ["a whole number and a unit: '250ms', '15s', '5m', '2h', '5d'"]
                problems.error("'\(text)' is not a duration", at: offset, notes: notes)
                return nil
            }
            guard range.contains(value) else {
                let notes = ["from \(range.lowerBound.text) to \(range.upperBound.text)"]
                problems.error("'\(text)' is out of range", at: offset, notes: notes)
                return nil
            }
            return value
        }
    }
}

extension Shape where Value == Rate {
    static let rate = Shape<String>.text.map(schema: ["type": "string", "pattern": "^[1-9][0-9]{0,5}/[smh]$"]) {
        text,
        offset,
        problems in
        if let rate = Rate(text: text) { return rate }
        let notes = ["a whole number from 1 to 999999 for each second, minute or hour: '1/s', '30/m', '100/h'"]
        problems.error("'\(text)' is not a rate", at: offset, notes: notes)
        return nil
    }
}

extension Rate {
    fileprivate init?(text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let intervals: [Substring: Duration] = ["s": .seconds(1), "m": .seconds(60), "h": .seconds(3600)]
        guard parts.count == 2, let interval = intervals[parts[1]], parts[0].utf8.allSatisfy(isDigit),
            let count = Int(parts[0]), (1...999_999).contains(count)
        else { return nil }
        self.init(count: count, interval: interval)
    }
}

extension Shape where Value == Int {
    /// A number of bytes: a whole number, or a text with a binary unit such as `64KiB`.
    static func size(_ range: ClosedRange<Int>) -> Shape {
        let schema: JSON = [
            "anyOf": [
                ["type": "integer", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)],
                ["type": "string", "pattern": "^[0-9]+(B|KiB|MiB|GiB)$"],
            ]
        ]
        return Shape(schema: schema) { json, problems in
            let written = json.string ?? json.int.map { String($0) }
            guard let written, let bytes = json.int ?? bytes(of: written) else {
                let notes = ["a whole number of bytes, or with a unit: '512B', '64KiB', '16MiB', '1GiB'"]
                let found = json.string.map { "'\($0)' is not a size" } ?? "expected a size, found \(json.kind)"
                problems.error(found, at: json.offset, notes: notes)
                return nil
            }
            guard range.contains(bytes) else {
                let notes = ["from \(range.lowerBound) to \(range.upperBound) bytes"]
                problems.error("'\(written)' is out of range", at: json.offset, notes: notes)
                return nil
            }
            return bytes
        }
    }
}

/// The bytes of `64KiB`; `nil` for anything else and for what overflows.
private func bytes(of text: String) -> Int? {
    let units: [(suffix: String, shift: Int)] = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("B", 0)]
    guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
    let digits = text.dropLast(unit.suffix.count)
    guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit), let count = Int(digits) else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 << unit.shift)
    return overflow ? nil : bytes
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
