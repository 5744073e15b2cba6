import Foundation

/// https://docs.slack.dev/reference/block-kit/blocks; characters are counted as code points and as UTF-16, whichever are
/// more.
enum SlackContract: Contract {
    static func breaches(_ payload: [String: Any], _ bytes: [UInt8]) -> [String] {
        var findings = Findings()
        let known: Set = ["text", "blocks", "attachments", "unfurl_links", "unfurl_media"]
        findings.require(Set(payload.keys).isSubset(of: known), "keys \(payload.keys.sorted())")
        findings.length(payload["text"] as? String, 1...4000, "text", characters)
        let blocks = payload["blocks"] as? [[String: Any]] ?? []
        findings.require(payload["blocks"] == nil || (1...50).contains(blocks.count), "\(blocks.count) blocks")
        for block in blocks { check(block, &findings) }
        // The server answers 'msg_blocks_too_long' from about 13,200 on; 12,000 keep well away.
        let all = blocks.reduce(0) { $0 + texts(in: $1, named: "text").reduce(0) { $0 + characters($1) } }
        findings.require(all <= 12_000, "\(all) characters in all blocks")
        for text in markup(in: blocks) + [payload["text"] as? String ?? ""] { markup(text, &findings) }
        return findings.all
    }

    private static func characters(_ text: String) -> Int { max(text.unicodeScalars.count, text.utf16.count) }

    private static func check(_ block: [String: Any], _ findings: inout Findings) {
        switch block["type"] as? String {
        case "section":
            let fields = block["fields"] as? [[String: Any]]
            findings.require(block["text"] != nil || fields != nil, "a section of nothing")
            text(block["text"], 1...3000, "section", &findings)
            if let fields { findings.require((1...10).contains(fields.count), "\(fields.count) fields") }
            for field in fields ?? [] { text(field, 1...2000, "field", &findings) }
        case "header":
            findings.require((block["text"] as? [String: Any])?["type"] as? String == "plain_text", "a header's type")
            text(block["text"], 1...150, "header", &findings)
        case "context":
            let elements = block["elements"] as? [[String: Any]] ?? []
            findings.require((1...10).contains(elements.count), "\(elements.count) elements")
            for element in elements { text(element, 1...3000, "element", &findings) }
        case "divider": break
        default: findings.require(false, "block \(block["type"] ?? "without type")")
        }
    }

    private static func text(_ value: Any?, _ range: ClosedRange<Int>, _ what: String, _ findings: inout Findings) {
        guard let value else { return }
        let object = value as? [String: Any]
        let type = object?["type"] as? String
        findings.require(type == "mrkdwn" || type == "plain_text", "\(what): type")
        findings.length(object?["text"] as? String ?? "", range, what, characters)
    }

    private static func markup(in value: Any) -> [String] {
        if let object = value as? [String: Any] {
            if object["type"] as? String == "mrkdwn", let text = object["text"] as? String { return [text] }
            return object.values.flatMap { markup(in: $0) }
        }
        return (value as? [Any] ?? []).flatMap { markup(in: $0) }
    }

    /// An angle bracket may begin a link to the web, and nothing else: no mention, no channel, no date.
    private static func markup(_ text: String, _ findings: inout Findings) {
        for part in text.components(separatedBy: "<").dropFirst() {
            findings.require(matches("<" + part, "^<https?:[^<>\\s]*(\\|[^<>]*)?>"), "markup '<\(part.prefix(20))'")
        }
        for part in text.components(separatedBy: "&").dropFirst() {
            findings.require(matches(part, "^(amp|lt|gt);"), "'&\(part.prefix(8))'")
        }
    }
}
