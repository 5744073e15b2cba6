extension Timestamp {
    /// The forms that `init(spoken:now:)` reads, for messages.
    package static let spokenForms = "2026-11-21T06:00:00Z, 2026-11-21, 2h (ago), today, yesterday or now"

    /// Reads a moment as people name it at a prompt; days begin at midnight UTC.
    ///
    /// - Parameters:
    ///   - text: RFC 3339, a date, a duration that lies behind, `now`, `today` or `yesterday`.
    ///   - now: what they count from.
    package init?(spoken text: String, now: Timestamp) {
        let day: Int64 = 86_400_000
        let midnight = now.milliseconds - (now.milliseconds % day + day) % day
        switch text {
        case "now": self = now
        case "today": self.init(milliseconds: midnight)
        case "yesterday": self.init(milliseconds: midnight - day)
        default:
            if let time = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + "T00:00:00Z") {
                self = time
            } else if let ago = Duration(text: text) {
                self = now - ago
            } else {
                return nil
            }
            guard hasText else { return nil }
        }
    }
}
