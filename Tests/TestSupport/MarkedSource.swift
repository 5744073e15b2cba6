/// A source text whose author marked the place of the defect with `▸`, instead of counting columns.
package struct MarkedSource: Sendable {
    /// The text without the mark.
    package let text: String
    /// The UTF-8 offset of the mark.
    package let offset: Int
    /// Counted from 1.
    package let line: Int
    /// Counted from 1, in UTF-8 bytes.
    package let column: Int

    /// Traps on a text without exactly one mark: the test itself is wrong.
    package init(_ marked: String) {
        let parts = marked.split(separator: "▸", omittingEmptySubsequences: false)
        precondition(parts.count == 2, "\(parts.count - 1) marks in \(marked)")
        text = String(parts[0] + parts[1])
        offset = parts[0].utf8.count
        let lines = parts[0].utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        line = lines.count
        column = (lines.last?.count ?? 0) + 1
    }
}
