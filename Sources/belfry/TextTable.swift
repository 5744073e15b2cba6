/// Rows of cells as lines, columns as wide as their longest cell; the last cell of a row ends where it ends.
func aligned(_ rows: [[String]], indent: Int = 0) -> String {
    var widths: [Int] = []
    for row in rows {
        widths += [Int](repeating: 0, count: max(0, row.count - widths.count))
        for (column, cell) in row.dropLast().enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    return rows.map { row in
        let cells = row.enumerated().map { column, cell in
            column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
        }
        return String(repeating: " ", count: indent) + cells.joined(separator: "  ") + "\n"
    }.joined()
}
