/// How many events were passed over, and why.
package struct LeftOut: Sendable, Equatable {
    /// Repeats within an alert window.
    package var suppressed = 0
    /// Named by a mute.
    package var muted = 0

    package init() {}

    package mutating func add(_ passedOver: [PassedOver]) {
        for each in passedOver {
            switch each.reason {
            case .suppressed: suppressed += each.count
            case .muted: muted += each.count
            }
        }
    }

    package static func += (sum: inout LeftOut, part: LeftOut) {
        sum.suppressed += part.suppressed
        sum.muted += part.muted
    }

    /// `12 repeats suppressed, 1 event muted`; `nil` when nothing was left out.
    package var words: String? {
        let parts = [
            suppressed == 0 ? nil : "\(suppressed) repeat\(suppressed == 1 ? "" : "s") suppressed",
            muted == 0 ? nil : "\(muted) event\(muted == 1 ? "" : "s") muted",
        ].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
