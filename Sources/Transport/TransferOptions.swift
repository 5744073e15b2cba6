package import Delivery

/// How one request may be sent.
package struct TransferOptions: Sendable {
    /// From the start to the last byte of the answer.
    package var timeout: Duration
    /// Until the connection, with TLS, is ready; never more than 10 s.
    package var connectTimeout: Duration
    /// Plain `http` besides `https`.
    package var allowHTTP: Bool
    package var addresses: AddressPolicy
    /// Bytes of an answer's body that are kept; the connection is closed on one that has more.
    package var answerLimit: Int

    package static let longestConnectTimeout: Duration = .seconds(10)

    package init(
        timeout: Duration = .seconds(15),
        connectTimeout: Duration = longestConnectTimeout,
        allowHTTP: Bool = false,
        allowPrivate: Bool = false,
        allowAddresses: [AddressRange] = [],
        answerLimit: Int = 65_536
    ) {
        self.timeout = timeout
        self.connectTimeout = min(connectTimeout, TransferOptions.longestConnectTimeout)
        self.allowHTTP = allowHTTP
        addresses = AddressPolicy(allowPrivate: allowPrivate, exceptions: allowAddresses)
        self.answerLimit = answerLimit
    }
}
