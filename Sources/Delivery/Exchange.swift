/// What goes on the wire: one POST.
package struct Request: Sendable, Equatable {
    package let url: String
    /// In sending order, without `Content-Length` and `Host`.
    ///
    /// Values hold no CR, LF or NUL.
    package let headers: [Header]
    package let body: [UInt8]

    package init(url: String, headers: [Header], body: [UInt8]) {
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// One HTTP header field.
package struct Header: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What came off the wire.
package struct Response: Sendable, Equatable {
    package let status: Int
    /// In the order received, names as received.
    package let headers: [Header]
    /// Capped by the transport; `isBodyCut` says so.
    package let body: [UInt8]
    package let isBodyCut: Bool

    package init(status: Int, headers: [Header] = [], body: [UInt8] = [], isBodyCut: Bool = false) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isBodyCut = isBodyCut
    }

    /// The first header of that name, whatever its case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why there was no whole answer.
package struct TransferError: Error, Sendable, Equatable {
    /// One of `dns connect tls timeout blocked_address protocol`.
    package let failureClass: FailureClass
    /// libcurl's words, without the address.
    package let reason: String
    /// libcurl's number, for the record.
    package let code: Int

    package init(_ failureClass: FailureClass, reason: String, code: Int) {
        self.failureClass = failureClass
        self.reason = reason
        self.code = code
    }
}
