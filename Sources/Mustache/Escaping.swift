/// What `{{x}}` escapes for: the place where a template's output will be read.
///
/// In every escaping control characters are shown, not obeyed: `ControlPicture` says how. Tabs and line feeds stay.
package enum Escaping: Sendable, Hashable, CaseIterable {
    /// Text and quoted attributes of HTML: `& < > " '` become entities.
    case html
    /// What stands between the quotes of a JSON string (RFC 8259 section 7).
    case json
    /// Nothing but the control characters.
    case text
    /// Slack's mrkdwn inside a JSON string.
    case slack
    /// Discord's Markdown inside a JSON string.
    case discord
    /// The Markdown of Adaptive Cards, as Teams shows it, inside a JSON string.
    case teams

    /// Whether `{{{x}}}` writes the value as JSON instead of raw text.
    package var isJSON: Bool { self != .html && self != .text }
}

/// Writes text so that it means only itself where the output will be read.
///
/// Runs of bytes that mean nothing special are copied whole; every other byte is looked at with its neighbours.
struct Escaper: Sendable {
    let escaping: Escaping
    /// For each byte, whether it needs a look.
    private let isSpecial: [Bool]

    init(_ escaping: Escaping) {
        self.escaping = escaping
        let special = Escaper.specialBytes(of: escaping)
        isSpecial = (0...255).map { byte in special.contains(UInt8(byte)) }
    }

    func write(_ text: String, into out: inout [UInt8]) {
        let utf8 = text.utf8
        write(utf8.span, into: &out)
    }

    func write(_ text: Span<UInt8>, into out: inout [UInt8]) {
        var index = 0
        var runStart = 0
        while index < text.count {
            guard isSpecial[Int(text[index])] else {
                index += 1
                continue
            }
            out.append(text, runStart..<index)
            index += writeSpecial(text, at: index, into: &out)
            runStart = index
        }
        out.append(text, runStart..<index)
    }

    /// Writes the special byte at `index` and answers how many bytes that settled.
    private func writeSpecial(_ text: Span<UInt8>, at index: Int, into out: inout [UInt8]) -> Int {
        if let settled = ControlPicture.write(text, at: index, into: &out) { return settled }
        switch escaping {
        case .html: return HTMLText.write(text[index], into: &out)
        case .text: out.append(text[index])
        case .json: return JSONText.write(text[index], into: &out)
        case .slack: return SlackText.write(text, at: index, into: &out)
        case .discord: return DiscordText.write(text, at: index, into: &out)
        case .teams: return TeamsText.write(text, at: index, into: &out)
        }
        return 1
    }

    private static func specialBytes(of escaping: Escaping) -> Set<UInt8> {
        let own: Set<UInt8> =
            switch escaping {
            case .html: HTMLText.specialBytes
            case .text: []
            case .json: JSONText.specialBytes
            case .slack: SlackText.specialBytes
            case .discord: DiscordText.specialBytes
            case .teams: TeamsText.specialBytes
            }
        return own.union(ControlPicture.specialBytes)
    }
}

extension [UInt8] {
    /// Appends a part of a text in one copy.
    @inline(__always)
    fileprivate mutating func append(_ text: Span<UInt8>, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        unsafe text.extracting(range).withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
