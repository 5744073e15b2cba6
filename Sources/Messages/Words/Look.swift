import Events
import JSON

/// How a severity or an outcome looks: the same in every provider.
struct Look {
    let mark: String
    /// RGB, as Discord's embeds take it.
    let color: Int

    init(_ severity: Severity, _ phase: EventPhase) {
        switch (severity, phase) {
        case (.critical, _): self = Look(mark: "🔴", color: 0xD9_2D_20)
        case (.warning, _): self = Look(mark: "🟠", color: 0xF7_90_09)
        case (.info, .succeeded): self = Look(mark: "🟢", color: 0x12_B7_6A)
        case (.info, .started), (.info, .progressed): self = Look(mark: "🔵", color: 0x2E_90_FA)
        case (.info, _): self = Look(mark: "⚪", color: 0x98_A2_B3)
        }
    }

    private init(mark: String, color: Int) {
        self.mark = mark
        self.color = color
    }

    /// Flags for sections beside the words, since Mustache compares nothing.
    static func members(_ severity: Severity, _ phase: EventPhase) -> [JSON.Member] {
        let look = Look(severity, phase)
        return [
            .init("severity", .string(severity.rawValue)),
            .init("isCritical", .bool(severity == .critical)),
            .init("isWarning", .bool(severity == .warning)),
            .init("isInfo", .bool(severity == .info)),
            .init("mark", .string(look.mark)),
            .init("color", .number(look.color)),
        ]
    }
}

extension JSON {
    /// What has an id and maybe a name, as templates see it: the name is the id where there is none.
    static func thing(id: String?, name: String?) -> JSON {
        guard let id, !id.isEmpty else { return .null }
        return ["id": .string(id), "name": .string(ShownText.name(name ?? id))]
    }

    static func text(_ text: String) -> JSON { text.isEmpty ? .null : .string(text) }
}
