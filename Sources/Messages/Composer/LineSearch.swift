/// Looks for about the largest number of lines that fits on a page, with as few trials as it can: each is a rendering.
struct LineSearch {
    /// The number to try; `nil` when the search is over.
    private(set) var next: Int?
    /// The largest number known to fit; `nil`: not even one.
    private(set) var fitting: Int?

    private let count: Int
    /// The smallest number known not to fit.
    private var tooMany: Int
    private var step = 1

    init(count: Int, guess: Int) {
        self.count = count
        tooMany = count + 1
        next = min(max(guess, min(count, 1)), count)
    }

    /// Learns from a trial: `share` is `nil` when the lines fit, else about how much of the page would.
    mutating func tried(_ lines: Int, share: Double?) {
        if let share {
            tooMany = lines
            next = fewer(than: lines, share)
        } else {
            fitting = lines
            next = more(than: lines)
        }
    }

    private func fewer(than lines: Int, _ share: Double) -> Int? {
        if let fitting { return isCloseEnough ? nil : (fitting + lines) / 2 }
        let likely = Int(Double(lines) * share)
        let guess = (1..<lines).contains(likely) ? likely : lines / 2
        return guess > 0 ? guess : nil
    }

    private mutating func more(than lines: Int) -> Int? {
        guard tooMany <= count else {
            // Nothing has been too much yet: go on in growing steps.
            step *= 2
            return lines < count ? min(count, lines + step) : nil
        }
        return isCloseEnough ? nil : (lines + tooMany) / 2
    }

    /// A tenth of a page may stay empty.
    private var isCloseEnough: Bool {
        let fitting = fitting ?? 0
        return tooMany - fitting <= max(1, fitting / 10)
    }
}
