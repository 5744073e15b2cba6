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
    let now: Timestamp
    let integration: Integration
    /// One for each line.
    let data: [JSON?]

    /// The words at a level of `caps`.
    func context(_ level: Int, fallback: String?) -> DigestContext {
        var next = 0
        return DigestContext(
            digest,
            for: integration,
            window: window,
            at: now,
            cap: DigestSource.caps[level],
            shownData: shownData(level),
            fallback: fallback
        ) { _ in
            defer { next += 1 }
            return data[next]
        }
    }

    /// A program gets data whole or not at all; people are served with its beginning.
    private func shownData(_ level: Int) -> ShownData {
        guard integration.provider == .rawWebhook else {
            return level == 0 ? .whole : .cut(DigestSource.caps[level])
        }
        return level < DigestSource.caps.count - 1 ? .whole : .none
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
        let all = Part(lines: 0..<source.digest.lines.count, level: 0)
        switch render(all, .only) {
        case .fits(let bytes): return [payload(bytes, all, .only)]
        case .broken(let problem): throw problem
        case .tooLong(_, let share): return try pages(guess: Int(Double(all.lines.count) * share))
        }
    }

    private mutating func pages(guess: Int) throws(Diagnostic) -> [Payload] {
        var parts: [Part] = []
        repeat {
            let start = parts.last?.lines.upperBound ?? 0
            parts.append(try nextPart(from: start, guess: parts.last?.lines.count ?? guess))
        } while parts[parts.count - 1].lines.upperBound < source.digest.lines.count
        var pages: [Payload] = []
        for (index, part) in parts.enumerated() {
            let page = DigestContext.Page(number: index + 1, count: parts.count)
            pages.append(try payload(part, page))
        }
        return pages
    }

    /// About as many lines as fit from `start` on: the guess, then a few more, or fewer by halves.
    private mutating func nextPart(from start: Int, guess: Int) throws(Diagnostic) -> Part {
        let count = source.digest.lines.count - start
        var search = LineSearch(count: count, guess: guess)
        while let guess = search.next {
            let excess = try excess(of: Part(lines: start..<start + guess, level: 0))
            search.tried(guess, share: excess?.share)
        }
        if let fitting = search.fitting { return Part(lines: start..<start + fitting, level: 0) }
        return try shortened(start..<start + min(count, 1))
    }

    /// A single line with as much text as fits.
    private mutating func shortened(_ line: Range<Int>) throws(Diagnostic) -> Part {
        var last: Diagnostic?
        for level in DigestSource.caps.indices {
            last = try excess(of: Part(lines: line, level: level))?.problem
            if last == nil { return Part(lines: line, level: level) }
        }
        throw last ?? Diagnostic(file: template.fileName, message: "the digest cannot be rendered")
    }

    /// Why the part does not fit on a page; throws when the template itself is to blame.
    private mutating func excess(of part: Part) throws(Diagnostic) -> (problem: Diagnostic, share: Double)? {
        switch render(part, .widest) {
        case .fits: return nil
        case .tooLong(let problem, let share): return (problem, share)
        case .broken(let problem): throw problem
        }
    }

    private mutating func payload(_ part: Part, _ page: DigestContext.Page) throws(Diagnostic) -> Payload {
        switch render(part, page) {
        case .fits(let bytes): return payload(bytes, part, page)
        case .tooLong(let problem, _), .broken(let problem): throw problem
        }
    }

    private mutating func payload(_ bytes: [UInt8], _ part: Part, _ page: DigestContext.Page) -> Payload {
        var payload = Payload(bytes: bytes)
        payload.page = page.number
        payload.pageCount = page.count
        payload.eventCount = context(part.level).eventCount(part.lines, isLast: page.isLast)
        return payload
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
