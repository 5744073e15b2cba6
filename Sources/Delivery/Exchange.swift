/// What goes on the wire: a POST, or a mail.
package enum Request: Sendable, Equatable {
    case post(Post)
    case mail(Mail)

    package struct Post: Sendable, Equatable {
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

    package init(url: String, headers: [Header], body: [UInt8]) {
        self = .post(Post(url: url, headers: headers, body: body))
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

/// What came off the wire: an answer of HTTP, or the reply of a mail server that decided the matter.
package struct Response: Sendable, Equatable {
    /// The HTTP status, the SMTP reply's code, or the exit code of a mail program.
    package let status: Int
    /// What a mail server or program was asked when it replied; `nil` for HTTP.
    package let mailStep: MailStep?
    /// In the order received, names as received.
    package let headers: [Header]
    /// Capped by the transport; `isBodyCut` says so.
    ///
    /// Of a mail server every line that it said, the last reply last.
    package let body: [UInt8]
    package let isBodyCut: Bool

    package init(
        status: Int,
        mailStep: MailStep? = nil,
        headers: [Header] = [],
        body: [UInt8] = [],
        isBodyCut: Bool = false
    ) {
        self.status = status
        self.mailStep = mailStep
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
    /// What a mail server had said by then.
    package let replies: [UInt8]

    package init(_ failureClass: FailureClass, reason: String, code: Int, replies: [UInt8] = []) {
        self.failureClass = failureClass
        self.reason = reason
        self.code = code
        self.replies = replies
    }
}
