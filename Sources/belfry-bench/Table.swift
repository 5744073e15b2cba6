import JSON

/// The results for people and for programs.
struct Table {
    private let results: [Result]

    init(_ results: [Result]) { self.results = results }

    private static let titles = ["", "work", "measured", "reference", "ratio", "floor", "met", "peak"]

    var text: String {
        let rows = [Table.titles] + results.map(Table.cells)
        let widths = Table.titles.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines = rows.map { row in
            row.indices.map { row[$0] + String(repeating: " ", count: widths[$0] - row[$0].count) }
                .joined(separator: "  ")
        }
        lines.append("")
        for result in results {
            lines.append("\(result.row.number)  reference: \(result.measurement.against)")
            lines += result.measurement.notes.map { "   \($0)" }
        }
        return lines.joined(separator: "\n")
    }

    private static func cells(_ result: Result) -> [String] {
        let found = result.measurement
        let memory = result.row.memory.map { ", ≤ \(brief($0)) MB" } ?? ""
        return [
            "\(result.row.number)",
            result.row.work,
            "\(brief(found.measured)) \(found.unit)",
            "\(brief(found.reference)) \(found.unit)",
            "\(brief(found.ratio)) ×",
            result.row.floor.text(unit: found.unit) + memory,
            result.isMet ? "yes" : "NO",
            result.peakMebibytes.map { "\(brief($0)) MB" } ?? "",
        ]
    }

    func json(scale: Double) -> JSON {
        ["scale": .decimal(scale), "rows": .array(results.map(Table.json))]
    }

    private static func json(_ result: Result) -> JSON {
        let found = result.measurement
        return [
            "row": .number(result.row.number), "work": .string(result.row.work), "unit": .string(found.unit),
            "measured": .decimal(found.measured), "reference": .decimal(found.reference),
            "against": .string(found.against), "ratio": .decimal(found.ratio),
            "floor": .string(result.row.floor.text(unit: found.unit)), "met": .bool(result.isMet),
            "peakMebibytes": result.peakMebibytes.map { .decimal($0) } ?? .null,
            "notes": .array(found.notes.map { .string($0) }),
        ]
    }
}

extension JSON {
    fileprivate static func decimal(_ value: Double) -> JSON {
        JSON(.number("\((value * 1000).rounded() / 1000)"))
    }
}
