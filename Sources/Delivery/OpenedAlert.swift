package import Time

/// An alert that was told: the same again is a repeat until its window ends.
package struct OpenedAlert: Sendable, Equatable {
    /// 64 bits of what makes an alert the same, as text.
    package let key: String
    package let end: Timestamp

    package init(key: String, end: Timestamp) {
        self.key = key
        self.end = end
    }
}
