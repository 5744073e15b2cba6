import JSON
import Providers

/// A message as its reader sees it, in lines of text.
struct MessageText {
    private(set) var lines: [String] = []

    init(_ payload: JSON, for type: ProviderType) {
        switch type {
        case .slack: show(slack: payload)
        case .discord: show(discord: payload)
        case .teams, .teamsWorkflows: show(teams: payload)
        case .rawWebhook: show(raw: payload)
        }
        while lines.last == "" { lines.removeLast() }
    }

    // MARK: Slack

    /// Blocks, one below the other: https://docs.slack.dev/reference/block-kit/blocks
    private mutating func show(slack payload: JSON) {
        for block in payload["blocks"]?.array ?? [] {
            add(block["text"]?["text"]?.string, .slack)
            let fields = (block["fields"]?.array ?? []).compactMap { $0["text"]?.string }
            // A name in bold, and its value below it.
            add(fields.map { $0.split(separator: "\n", maxSplits: 1).joined(separator: ": ") }, .slack)
            add((block["elements"]?.array ?? []).compactMap { $0["text"]?.string }, .slack)
            lines.append("")
        }
    }

    // MARK: Discord

    /// The content, then the embeds: https://docs.discord.com/developers/resources/message#embed-object
    private mutating func show(discord payload: JSON) {
        add(payload["content"]?.string, .discord)
        for embed in payload["embeds"]?.array ?? [] {
            lines.append("")
            add(embed["title"]?.string, .discord)
            add(embed["description"]?.string, .discord)
            let fields = (embed["fields"]?.array ?? []).map { field in
                "\(field["name"]?.string ?? ""): \(field["value"]?.string ?? "")"
            }
            add(fields.joined(separator: "   "), .discord)
            // Footers show no markup.
            if let footer = embed["footer"]?["text"]?.string { lines.append(footer) }
        }
    }

    // MARK: Teams

    /// The card's elements: https://adaptivecards.io/explorer/AdaptiveCard.html
    private mutating func show(teams payload: JSON) {
        let card = payload["attachments"]?.array?.first?["content"]
        for (index, element) in (card?["body"]?.array ?? []).enumerated() {
            if index > 0, element["separator"]?.bool == true { lines.append("") }
            add(element["text"]?.string?.split(separator: "\n\n").map(String.init) ?? [], .teams)
            let facts = (element["facts"]?.array ?? []).map { [plain($0["title"]), plain($0["value"])] }
            lines += aligned(facts).split(separator: "\n").map(String.init)
        }
        let actions = (card?["actions"]?.array ?? []).compactMap { $0["title"]?.string }
        if !actions.isEmpty { lines += ["", actions.map { "[ \($0) ]" }.joined(separator: " ")] }
    }

    private func plain(_ text: JSON?) -> String { ChatMarkup.teams.plain(text?.string ?? "") }

    // MARK: raw

    /// So many lines tell what a raw webhook gets.
    private static let mostRawLines = 16

    private mutating func show(raw payload: JSON) {
        let all = payload.pretty.split(separator: "\n").map(String.init)
        lines = Array(all.prefix(MessageText.mostRawLines))
        if all.count > lines.count { lines.append("… and \(all.count - lines.count) more lines") }
    }

    // MARK: parts

    private mutating func add(_ text: String?, _ markup: ChatMarkup) {
        guard let text, !text.isEmpty else { return }
        add(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init), markup)
        while lines.last == "" { lines.removeLast() }
    }

    private mutating func add(_ texts: [String], _ markup: ChatMarkup) {
        lines += texts.map { markup.plain($0) }
    }
}
