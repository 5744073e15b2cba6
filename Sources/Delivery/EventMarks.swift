/// A few bits for each event of one integration: half a byte where anything is marked nearby, nothing elsewhere.
struct EventMarks: Sendable {
    enum Mark: UInt8 {
        case none
        case pending, deferred, parked, delivered, rejected, exhausted, dropped, skipped
        case suppressed, muted
        /// Told by a digest of events that somebody chose.
        case chosen

        init(_ state: DeliveryState) {
            self =
                switch state {
                case .pending: .pending
                case .deferred: .deferred
                case .parked: .parked
                case .delivered: .delivered
                case .rejected: .rejected
                case .exhausted: .exhausted
                case .dropped: .dropped
                case .skipped: .skipped
                }
        }

        init(_ reason: PassedOver.Reason) {
            self =
                switch reason {
                case .suppressed: .suppressed
                case .muted: .muted
                }
        }

        /// `nil` where the mark alone does not say it.
        var state: EventState? {
            switch self {
            case .none, .chosen: nil
            case .pending: .pending
            case .deferred: .deferred
            case .parked: .parked
            case .delivered: .delivered
            case .rejected: .rejected
            case .exhausted: .exhausted
            case .dropped: .dropped
            case .skipped: .skipped
            case .suppressed: .suppressed
            case .muted: .muted
            }
        }
    }

    private static let pageSize: UInt64 = 512
    private var pages: [UInt64: [UInt8]] = [:]

    subscript(sequence: UInt64) -> Mark {
        get {
            guard let page = pages[sequence / EventMarks.pageSize] else { return .none }
            let place = Int(sequence % EventMarks.pageSize)
            return Mark(rawValue: page[place / 2] >> (place % 2 * 4) & 15) ?? .none
        }
        set {
            let place = Int(sequence % EventMarks.pageSize)
            let shift = place % 2 * 4
            pages[sequence / EventMarks.pageSize, default: EventMarks.emptyPage][place / 2] &= ~(15 << shift)
            pages[sequence / EventMarks.pageSize, default: EventMarks.emptyPage][place / 2] |=
                newValue.rawValue << shift
        }
    }

    private static let emptyPage = [UInt8](repeating: 0, count: Int(pageSize / 2))
}
