import Glibc
import JSON

/// Measures Belfry against references on the same machine in the same run, and says which floors are met.
@main
struct Bench {
    static func main() {
        do {
            let options = try Options(CommandLine.arguments.dropFirst())
            guard !options.showsHelp else { return print(Options.help) }
            let results = try measure(options)
            print(options.printsJSON ? Table(results).json(scale: options.scale).pretty : Table(results).text)
            let isMissed = results.contains { !$0.isMet }
            exit(isMissed && options.fails ? 1 : 0)
        } catch {
            complain("belfry-bench: error: \(error)")
            exit(error is UsageError ? 64 : 70)
        }
    }

    private static func measure(_ options: Options) throws -> [Result] {
        let lab = try Lab(options)
        defer { lab.close() }
        return try Row.all.filter { options.rows.isEmpty || options.rows.contains($0.number) }.map { row in
            complain("measuring \(row.number): \(row.work)")
            return Result(row: row, measurement: try row.measure(lab))
        }
    }
}

/// Says it on standard error: the table alone goes to standard output.
func complain(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, line, line.count)
}
