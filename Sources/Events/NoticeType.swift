/// What Belfry itself tells of an integration; the integration stands where other events have their project.
package enum NoticeType: String, Sendable, CaseIterable {
    /// It keeps failing and is on its way to being disabled.
    case failing = "belfry:integration:failing"
    case disabled = "belfry:integration:disabled"
    case recovered = "belfry:integration:recovered"

    /// All of them, for filters.
    package static let pattern = EventPattern("belfry:integration:*")

    package static func includes(_ type: String) -> Bool { type.hasPrefix("belfry:integration:") }
}
