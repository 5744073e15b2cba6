package import Time

/// The last attempt that failed, in the words of the ledger.
package struct LastFailure: Sendable, Equatable {
    package let time: Timestamp
    package let failureClass: FailureClass
    /// What people are told, one redacted line such as `500 Internal Server Error`.
    package let reason: String

    package init(time: Timestamp, failureClass: FailureClass, reason: String) {
        self.time = time
        self.failureClass = failureClass
        self.reason = reason
    }

    /// `nil` for an attempt that delivered.
    package init?(_ attempt: Attempt) {
        guard let failureClass = attempt.failureClass else { return nil }
        self.init(
            time: attempt.started + attempt.duration,
            failureClass: failureClass,
            reason: attempt.reason ?? failureClass.rawValue
        )
    }
}
