import JSON

/// How much of an event's data a template gets to see.
enum ShownData {
    case whole
    /// Every text of it cut to so many characters: what is left when the whole does not fit.
    case cut(Int)
    case none

    func of(_ data: JSON?) -> JSON {
        switch self {
        case .whole: data ?? .null
        case .cut(let cap): data?.shortened(to: cap) ?? .null
        case .none: .null
        }
    }
}

extension JSON {
    /// The value with its texts cut, keys and structure as they are; a link is worth nothing in part and stays whole.
    func shortened(to cap: Int) -> JSON {
        switch content {
        case .string(let text):
            text.utf8.count <= cap || Link(text) != nil ? self : .string(ShownText.beginning(of: text, cap: cap))
        case .array(let values): .array(values.map { $0.shortened(to: cap) })
        case .object(let members): .object(members.map { Member($0.key, $0.value.shortened(to: cap)) })
        case .null, .bool, .number: self
        }
    }
}
