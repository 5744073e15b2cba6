import JSON

/// Events behind an integration's cursor that its immediate messages have passed while it wanted something else.
///
/// Which of them were told at once is for that subscription to say, not for the one in force when the others are told.
package struct Overtaken: Sendable, Equatable {
    /// The last of them; they begin behind the stretch before this one, or behind the cursor.
    package let through: UInt64
    package let subscription: Subscription

    package init(through: UInt64, subscription: Subscription) {
        self.through = through
        self.subscription = subscription
    }
}

extension LedgerState.Integration {
    /// It wants something else from here on; what was not recorded before is no change.
    ///
    /// - Returns: whether that is another subscription than the one on record.
    mutating func subscribe(_ wanted: Subscription?) -> Bool {
        defer { subscription = wanted }
        guard let before = subscription, before != wanted else { return false }
        if immediateCursor > max(cursor, overtaken.last?.through ?? 0) {
            overtaken.append(Overtaken(through: immediateCursor, subscription: before))
        }
        // Counted by what it wanted until now.
        held = LedgerState.Held()
        return true
    }
}

extension Overtaken {
    /// As `{"through": …, "subscription": …}`.
    var json: JSON { ["through": .number(through), "subscription": subscription.json] }

    init?(_ json: JSON) {
        guard let through = RecordFields(json).sequence("through"),
            let subscription = json["subscription"].flatMap({ Subscription(RecordFields($0)) })
        else { return nil }
        self.init(through: through, subscription: subscription)
    }
}
