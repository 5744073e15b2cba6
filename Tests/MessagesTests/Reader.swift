import Foundation
import JSON
import Providers

/// What a person sees of a payload, as Markdown: marks become letters, blocks become paragraphs.
enum Reader {
    static func sees(_ payload: JSON, in provider: ProviderType) -> String {
        switch provider {
        case .slack: quote(paragraphs: (payload["blocks"]?.array ?? []).map(slack))
        case .discord: discord(payload)
        case .teams, .teamsWorkflows: quote(paragraphs: teams(payload["attachments"]?.array?.first?["content"]))
        case .email: "```text\nSubject: \(payload["subject"]?.string ?? "")\n\(payload["text"]?.string ?? "")\n```"
        case .rawWebhook: "```json\n\(payload.pretty)\n```"
        }
    }

    // MARK: Slack

    private static func slack(_ block: JSON) -> [String] {
        let text = block["text"]?["text"]?.string ?? ""
        switch block["type"]?.string {
        case "header": return ["**\(text)**"]
        case "context": return (block["elements"]?.array ?? []).map { small(mrkdwn($0["text"]?.string ?? "")) }
        default:
            let fields = (block["fields"]?.array ?? []).compactMap { $0["text"]?.string }
            let facts = fields.map { mrkdwn($0.replacing("\n", with: " ")) }.joined(separator: " · ")
            return lines(mrkdwn(text)) + lines(facts)
        }
    }

    private static func mrkdwn(_ text: String) -> String {
        let links = text.replacing(/<(https?:[^|>]*)\|([^>]*)>/) { "[\($0.2)](\($0.1))" }
        return links.replacing(/\*([^*\n]+)\*/) { "**\($0.1)**" }
    }

    // MARK: Discord

    private static func discord(_ payload: JSON) -> String {
        let content = lines(payload["content"]?.string ?? "").map(subtext)
        let embeds = (payload["embeds"]?.array ?? []).map { embed in
            let title = (embed["title"]?.string).map { title in
                "**" + (embed["url"]?.string.map { "[\(title)](\($0))" } ?? title) + "**"
            }
            let fields = (embed["fields"]?.array ?? []).map { field in
                "**\(field["name"]?.string ?? "")** \(field["value"]?.string ?? "")"
            }
            let footer = (embed["footer"]?["text"]?.string).map(small)
            return [title].compactMap { $0 } + lines(embed["description"]?.string ?? "").map(subtext)
                + lines(fields.joined(separator: " · ")) + [footer].compactMap { $0 }
        }
        let boxes = embeds.map { quote(paragraphs: [$0], mark: "> > ") }
        return ([quote(paragraphs: [content])] + boxes).filter { !$0.isEmpty }.joined(separator: "\n>\n")
    }

    private static func subtext(_ line: String) -> String { line.hasPrefix("-# ") ? small(line.dropFirst(3)) : line }

    // MARK: Teams

    private static func teams(_ card: JSON?) -> [[String]] {
        let body = (card?["body"]?.array ?? []).map { element -> [String] in
            let facts = (element["facts"]?.array ?? []).map { fact in
                "**\(fact["title"]?.string ?? "")** \(fact["value"]?.string ?? "")"
            }
            let isSmall = element["size"]?.string == "Small"
            let isBold = element["weight"]?.string == "Bolder"
            let text = lines((element["text"]?.string ?? "").replacing("\n\n", with: "\n"))
            return text.map { isSmall ? small($0) : isBold ? "**\($0)**" : $0 } + facts
        }
        let buttons = (card?["actions"]?.array ?? []).map { action in
            ["[\(action["title"]?.string ?? "")](\(action["url"]?.string ?? ""))"]
        }
        return body + buttons
    }

    // MARK: Markdown

    private static func small(_ text: some StringProtocol) -> String { "<sub>\(text)</sub>" }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { String($0).replacing(/^ +/, with: "&emsp;") }
    }

    private static func quote(paragraphs: [[String]], mark: String = "> ") -> String {
        let shown = paragraphs.filter { !$0.isEmpty }.map { $0.map { mark + $0 }.joined(separator: "\\\n") }
        return shown.joined(separator: "\n\(mark.dropLast())\n")
    }
}
