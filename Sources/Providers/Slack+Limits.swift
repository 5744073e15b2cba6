package import JSON

extension Slack {
    /// What a message may hold.
    ///
    /// https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/block-kit/composition-objects
    package enum Limit {
        package static let blocks = 50
        package static let text = 3000
        package static let headerText = 150
        package static let fields = 10
        package static let fieldText = 2000
        package static let contextElements = 10
        package static let actions = 25
        package static let buttonText = 75
        package static let url = 3000
        package static let altText = 2000
        package static let blockID = 255
        /// Summed over the `markdown` blocks of a message.
        package static let markdown = 12_000
        /// All texts of all blocks together.
        ///
        /// Undocumented: the server begins to answer `msg_blocks_too_long` near
        /// 13,200 (https://github.com/slackapi/bolt-js/issues/2509).
        package static let blockTexts = 12_000
        /// The text that notifications show; some endpoints refuse more.
        ///
        /// https://docs.slack.dev/reference/methods/chat.postMessage
        package static let fallbackText = 4000
        package static let attachments = 100
    }

    /// Slack does not say what it counts; UTF-16 units are never fewer than code points, so they stay under both.
    private static let unit = "characters"

    package static func violations(of payload: JSON) -> [Violation] {
        let message = PlacedJSON(payload)
        var check = LimitCheck()
        check.present(["text", "blocks", "attachments"].contains { isFilled(payload[$0]) }, "text", at: "")
        limit(message["text"], Limit.fallbackText, &check)
        limitBlocks(message["blocks"], &check)
        if let attachments = message["attachments"] {
            check.atMost(Limit.attachments, "attachments", attachments.elements.count, at: attachments.pointer)
            for attachment in attachments.elements { limitBlocks(attachment["blocks"], &check) }
        }
        return check.violations
    }

    private static func isFilled(_ value: JSON?) -> Bool {
        value?.string.map { !$0.trimmingSpace.isEmpty } ?? value?.array.map { !$0.isEmpty } ?? false
    }

    private static func limitBlocks(_ blocks: PlacedJSON?, _ check: inout LimitCheck) {
        guard let blocks else { return }
        check.atMost(Limit.blocks, "blocks", blocks.elements.count, at: blocks.pointer)
        check.atMost(Limit.blockTexts, "\(unit) in all blocks", textLength(blocks.value), at: blocks.pointer)
        let markdown = blocks.elements.filter { $0.value["type"] == "markdown" }
        let length = markdown.reduce(0) { $0 + ($1.value["text"]?.string?.utf16.count ?? 0) }
        check.atMost(Limit.markdown, "\(unit) of Markdown", length, at: blocks.pointer)
        var seen: Set<String> = []
        for block in blocks.elements {
            limitBlock(block, &check)
            guard let id = block["block_id"] else { continue }
            limit(id, Limit.blockID, &check)
            guard let text = id.value.string, !seen.insert(text).inserted else { continue }
            check.add("block_id '\(text.quotable)' is used twice", at: id.pointer, 2, 1)
        }
    }

    private static func limitBlock(_ block: PlacedJSON, _ check: inout LimitCheck) {
        switch block.value["type"]?.string {
        case "section": limitSection(block, &check)
        case "header": limitText(block["text"], Limit.headerText, &check, in: block)
        case "context": limitElements(block, Limit.contextElements, &check)
        case "actions": limitElements(block, Limit.actions, &check)
        case "image": limitImage(block, &check)
        default: break
        }
    }

    private static func limitSection(_ section: PlacedJSON, _ check: inout LimitCheck) {
        let fields = section["fields"]
        if let text = section["text"] {
            limitText(text, Limit.text, &check, in: section)
        } else {
            check.present(fields?.elements.isEmpty == false, "text", at: section.pointer)
        }
        guard let fields else { return }
        check.atMost(Limit.fields, "fields", fields.elements.count, at: fields.pointer)
        for field in fields.elements { limit(field["text"], Limit.fieldText, &check) }
    }

    private static func limitElements(_ block: PlacedJSON, _ most: Int, _ check: inout LimitCheck) {
        let elements = block["elements"]?.elements ?? []
        check.present(!elements.isEmpty, "elements", at: block.pointer)
        check.atMost(most, "elements", elements.count, at: "\(block.pointer)/elements")
        for element in elements {
            switch element.value["type"]?.string {
            case "image": limitImage(element, &check)
            case "button":
                limitText(element["text"], Limit.buttonText, &check, in: element)
                limit(element["url"], Limit.url, &check)
            default: limit(element["text"], Limit.text, &check)
            }
        }
    }

    private static func limitImage(_ image: PlacedJSON, _ check: inout LimitCheck) {
        limit(image["image_url"], Limit.url, &check)
        check.present(isFilled(image.value["alt_text"]), "alt_text", at: image.pointer)
        limit(image["alt_text"], Limit.altText, &check)
    }

    /// A text object that must be there and must not be empty.
    private static func limitText(_ text: PlacedJSON?, _ most: Int, _ check: inout LimitCheck, in block: PlacedJSON) {
        check.present(text?.value["text"]?.string?.isEmpty == false, "text", at: block.pointer)
        limit(text?["text"], most, &check)
    }

    private static func limit(_ text: PlacedJSON?, _ most: Int, _ check: inout LimitCheck) {
        guard let text, let length = text.value.string?.utf16.count else { return }
        check.atMost(most, unit, length, at: text.pointer)
    }

    /// The sum of all `text` strings, however deep.
    private static func textLength(_ value: JSON) -> Int {
        switch value.content {
        case .array(let values): values.reduce(0) { $0 + textLength($1) }
        case .object(let members):
            members.reduce(0) { sum, member in
                let own = member.key == "text" ? member.value.string?.utf16.count : nil
                return sum + (own ?? 0) + textLength(member.value)
            }
        default: 0
        }
    }
}
