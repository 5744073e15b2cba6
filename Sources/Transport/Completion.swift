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
}
