/// One promise about speed: what is measured, and what it has to reach.
struct Row: Sendable {
    let number: Int
    let work: String
    let floor: Floor
    /// Mebibytes of memory the program may need at most; `nil` where nothing is promised.
    var memory: Double?
    let measure: @Sendable (Lab) throws -> Measurement

    static let all = [emptyRun, millionEvents, deliveries, manyIntegrations, manyFiles, digestTemplate]
}

/// What has to be reached.
enum Floor: Sendable {
    /// Measured time is at most so many times the reference's.
    case times(atMost: Double)
    /// Measured rate is at least this share of the reference's.
    case share(atLeast: Double)
    /// Measured rate by itself.
    case rate(atLeast: Double)

    func isMet(_ measurement: Measurement) -> Bool {
        switch self {
        case .times(let limit): measurement.ratio <= limit
        case .share(let limit): measurement.ratio >= limit
        case .rate(let limit): measurement.measured >= limit
        }
    }

    func text(unit: String) -> String {
        switch self {
        case .times(let limit): "≤ \(brief(limit)) ×"
        case .share(let limit): "≥ \(brief(limit)) ×"
        case .rate(let limit): "≥ \(brief(limit)) \(unit)"
        }
    }
}

/// What was found.
struct Measurement: Sendable {
    /// In `unit`, as is `reference`.
    let measured: Double
    let reference: Double
    let unit: String
    /// What the reference is.
    let against: String
    /// Bytes that the program held at most; `nil` where it was not a program of its own.
    var peakMemory: Int?
    /// Other numbers worth knowing.
    var notes: [String] = []

    var ratio: Double { measured / reference }
}

/// A row with what was found.
struct Result {
    let row: Row
    let measurement: Measurement

    var peakMebibytes: Double? { measurement.peakMemory.map { Double($0) / 1_048_576 } }

    var isMet: Bool {
        guard row.floor.isMet(measurement) else { return false }
        guard let limit = row.memory, let peak = peakMebibytes else { return true }
        return peak <= limit
    }
}

/// Three significant digits or all whole ones: `0.62`, `8.3`, `171`, `25012`.
func brief(_ value: Double) -> String {
    let places = value >= 100 ? 0 : value >= 10 ? 1 : 2
    let power = [1.0, 10, 100][places]
    let rounded = (value * power).rounded() / power
    let text = "\(rounded)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
