import Reports

/// Rows of cells as lines, columns as wide as their longest cell.
func aligned(_ rows: [[String]], indent: Int = 0) -> String {
    TextTable(rows).lines.map { String(repeating: " ", count: indent) + $0 + "\n" }.joined()
}
