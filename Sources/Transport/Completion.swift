package import Delivery

/// What came of one transfer.
package struct Completion: Sendable {
    /// The number that `Transport.start` was given.
    package let tag: UInt64
    package let result: Result<Response, TransferError>
    /// From the start to the end, with the time spent on the name and the connection.
    package let duration: Duration
    /// Whom the request went to; `nil` when no connection was made.
    package let peerAddress: String?
    /// How often the request went on the wire.
    ///
    /// 0: it can't have arrived. 2 or more: libcurl found the kept connection closed before a byte of the answer came,
    /// and sent the request again on another one.
    package let sendings: Int

    init(
        tag: UInt64,
        result: Result<Response, TransferError>,
        duration: Duration,
        peerAddress: String?,
        sendings: Int
    ) {
        self.tag = tag
        self.result = result
        self.duration = duration
        self.peerAddress = peerAddress
        self.sendings = sendings
    }

    /// Nothing was sent.
    init(tag: UInt64, refusedBecause error: TransferError) {
        self.init(tag: tag, result: .failure(error), duration: .zero, peerAddress: nil, sendings: 0)
    }
}
