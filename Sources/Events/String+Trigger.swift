extension String {
    static let trigger: StaticString = "trigger:"

    /// The name of an event as it goes on the wire: Northflank's settings call `trigger:build:start` what is
    /// `build:start` there.
    package var withoutTrigger: String {
        let prefix = String.trigger.description
        return hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
