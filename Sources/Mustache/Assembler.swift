import Diagnostics

/// Turns the tags of one file into instructions.
///
/// The file has no errors: every opener has its partner.
struct Assembler {
    private let file: SourceFile
    private let fileIndex: Int
    private let tags: [Tag]
    private let nesting: Nesting
    private let layout: Layout
    private(set) var program: Program
    /// The unit of each partial by name.
    private let units: [String: Int]
    private var blockNumbers: [String: Int]
    /// Indentation that the lines of the argument being assembled lose: it belongs to where they are written.
    private var outdent: ArraySlice<UInt8> = []

    init(_ parsed: ParsedFile, index: Int, units: [String: Int], onto program: Program, blockNumbers: [String: Int]) {
        file = parsed.file
        tags = parsed.tags
        nesting = parsed.nesting
        layout = Layout(parsed.tags, parsed.nesting, in: parsed.file)
        fileIndex = index
        self.units = units
        self.program = program
        self.blockNumbers = blockNumbers
    }

    /// Appends the whole file and answers the numbers given to block names so far.
    mutating func assemble() -> [String: Int] {
        let start = program.instructions.count
        assemble(tags.indices, bytes: 0..<file.bytes.count)
        program.units.append(start..<program.instructions.count)
        return blockNumbers
    }

    private mutating func assemble(_ indices: Range<Int>, bytes: Range<Int>) {
        var index = indices.lowerBound
        var textStart = bytes.lowerBound
        while index < indices.upperBound {
            let place = layout.place(of: index)
            text(textStart..<place.covers.lowerBound)
            markLineStart(index, place)
            let last = nesting.partner[index] ?? index
            assemble(index, place, closedBy: last)
            textStart = layout.place(of: last).covers.upperBound
            index = last + 1
        }
        text(textStart..<bytes.upperBound)
    }

    private mutating func assemble(_ index: Int, _ place: Layout.Place, closedBy last: Int) {
        let tag = tags[index]
        switch tag.kind {
        case .variable: program.instructions.append(.value(name(tag), raw: false))
        case .raw: program.instructions.append(.value(name(tag), raw: true))
        case .section:
            let name = name(tag)
            enclose(index, last) { .section(name, end: $0) }
        case .inverted:
            let name = name(tag)
            enclose(index, last) { .inverted(name, end: $0) }
        case .partial, .parent: call(index, place, closedBy: last)
        case .block: block(index, place, closedBy: last)
        case .comment, .delimiters, .close: break
        }
    }

    private func site(_ tag: Tag) -> Program.Site { Program.Site(file: fileIndex, offset: tag.nameOffset) }

    private mutating func name(_ tag: Tag) -> Int {
        program.names.append(Program.Name(tag.name, site: site(tag)))
        return program.names.count - 1
    }
}

// MARK: - Sections, partials and blocks

extension Assembler {
    /// Appends an instruction with the body between two tags; `make` is told where the body ends.
    private mutating func enclose(_ opener: Int, _ closer: Int, _ make: (Int) -> Program.Instruction) {
        let position = program.instructions.count
        program.instructions.append(make(position + 1))
        assembleBody(opener, closer)
        program.instructions[position] = make(program.instructions.count)
    }

    private mutating func assembleBody(_ opener: Int, _ closer: Int) {
        let end = layout.place(of: closer)
        assemble(opener + 1..<closer, bytes: layout.place(of: opener).covers.upperBound..<end.covers.lowerBound)
        markLineStart(closer, end)
    }

    private mutating func call(_ index: Int, _ place: Layout.Place, closedBy last: Int) {
        let tag = tags[index]
        let indentation = place.standsAlone ? literal(place.indentation) : nil
        let number = program.calls.count
        program.calls.append(Program.Call(unit: units[tag.name], indentation: indentation, site: site(tag)))
        let position = program.instructions.count
        program.instructions.append(.call(number, end: position + 1))
        guard index < last else { return }
        program.calls[number].arguments = arguments(index + 1..<last)
        program.instructions[position] = .call(number, end: program.instructions.count)
    }

