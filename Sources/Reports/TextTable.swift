/// Rows of cells as lines of text, columns as wide as their longest cell.
package struct TextTable {
    private let rows: [[String]]
    private let numbers: Set<Int>

    /// - Parameters:
    ///   - rows: cells, the heading's first; a row may be shorter than others.
    ///   - numbers: columns that end together instead of beginning together.
    package init(_ rows: [[String]], numbers: Set<Int> = []) {
        self.rows = rows
        self.numbers = numbers
    }

    /// The lines, without blanks at their ends.
    package var lines: [String] {
        let widths = widths
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let pad = String(repeating: " ", count: widths[column] - cell.count)
                return numbers.contains(column) ? pad + cell : cell + pad
            }
            return cells.joined(separator: "  ").trimmedAtEnd
        }
    }

    private var widths: [Int] {
        var widths: [Int] = []
        for row in rows {
            widths += [Int](repeating: 0, count: max(0, row.count - widths.count))
            for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
        }
        return widths
    }
}

extension String {
    fileprivate var trimmedAtEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
