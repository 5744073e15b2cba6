import Diagnostics
import Events
import JSON
import Providers
import Time

/// A digest with the data of its lines, ready to be put into words.
struct DigestSource {
    /// Texts of events are cut to so many characters, one after the other until a single line fits on a page.
    static let caps = [240, 120, 60]

    let digest: Digest
    let window: ClosedRange<Timestamp>
    let integration: Integration
    /// One for each line.
    let data: [JSON?]

    /// The words at a level of `caps`; at the last one, templates that pass the data on get none.
    func context(_ level: Int, fallback: String?) -> DigestContext {
        var next = 0
        return DigestContext(
            digest,
            for: integration,
            window: window,
            cap: DigestSource.caps[level],
            keepsData: level < DigestSource.caps.count - 1,
            fallback: fallback
        ) { _ in
            defer { next += 1 }
            return data[next]
        }
    }
}

/// Splits a digest into pages that each fit, knowing nothing of the template but whether its payload fits.
struct Pagination {
    /// Lines that share a page, and how much of their texts is told.
    private struct Part {
        let lines: Range<Int>
        let level: Int
    }

    private let source: DigestSource
    private let template: CompiledTemplate
    private let fallback: String?
    /// By level; made when a page needs it.
    private var contexts: [Int: DigestContext] = [:]

    init(_ source: DigestSource, _ template: CompiledTemplate, fallback: String?) {
        self.source = source
        self.template = template
        self.fallback = fallback
    }

    /// The pages in order; the problem when even a single line on a page of its own does not fit.
    mutating func pages() throws(Diagnostic) -> [Payload] {
        var parts: [Part] = []
        repeat {
            parts.append(try nextPart(from: parts.last?.lines.upperBound ?? 0, like: parts.last))
        } while parts[parts.count - 1].lines.upperBound < source.digest.lines.count
        var pages: [Payload] = []
        for (index, part) in parts.enumerated() {
            let page = DigestContext.Page(number: index + 1, count: parts.count)
            pages.append(try payload(part, page))
        }
        return pages
    }

    /// As many lines as fit from `start` on.
    private mutating func nextPart(from start: Int, like last: Part?) throws(Diagnostic) -> Part {
        let count = source.digest.lines.count - start
        if try problem(Part(lines: start..<start + count, level: 0)) == nil {
            return Part(lines: start..<start + count, level: 0)
        }
        var fitting = 0
        var tooMany = count
        var guess = last.map { min($0.lines.count, count - 1) } ?? count / 2
        while tooMany - fitting > 1 {
            let middle = fitting < guess && guess < tooMany ? guess : (fitting + tooMany) / 2
            let part = Part(lines: start..<start + middle, level: 0)
            if try problem(part) == nil { fitting = middle } else { tooMany = middle }
            // A page like the one before is the best guess; one more line is the next best.
            guess = fitting == guess ? guess + 1 : 0
        }
        guard fitting == 0 else { return Part(lines: start..<start + fitting, level: 0) }
        return try shortened(start..<start + min(count, 1))
    }

    /// A single line with as much text as fits.
    private mutating func shortened(_ line: Range<Int>) throws(Diagnostic) -> Part {
        var last: Diagnostic?
        for level in DigestSource.caps.indices {
            last = try problem(Part(lines: line, level: level))
            if last == nil { return Part(lines: line, level: level) }
        }
        throw last ?? Diagnostic(file: template.file.name, message: "the digest cannot be rendered")
    }

    /// Why the part does not fit on a page; throws when the template itself is to blame.
    private mutating func problem(_ part: Part) throws(Diagnostic) -> Diagnostic? {
        switch render(part, .widest) {
        case .fits: return nil
        case .tooLong(_, let problem): return problem
        case .broken(let problem): throw problem
        }
    }

    private mutating func payload(_ part: Part, _ page: DigestContext.Page) throws(Diagnostic) -> Payload {
        switch render(part, page) {
        case .fits(let bytes):
            var payload = Payload(bytes: bytes)
            payload.page = page.number
            payload.pageCount = page.count
            payload.eventCount = context(part.level).eventCount(part.lines, isLast: page.isLast)
            return payload
        case .tooLong(_, let problem), .broken(let problem): throw problem
        }
    }

    private mutating func render(_ part: Part, _ page: DigestContext.Page) -> Rendering {
        Rendering(template, context(part.level).json(part.lines, page: page), for: source.integration)
    }

    private mutating func context(_ level: Int) -> DigestContext {
        if let known = contexts[level] { return known }
        let made = source.context(level, fallback: fallback)
        contexts[level] = made
        return made
    }
}
