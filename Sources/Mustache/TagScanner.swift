import Diagnostics

/// Finds the tags of one file and says what is wrong with each.
///
/// It goes on after a mistake, and keeps a tag with a bad name, so that one mistake is told once.
struct TagScanner {
    let file: SourceFile
    private(set) var tags: [Tag] = []
    private(set) var problems: [Diagnostic] = []
    private var open = Array("{{".utf8)
    private var close = Array("}}".utf8)

    init(_ file: SourceFile) {
        self.file = file
        checkEncoding()
        var index = 0
        while let start = find(open, from: index) { index = readTag(at: start) }
    }

    /// Reads the tag whose opening delimiter stands at `start` and answers where to go on.
    private mutating func readTag(at start: Int) -> Int {
        let sigilOffset = skipSpace(from: start + open.count)
        let (kind, marker) = sigilOffset < file.bytes.count ? Self.kind(of: file.bytes[sigilOffset]) : (.variable, nil)
        let bodyStart = marker == nil ? sigilOffset : sigilOffset + 1
        let terminator = Self.terminatorPrefix(of: marker) + close
        guard let bodyEnd = find(terminator, from: bodyStart) else {
            return unclosed(start, terminator, resumeAt: marker == UInt8(ascii: "{") ? bodyStart : file.bytes.count)
        }
        let content = trim(bodyStart..<bodyEnd)
        guard !runsOn(content, kind) else {
            return unclosed(start, terminator, resumeAt: bodyStart)
        }
        let name = String(decoding: file.bytes[content], as: UTF8.self)
        let range = start..<bodyEnd + terminator.count
        let tag = Tag(kind: kind, name: name, range: range, nameOffset: content.lowerBound)
        tags.append(tag)
        check(tag)
        return range.upperBound
    }

    private static func kind(of sigil: UInt8) -> (kind: Tag.Kind, marker: UInt8?) {
        switch sigil {
        case UInt8(ascii: "{"), UInt8(ascii: "&"): (.raw, sigil)
        case UInt8(ascii: "#"): (.section, sigil)
        case UInt8(ascii: "^"): (.inverted, sigil)
        case UInt8(ascii: "/"): (.close, sigil)
        case UInt8(ascii: ">"): (.partial, sigil)
        case UInt8(ascii: "<"): (.parent, sigil)
        case UInt8(ascii: "$"): (.block, sigil)
        case UInt8(ascii: "!"): (.comment, sigil)
        case UInt8(ascii: "="): (.delimiters, sigil)
        default: (.variable, nil)
        }
    }

    /// What must stand right before the closing delimiter.
    private static func terminatorPrefix(of marker: UInt8?) -> [UInt8] {
        switch marker {
        case UInt8(ascii: "{"): [UInt8(ascii: "}")]
        case UInt8(ascii: "="): [UInt8(ascii: "=")]
        default: []
        }
    }
}

// MARK: - What is wrong with a tag

extension TagScanner {
    private mutating func check(_ tag: Tag) {
        switch tag.kind {
        case .comment: break
        case .delimiters: setDelimiters(tag)
        default: checkName(tag)
        }
    }

    private mutating func checkName(_ tag: Tag) {
        guard !tag.name.isEmpty else {
            return report(
                tag.range.lowerBound,
                "tag without a name",
                note: "expected a name, or '.' for the item itself"
            )
        }
        guard !tag.name.utf8.contains(where: \.isSpace) else {
            return report(tag.nameOffset, "'\(tag.name)' is not a name", note: "a name holds no white space")
        }
        switch tag.kind {
        case .partial, .parent:
            guard tag.name.hasPrefix("*") else { return }
            report(tag.nameOffset, "dynamic name '\(tag.name)' is not supported", note: "name the partial itself")
        case .variable, .raw, .section, .inverted:
            guard tag.name != ".", tag.name.utf8.hasEmptyPart else { return }
            report(tag.nameOffset, "name '\(tag.name)' has an empty part", note: "expected names joined by single dots")
        default: break
        }
    }

    private mutating func setDelimiters(_ tag: Tag) {
        let parts = tag.name.utf8.split(whereSeparator: \.isSpace)
        guard parts.count == 2, !tag.name.utf8.contains(UInt8(ascii: "=")) else {
            return report(
                tag.range.lowerBound,
                "bad delimiters '\(tag.name)'",
                note: "expected two delimiters with a space between and no '=' in them, as in '{{=<% %>=}}'"
            )
        }
        open = Array(parts[0])
        close = Array(parts[1])
    }

    private mutating func unclosed(_ start: Int, _ terminator: [UInt8], resumeAt index: Int) -> Int {
        report(start, "tag is never closed", note: "expected '\(String(decoding: terminator, as: UTF8.self))'")
        return index
    }

    private mutating func checkEncoding() {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: file.bytes.span)
        } catch {
            report(error.byteOffsets.lowerBound, "not UTF-8 text")
        }
    }

    private mutating func report(_ offset: Int, _ message: String, note: String? = nil) {
        problems.append(Diagnostic(in: file, at: offset, message, notes: note.map { [$0] } ?? []))
    }
}

// MARK: - Bytes

extension TagScanner {
    private func find(_ wanted: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + wanted.count <= file.bytes.count {
            if matches(wanted, at: index) { return index }
            index += 1
        }
        return nil
    }

    private func matches(_ wanted: [UInt8], at index: Int) -> Bool {
        for offset in wanted.indices where file.bytes[index + offset] != wanted[offset] { return false }
        return true
    }

    private func skipSpace(from start: Int) -> Int {
        var index = start
        while index < file.bytes.count, file.bytes[index].isSpace { index += 1 }
        return index
    }

    private func trim(_ range: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        while end > range.lowerBound, file.bytes[end - 1].isSpace { end -= 1 }
        return min(skipSpace(from: range.lowerBound), end)..<end
    }

    /// Whether a name goes over a line's end or another tag's beginning: its own closing delimiter is missing.
    private func runsOn(_ content: Range<Int>, _ kind: Tag.Kind) -> Bool {
        let hasLineFeed = file.bytes[content].contains(UInt8(ascii: "\n"))
        switch kind {
        case .comment: return false
        case .delimiters: return hasLineFeed && file.bytes[content].split(whereSeparator: \.isSpace).count != 2
        default: return hasLineFeed || find(open, from: content.lowerBound).map { $0 < content.upperBound } ?? false
        }
    }
}

extension String.UTF8View {
    fileprivate var hasEmptyPart: Bool {
        split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).contains { $0.isEmpty }
    }
}
