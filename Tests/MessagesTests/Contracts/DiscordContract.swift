import Foundation

/// https://docs.discord.com/developers/resources/message#embed-object-embed-limits; code points, white space at both ends
/// left out.
enum DiscordContract: Contract {
    static func breaches(_ payload: [String: Any], _ bytes: [UInt8]) -> [String] {
        var findings = Findings()
        let known: Set = ["content", "embeds", "username", "avatar_url", "allowed_mentions"]
        findings.require(Set(payload.keys).isSubset(of: known), "keys \(payload.keys.sorted())")
        let mentions = payload["allowed_mentions"] as? [String: Any]
        findings.require(mentions?.count == 1 && (mentions?["parse"] as? [Any])?.isEmpty == true, "allowed_mentions")
        let embeds = payload["embeds"] as? [[String: Any]] ?? []
        findings.require(embeds.count <= 10, "\(embeds.count) embeds")
        findings.require(!embeds.isEmpty || length(payload["content"]) > 0, "nothing is said")
        findings.require(length(payload["content"]) <= 2000, "content")
        let sum = embeds.reduce(0) { $0 + check($1, &findings) }
        findings.require(sum <= 6000, "\(sum) characters in all embeds")
        for text in texts(in: payload) {
            let pattern = #"(?<!\\)<[@#:/t]|@everyone|@here|\]\(https?://evil"#
            let found = text.range(of: pattern, options: .regularExpression).map { text[$0.lowerBound...].prefix(40) }
            findings.require(found == nil, "markup '\(found ?? "")'")
        }
        return findings.all
    }

    private static func length(_ value: Any?) -> Int {
        ((value as? String) ?? "").trimmingCharacters(in: .whitespacesAndNewlines).unicodeScalars.count
    }

    private static func check(_ embed: [String: Any], _ findings: inout Findings) -> Int {
        let fields = embed["fields"] as? [[String: Any]] ?? []
        findings.require(fields.count <= 25, "\(fields.count) fields")
        if let color = embed["color"] {
            findings.require((color as? Int).map { (0...16_777_215).contains($0) } ?? false, "color \(color)")
        }
        if let url = embed["url"] as? String {
            findings.require(matches(url, "^https?://") && url.unicodeScalars.count <= 2048, "url")
        }
        let parts: [(Any?, Int)] =
            [
                (embed["title"], 256), (embed["description"], 4096),
                ((embed["footer"] as? [String: Any])?["text"], 2048),
                ((embed["author"] as? [String: Any])?["name"], 256),
            ] + fields.flatMap { [($0["name"], 256), ($0["value"], 1024)] }
        for (text, most) in parts { findings.require(length(text) <= most, "\(length(text)) of \(most)") }
        for field in fields {
            findings.require(length(field["name"]) > 0 && length(field["value"]) > 0, "a blank field")
        }
        return parts.reduce(0) { $0 + length($1.0) }
    }
}
