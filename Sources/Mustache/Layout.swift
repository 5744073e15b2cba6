import Diagnostics

/// The bytes of a file that each tag takes with it.
///
/// A tag that stands alone on its line takes the line. A parent counts as one tag from `{{<` to its end; a block given to
/// a parent takes the rest of its opening line and the indentation of its closing tag, since what stands around it
/// in the parent is not shown.
struct Layout {
    struct Place {
        /// The tag with the white space that goes with it.
        let covers: Range<Int>
        /// The blanks before it on its line, when they are its indentation.
        var indentation: Range<Int>?
        /// Whether its line shows nothing else.
        var standsAlone = false
    }

    private let file: SourceFile
    private let tags: [Tag]
    private let nesting: Nesting

    init(_ tags: [Tag], _ nesting: Nesting, in file: SourceFile) {
        self.file = file
        self.tags = tags
        self.nesting = nesting
    }

    func place(of index: Int) -> Place {
        let tag = tags[index]
        switch tag.kind {
        case .variable, .raw: return Place(covers: tag.range)
        case .comment, .delimiters, .section, .inverted, .partial: return standalone(tag.range)
        case .parent: return parent(tag, end: nesting.partner[index].map { tags[$0].range.upperBound })
        case .block where nesting.isArgument(index, tags):
            return Place(covers: tag.range.lowerBound..<(lineEnd(after: tag.range.upperBound) ?? tag.range.upperBound))
        case .block: return block(tag.range)
        case .close: return close(tag, opener: nesting.partner[index])
        }
    }

    /// Whether a line of the file begins at an offset.
    func isLineStart(_ offset: Int) -> Bool {
        offset == 0 || file.bytes[offset - 1] == UInt8(ascii: "\n")
    }

    /// The blanks that begin the first line of a range that is not blank.
    func indentation(of range: Range<Int>) -> Range<Int> {
        var lineStart = range.lowerBound
        var index = lineStart
        while index < range.upperBound, file.bytes[index].isSpace {
            index += 1
            if file.bytes[index - 1] == UInt8(ascii: "\n") { lineStart = index }
        }
        return lineStart..<index
    }

    private func standalone(_ range: Range<Int>) -> Place {
        guard let start = lineStart(before: range.lowerBound), let end = lineEnd(after: range.upperBound) else {
            return Place(covers: range)
        }
        return Place(covers: start..<end, indentation: start..<range.lowerBound, standsAlone: true)
    }

    private func parent(_ tag: Tag, end: Int?) -> Place {
        guard let end, let start = lineStart(before: tag.range.lowerBound), lineEnd(after: end) != nil else {
            return Place(covers: tag.range)
        }
        let indentation = start..<tag.range.lowerBound
        return Place(covers: start..<tag.range.upperBound, indentation: indentation, standsAlone: true)
    }

    private func block(_ range: Range<Int>) -> Place {
        let place = standalone(range)
        guard !place.standsAlone, let start = lineStart(before: range.lowerBound) else { return place }
        return Place(covers: start..<range.upperBound, indentation: start..<range.lowerBound)
    }

    private func close(_ tag: Tag, opener: Int?) -> Place {
        let range = tag.range
        guard let opener else { return Place(covers: range) }
        if nesting.isArgument(opener, tags) {
            return Place(covers: (lineStart(before: range.lowerBound) ?? range.lowerBound)..<range.upperBound)
        }
        guard tags[opener].kind == .parent else { return standalone(range) }
        guard place(of: opener).standsAlone, let end = lineEnd(after: range.upperBound) else {
            return Place(covers: range)
        }
        return Place(covers: range.lowerBound..<end)
    }

    /// Where the line begins, if only blanks stand between.
    private func lineStart(before offset: Int) -> Int? {
        var start = offset
        while start > 0, file.bytes[start - 1].isBlank { start -= 1 }
        return isLineStart(start) ? start : nil
    }

    /// Where the next line begins, if only blanks stand between.
    private func lineEnd(after offset: Int) -> Int? {
        var end = offset
        while end < file.bytes.count, file.bytes[end].isBlank { end += 1 }
        guard end < file.bytes.count else { return end }
        if file.bytes[end] == UInt8(ascii: "\r") { end += 1 }
        guard end < file.bytes.count, file.bytes[end] == UInt8(ascii: "\n") else { return nil }
        return end + 1
    }
}
