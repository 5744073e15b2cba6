import JSON
import Providers

/// A message as its reader sees it, in lines of text.
struct MessageText {
    private(set) var lines: [PageLine] = []

    init(_ payload: JSON, for type: ProviderType) {
        switch type {
        case .slack: show(slack: payload)
        case .discord: show(discord: payload)
        case .teams, .teamsWorkflows: show(teams: payload)
        case .rawWebhook: show(raw: payload)
        case .email: show(mail: payload)
        }
        dropEmptyEnd()
    }

    // MARK: Slack

    /// Blocks, one below the other.
    ///
    /// https://docs.slack.dev/reference/block-kit/blocks
    private mutating func show(slack payload: JSON) {
        for block in payload["blocks"]?.array ?? [] {
            add(block["text"]?["text"], .slack, isStrong: block["type"] == "header")
            for field in block["fields"]?.array ?? [] { add(field["text"], .slack) }
            for element in block["elements"]?.array ?? [] { add(element["text"], .slack) }
            lines.append("")
        }
    }

    // MARK: Discord

    /// The content, then the embeds.
    ///
    /// https://docs.discord.com/developers/resources/message#embed-object
    private mutating func show(discord payload: JSON) {
        add(payload["content"], .discord, isStrong: true)
        for embed in payload["embeds"]?.array ?? [] {
            lines.append("")
            add(embed["title"], .discord, isStrong: true)
            add(embed["description"], .discord)
            for field in embed["fields"]?.array ?? [] {
                add(field["name"], .discord, isStrong: true)
                add(field["value"], .discord)
            }
            // Footers show no markup.
            if let footer = embed["footer"]?["text"]?.string { lines.append(PageLine(footer)) }
        }
    }

    // MARK: Teams

    /// The card's elements, then its buttons.
    ///
    /// https://adaptivecards.io/explorer/AdaptiveCard.html
    private mutating func show(teams payload: JSON) {
        let card = payload["attachments"]?.array?.first?["content"]
        for element in card?["body"]?.array ?? [] {
            if !lines.isEmpty, element["separator"]?.bool == true { lines.append("") }
            add(element["text"], .teams, isStrong: element["weight"] == "Bolder")
            let facts = (element["facts"]?.array ?? []).map { [plain($0["title"]), plain($0["value"])] }
            lines += aligned(facts).split(separator: "\n").map { PageLine(String($0)) }
        }
        let buttons = (card?["actions"]?.array ?? []).map { "[ \(plain($0["title"])) ]" }
        if !buttons.isEmpty { lines += ["", PageLine(buttons.joined(separator: " "))] }
    }

    private func plain(_ text: JSON?) -> String { ChatMarkup.teams.plain(text?.string ?? "") }

    // MARK: mail

    /// The subject, then the plain text.
    private mutating func show(mail payload: JSON) {
        guard let subject = payload["subject"]?.string, let text = payload["text"]?.string else { return }
        lines = [PageLine("Subject: \(subject)", isStrong: true), ""]
        lines += text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            PageLine(line == "-- " ? "--" : String(line))
        }
    }

    // MARK: raw webhooks

    /// So many lines tell what a raw webhook gets.
    private static let mostRawLines = 16

    private mutating func show(raw payload: JSON) {
        let all = payload.pretty.split(separator: "\n")
        lines = all.prefix(MessageText.mostRawLines).map { PageLine(String($0)) }
        if all.count > lines.count { lines.append(PageLine("… and \(all.count - lines.count) more lines")) }
    }

    // MARK: parts

    private mutating func add(_ text: JSON?, _ markup: ChatMarkup, isStrong: Bool = false) {
        guard let text = text?.string, !text.isEmpty else { return }
        lines += text.split(separator: "\n", omittingEmptySubsequences: markup == .teams).map { line in
            PageLine(markup.plain(String(line)), isStrong: isStrong || markup.isBold(String(line)))
        }
        dropEmptyEnd()
    }

    private mutating func dropEmptyEnd() {
        while lines.last?.text == "" { lines.removeLast() }
    }
}
