/// What a delivery's id is made of: the same plan has the same ids, whoever makes it and how often.
///
/// Where an integration has several recipients, `:2` behind it names the second.
package enum DeliveryID: Sendable, Hashable {
    /// One event, by its sequence number.
    case event(UInt64)
    /// A page of the digest that was cut when the log ended with this event.
    case digest(last: UInt64, page: Int)
    /// A page of a digest of chosen events; the number is that of the ledger's segment it was asked for in.
    case chosen(segment: UInt32, page: Int)

    /// The id as everybody sees it: `569tukfe-ops-d4.1`, `569tukfe-mail-17:2`.
    package func text(log: String, integration: String, recipient: Int? = nil) -> String {
        let prefix = "\(log)-\(integration)-"
        let suffix = recipient.map { ":\($0)" } ?? ""
        return switch self {
        case .event(let sequence): "\(prefix)\(sequence)\(suffix)"
        case .digest(let last, let page): "\(prefix)d\(last).\(page)\(suffix)"
        case .chosen(let segment, let page): "\(prefix)r\(segment).\(page)\(suffix)"
        }
    }

    /// Which of several recipients an id names, counted from 1; `nil` where there is only one.
    package static func recipient(in text: String) -> Int? {
        text.utf8.lastIndex(of: UInt8(ascii: ":")).flatMap { Int(text[text.utf8.index(after: $0)...]) }
    }

    /// Reads what stands behind the last `-`; `nil` when it is none of these.
    package init?(_ text: String) {
        guard let dash = text.utf8.lastIndex(of: UInt8(ascii: "-")) else { return nil }
        let tail = text[text.utf8.index(after: dash)...].prefix { $0 != ":" }
        if let sequence = UInt64(tail) {
            self = .event(sequence)
            return
        }
        let numbers = tail.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 2, let first = UInt64(numbers[0]), let page = Int(numbers[1]) else { return nil }
        switch tail.first {
        case "d": self = .digest(last: first, page: page)
        case "r":
            guard let segment = UInt32(exactly: first) else { return nil }
            self = .chosen(segment: segment, page: page)
        default: return nil
        }
    }
}

extension DeliveryID {
    /// Without its page: what the pages of a digest share.
    var stem: DeliveryID {
        switch self {
        case .event: self
        case .digest(let last, _): .digest(last: last, page: 0)
        case .chosen(let segment, _): .chosen(segment: segment, page: 0)
        }
    }

    package func page(_ page: Int) -> DeliveryID {
        switch self {
        case .event: self
        case .digest(let last, _): .digest(last: last, page: page)
        case .chosen(let segment, _): .chosen(segment: segment, page: page)
        }
    }

    /// Counted from 1.
    var page: Int {
        switch self {
        case .event: 1
        case .digest(_, let page), .chosen(_, let page): page
        }
    }

    var isDigest: Bool {
        if case .digest = self { return true }
        return false
    }
}
