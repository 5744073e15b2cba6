import JSON

/// Runs a program's instructions over one context.
struct Renderer {
    /// Far above what a megabyte of output takes.
    private static let maximumSteps = 4_000_000
    /// Sections and partials inside one another, over all files: bounds the stack.
    private static let maximumLevels = 256

    private let program: Program
    private let escaper: Escaper
    private let maximumBytes: Int
    private var out: [UInt8] = []
    /// How many bytes of `out` were there before.
    private var start = 0
    private var contexts: ContextStack
    /// Partials and parents that are being rendered.
    private var depth = 0
    /// Ranges of instructions that are being run.
    private var levels = 0
    private var steps = 0

    /// What parents were given, the outermost first: it wins.
    private var arguments: [[Program.Argument]] = []
    /// What goes before each line.
    private var indentation: [UInt8] = []
    /// Whether the next line to begin is already begun: what fills a block in the middle of a line.
    private var isMidLine = false

    init(_ program: Program, _ escaper: Escaper, context: JSON, maximumBytes: Int) {
        self.program = program
        self.escaper = escaper
        self.maximumBytes = maximumBytes
        contexts = ContextStack(context)
    }

    mutating func render(into result: inout [UInt8]) throws(RenderError) {
        swap(&out, &result)
        defer { swap(&out, &result) }
        start = out.count
        do throws(RenderError) {
            try run(program.units[0])
        } catch {
            out.removeSubrange(start...)
            throw error
        }
    }

    private mutating func run(_ range: Range<Int>) throws(RenderError) {
        levels += 1
        defer { levels -= 1 }
        steps += range.count + 1
        var index = range.lowerBound
        while index < range.upperBound {
            switch program.instructions[index] {
            case .text(let start, let end, let startsLine): write(start..<end, startsLine: startsLine)
            case .lineStart: beginLine()
            case .value(let name, let raw): write(name, raw: raw)
            case .section(let name, let end):
                try section(name, body: index + 1..<end)
                index = end - 1
            case .inverted(let name, let end):
                if contexts.value(of: program.names[name]).map({ !$0.isFalsey }) ?? false { index = end - 1 }
            case .call(let call, let end):
                try self.call(program.calls[call])
                index = end - 1
            case .block(let block, let end):
                if try fill(program.blocks[block]) { index = end - 1 }
            }
            index += 1
            if out.count - start > maximumBytes || steps > Renderer.maximumSteps { throw limit(at: index - 1) }
        }
    }

    private mutating func section(_ name: Int, body: Range<Int>) throws(RenderError) {
        guard let value = contexts.value(of: program.names[name]), !value.isFalsey else { return }
        guard levels < Renderer.maximumLevels else {
            throw tooDeep(at: program.names[name].site, Renderer.maximumLevels, "sections and partials")
        }
        guard case .array(let items) = value.content else { return try section(value, body) }
        for item in items { try section(item, body) }
    }

    private mutating func section(_ item: JSON, _ body: Range<Int>) throws(RenderError) {
        contexts.push(item)
        defer { contexts.pop() }
        try run(body)
    }
}

// MARK: - Values and text

extension Renderer {
    private mutating func write(_ name: Int, raw: Bool) {
        guard let value = contexts.value(of: program.names[name]) else { return writeNothing(raw: raw) }
        if raw, escaper.escaping.isJSON { return value.write(into: &out) }
        switch value.content {
        case .null: break
        case .string(let text): raw ? out.append(contentsOf: text.utf8) : escaper.write(text, into: &out)
        case .number(let text): out.append(contentsOf: text.utf8)
        case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
        case .array, .object:
            let text = value.compact
            raw ? out.append(contentsOf: text) : escaper.write(text.span, into: &out)
        }
    }

    /// As JSON, what is missing is null: anything else would break the payload around it.
    private mutating func writeNothing(raw: Bool) {
        if raw, escaper.escaping.isJSON { out.append(contentsOf: "null".utf8) }
    }

