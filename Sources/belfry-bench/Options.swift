/// What the benchmark was asked to do.
struct Options {
    /// Empty: all of them.
    var rows: Set<Int> = []
    /// Multiplies the number of events, files and deliveries; the floors are meant for 1.
    var scale = 1.0
    /// Each is measured so often, in turn with its reference; the best of each counts.
    var rounds = 3
    var printsJSON = false
    /// Leaves with 1 when a floor is not met.
    var fails = false
    var showsHelp = false
    /// Where homes are made; it should be on the kind of disk that Belfry will work on.
    var folder: String?
    var keepsHomes = false

    static let help = """
        usage: belfry-bench [ROW…] [--scale X] [--rounds N] [--folder DIR] [--json] [--fail] [--keep]

        Rows:
        \(Row.all.map { "  \($0.number)  \($0.work)" }.joined(separator: "\n"))

        --scale X     that share of the events, files and deliveries (1); below 1 only to see that all of it works
        --rounds N    how often each is measured, in turn with its reference; the best counts (3)
        --folder DIR  where homes are made ($TMPDIR, else /var/tmp)
        --json        the results as JSON
        --fail        leave with 1 when a floor is not met
        --keep        do not remove the homes
        """

    init(_ arguments: some Sequence<String>) throws(UsageError) {
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--json": printsJSON = true
            case "--fail": fails = true
            case "--keep": keepsHomes = true
            case "--help", "-h": showsHelp = true
            case "--scale": scale = try Options.number(rest.popFirst(), of: argument, in: 0.0001...10)
            case "--rounds": rounds = Int(try Options.number(rest.popFirst(), of: argument, in: 1...100))
            case "--folder":
                guard let path = rest.popFirst() else { throw UsageError("'--folder' needs a value") }
                folder = path
            default: rows.insert(try Options.row(argument))
            }
        }
    }

    private static func row(_ text: String) throws(UsageError) -> Int {
        guard let number = Int(text), Row.all.contains(where: { $0.number == number }) else {
            throw UsageError("'\(text)' is no row: 1 to \(Row.all.count), or --help")
        }
        return number
    }

    private static func number(
        _ text: String?,
        of flag: String,
        in range: ClosedRange<Double>
    ) throws(UsageError) -> Double {
        guard let text, let number = Double(text), range.contains(number) else {
            throw UsageError("'\(flag)' needs a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
