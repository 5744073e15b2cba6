package import Events
package import Time

/// Which events are meant: every part that is given must fit.
package struct EventSelection: Sendable {
    package var ids: Set<String>?
    package var projects: Set<String>?
    /// Names or patterns of types; one must fit.
    package var patterns: [EventPattern]?
    /// Happened then or later.
    package var since: Timestamp?
    /// Happened before.
    package var until: Timestamp?

    package init() {}

    /// Every event is.
    package var isEverything: Bool {
        ids == nil && projects == nil && patterns == nil && since == nil && until == nil
    }
}