    private mutating func arguments(_ indices: Range<Int>) -> [Program.Argument] {
        var arguments: [Program.Argument] = []
        var index = indices.lowerBound
        while index < indices.upperBound {
            let last = nesting.partner[index] ?? index
            if tags[index].kind == .block { arguments.append(argument(index, closedBy: last)) }
            index = last + 1
        }
        return arguments
    }

    private mutating func argument(_ index: Int, closedBy last: Int) -> Program.Argument {
        let contentStart = layout.place(of: index).covers.upperBound
        let contentEnd = layout.place(of: last).covers.lowerBound
        let startsLine = contentStart > tags[index].range.upperBound && layout.isLineStart(contentStart)
        let outer = outdent
        if startsLine { outdent = file.bytes[layout.indentation(of: contentStart..<contentEnd)] }
        let start = program.instructions.count
        assembleBody(index, last)
        outdent = outer
        return Program.Argument(
            block: number(ofBlock: tags[index].name),
            body: start..<program.instructions.count,
            startsLine: startsLine
        )
    }

    private mutating func block(_ index: Int, _ place: Layout.Place, closedBy last: Int) {
        let content = place.covers.upperBound..<layout.place(of: last).covers.lowerBound
        let position: Program.Block.Position =
            place.standsAlone ? .ownLine : place.indentation == nil ? .midLine : .lineStart
        let source = place.standsAlone && !content.isEmpty ? layout.indentation(of: content) : place.indentation
        program.blocks.append(
            Program.Block(
                number: number(ofBlock: tags[index].name),
                indentation: literal(source),
                position: position
            )
        )
        let block = program.blocks.count - 1
        enclose(index, last) { .block(block, end: $0) }
    }

    private mutating func number(ofBlock name: String) -> Int {
        let number = blockNumbers[name] ?? blockNumbers.count
        blockNumbers[name] = number
        return number
    }
}

// MARK: - Text

extension Assembler {
    /// Marks that a tag begins a line on which something else may stand: the line's indentation goes before the tag.
    private mutating func markLineStart(_ index: Int, _ place: Layout.Place) {
        let tag = tags[index]
        guard !place.standsAlone, place.indentation == nil, layout.isLineStart(tag.range.lowerBound),
            place.covers.lowerBound == tag.range.lowerBound, !isInsideParent(index)
        else { return }
        program.instructions.append(.lineStart)
    }

    /// Whether a closing tag ends a parent or a block given to one: its line is not shown where it stands.
    private func isInsideParent(_ index: Int) -> Bool {
        guard tags[index].kind == .close, let opener = nesting.partner[index] else { return false }
        return tags[opener].kind == .parent || nesting.isArgument(opener, tags)
    }

    private mutating func text(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let startsLine = layout.isLineStart(range.lowerBound)
        let literal = outdented(range, startsLine: startsLine)
        if literal.isEmpty {
            if startsLine { program.instructions.append(.lineStart) }
        } else {
            program.instructions.append(.text(literal.lowerBound, literal.upperBound, startsLine: startsLine))
        }
    }

    private mutating func literal(_ range: Range<Int>?) -> Range<Int> {
        range.map { outdented($0, startsLine: true) } ?? 0..<0
    }

    /// Copies bytes of the file into the literals, lines without what they have in common with `outdent`.
    private mutating func outdented(_ range: Range<Int>, startsLine: Bool) -> Range<Int> {
        let start = program.literals.count
        guard !outdent.isEmpty else {
            program.literals.append(contentsOf: file.bytes[range])
            return start..<program.literals.count
        }
        var isLineStart = startsLine
        for line in file.bytes[range].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.startIndex > range.lowerBound { program.literals.append(UInt8(ascii: "\n")) }
            program.literals.append(contentsOf: isLineStart ? line.dropFirst(line.commonPrefix(with: outdent)) : line)
            isLineStart = true
        }
        return start..<program.literals.count
    }
}

extension ArraySlice<UInt8> {
    fileprivate func commonPrefix(with other: ArraySlice<UInt8>) -> Int {
        zip(self, other).prefix { $0 == $1 }.count
    }
}