    private mutating func write(_ literal: Range<Int>, startsLine: Bool) {
        guard !indentation.isEmpty else { return out.append(contentsOf: program.literals[literal]) }
        if startsLine { beginLine() }
        var rest = program.literals[literal]
        while let lineFeed = rest.firstIndex(of: UInt8(ascii: "\n")), lineFeed + 1 < rest.endIndex {
            out.append(contentsOf: rest[...lineFeed])
            beginLine()
            rest = rest[(lineFeed + 1)...]
        }
        out.append(contentsOf: rest)
    }

    private mutating func beginLine() {
        if isMidLine {
            isMidLine = false
        } else {
            out.append(contentsOf: indentation)
        }
    }
}

// MARK: - Partials, parents and blocks

extension Renderer {
    /// Renders another file: each line indented as its tag is, or as it is when the tag stands inside a line.
    private mutating func call(_ call: Program.Call) throws(RenderError) {
        guard let unit = call.unit else { return }
        guard depth < Template.maximumDepth else { throw tooDeep(at: call.site, Template.maximumDepth, "partials") }
        let outer = (indentation: indentation, isMidLine: isMidLine)
        depth += 1
        arguments.append(call.arguments)
        if let own = call.indentation {
            indentation += program.literals[own]
        } else {
            indentation = []
        }
        try run(program.units[unit])
        indentation = outer.indentation
        if call.indentation == nil { isMidLine = outer.isMidLine }
        arguments.removeLast()
        depth -= 1
    }

    /// Renders what was given for a block; answers false when nothing was: then the default follows.
    private mutating func fill(_ block: Program.Block) throws(RenderError) -> Bool {
        guard let (level, argument) = argument(for: block) else {
            if block.position == .lineStart {
                beginLine()
                out.append(contentsOf: program.literals[block.indentation])
            }
            return false
        }
        let outer = (arguments: arguments, indentation: indentation, isMidLine: isMidLine)
        // What is given belongs to the file that gives it: only what that file was given itself can fill blocks in it.
        arguments.removeSubrange(level...)
        indentation += program.literals[block.indentation]
        if block.position == .midLine {
            isMidLine = argument.startsLine
        } else if !argument.startsLine {
            beginLine()
        }
        try run(argument.body)
        (arguments, indentation, isMidLine) = outer
        return true
    }

    private func argument(for block: Program.Block) -> (level: Int, argument: Program.Argument)? {
        for (level, given) in arguments.enumerated() {
            if let argument = given.first(where: { $0.block == block.number }) { return (level, argument) }
        }
        return nil
    }
}

// MARK: - Limits

extension Renderer {
    private func tooDeep(at site: Program.Site, _ limit: Int, _ what: String) -> RenderError {
        let message = "\(what) are nested deeper than \(limit) levels"
        let diagnostic = program.diagnostic(
            at: site,
            message,
            notes: ["a partial that calls itself must come to an end"]
        )
        return RenderError(reason: .tooDeep(maximumDepth: limit), diagnostic: diagnostic)
    }

    private func limit(at instruction: Int) -> RenderError {
        let site = site(of: instruction)
        guard steps <= Renderer.maximumSteps else {
            let message = "rendering takes more than \(Renderer.maximumSteps) steps"
            return RenderError(reason: .tooManySteps, diagnostic: program.diagnostic(at: site, message))
        }
        let message = "the output is longer than \(maximumBytes) bytes"
        return RenderError(
            reason: .tooLong(maximumBytes: maximumBytes),
            diagnostic: program.diagnostic(at: site, message)
        )
    }

    /// The place of an instruction, or of the nearest before it in its file that knows its own.
    private func site(of instruction: Int) -> Program.Site {
        let file = program.units.firstIndex { $0.contains(instruction) } ?? 0
        for instruction in program.instructions[program.units[file].lowerBound...instruction].reversed() {
            switch instruction {
            case .value(let name, _), .section(let name, _), .inverted(let name, _): return program.names[name].site
            case .call(let call, _): return program.calls[call].site
            case .text, .lineStart, .block: continue
            }
        }
        return Program.Site(file: file, offset: 0)
    }
}
