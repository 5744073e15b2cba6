package import Delivery

/// What came of one transfer.
package struct Completion: Sendable {
    /// The number that `Transport.start` was given.
    package let tag: UInt64
    package let result: Result<Response, TransferError>
    /// From the start to the end, with the time spent on the name and the connection.
    package let duration: Duration

    init(tag: UInt64, result: Result<Response, TransferError>, duration: Duration) {
        self.tag = tag
        self.result = result
        self.duration = duration
    }

    /// Nothing was sent.
    init(tag: UInt64, refusedBecause error: TransferError) {
        self.init(tag: tag, result: .failure(error), duration: .zero)
    }
}
