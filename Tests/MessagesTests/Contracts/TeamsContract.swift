import Foundation

/// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference; the size is that of
/// the whole payload as a text inside another JSON document, since Teams counts more bytes than it was sent.
enum TeamsContract: Contract {
    static func breaches(_ payload: [String: Any], _ bytes: [UInt8]) -> [String] {
        var findings = Findings()
        findings.require(payload["type"] as? String == "message", "type")
        let attachments = payload["attachments"] as? [[String: Any]] ?? []
        findings.require(attachments.count == 1, "\(attachments.count) attachments")
        for attachment in attachments {
            let type = attachment["contentType"] as? String
            findings.require(type == "application/vnd.microsoft.card.adaptive", "contentType \(type ?? "none")")
            check(attachment["content"] as? [String: Any] ?? [:], &findings)
        }
        let escapes = bytes.reduce(2) { $0 + ($1 == UInt8(ascii: "\"") || $1 == UInt8(ascii: "\\") ? 1 : 0) }
        findings.require(bytes.count + escapes <= 28_672, "\(bytes.count + escapes) bytes")
        return findings.all
    }

    private static func check(_ card: [String: Any], _ findings: inout Findings) {
        findings.require(card["type"] as? String == "AdaptiveCard", "card type")
        let versions: Set = ["1.0", "1.1", "1.2", "1.3", "1.4"]
        findings.require(versions.contains(card["version"] as? String ?? ""), "version \(card["version"] ?? "none")")
        findings.require((card["actions"] as? [Any] ?? []).count <= 6, "actions")
        findings.require((card["body"] as? [Any])?.isEmpty == false, "no body")
        let entities = (card["msteams"] as? [String: Any])?["entities"]
        findings.require(entities == nil, "entities make mentions of what looks like them")
        visit(card, &findings)
    }

    private static func visit(_ value: Any, _ findings: inout Findings) {
        if let object = value as? [String: Any] {
            let type = object["type"] as? String ?? ""
            findings.require(!["Action.Submit", "Action.Execute", "Media"].contains(type), "'\(type)'")
            if type == "TextBlock" {
                findings.require((object["text"] as? String)?.isEmpty == false, "a block without text")
                findings.require(object["wrap"] as? Bool == true, "text that is cut to a line")
            }
            for key in ["text", "title", "value"] { markup(object[key] as? String ?? "", &findings) }
            for (_, inner) in object { visit(inner, &findings) }
        }
        for inner in value as? [Any] ?? [] { visit(inner, &findings) }
    }

    private static func markup(_ text: String, _ findings: inout Findings) {
        findings.require(!matches(text, "(?<!\\\\)<at>"), "a mention '\(text.prefix(40))'")
        findings.require(!matches(text, "(?<!\\\\)\\]\\((?!https?:)"), "a link to '\(text.prefix(40))'")
        findings.require(!matches(text, "\\]\\(https?://evil"), "a link that an event forged")
    }
}
