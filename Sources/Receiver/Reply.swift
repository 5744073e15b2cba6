/// What the receiver does once a request is complete: the bytes it writes, how fast, and how it ends.
package struct Reply: Sendable {
    enum Ending: Sendable {
        /// Stays open for the next request.
        case keepAlive
        /// Closes in good order (FIN).
        case close
        /// Closes with RST; what the peer has not read yet may be lost.
        case reset
        /// Stays open, says nothing more and reads on.
        case hang
        /// Goes on writing as long as the peer reads.
        case endless
    }

    var delay: Duration = .zero
    var isHeldBack = false
    var bytes: [UInt8] = []
    /// The pause between two bytes; `nil` writes all at once.
    var pace: Duration?
    var ending: Ending

    /// A whole answer; `Content-Length` is added, and the connection is kept.
    package static func answer(
        status: Int = 200,
        headers: [(String, String)] = [],
        body: String = ""
    ) -> Reply {
        Reply(bytes: encode(status: status, headers: headers, body: body, length: body.utf8.count), ending: .keepAlive)
    }

    /// 204 without a body: what every path answers that has no script.
    package static let noContent = answer(status: 204)

    /// Reads and never answers.
    package static let hang = Reply(ending: .hang)

    /// Resets the connection after the request was read.
    package static let reset = Reply(ending: .reset)

    /// Closes the connection after the request was read, without a byte.
    package static let closeSilently = Reply(ending: .close)

    /// A whole answer, one byte at a time with a pause after each.
    package static func drip(status: Int = 200, body: String, every pace: Duration) -> Reply {
        Reply(
            bytes: encode(status: status, headers: [], body: body, length: body.utf8.count),
            pace: pace,
            ending: .keepAlive
        )
    }

    /// Promises more than `body` and closes after it.
    package static func cutBody(status: Int = 200, body: String, missing: Int = 100) -> Reply {
        Reply(
            bytes: encode(status: status, headers: [], body: body, length: body.utf8.count + missing),
            ending: .close
        )
    }

    /// A body without an end, written as fast as it is read.
    package static func endless(status: Int = 200) -> Reply {
        Reply(bytes: encode(status: status, headers: [], body: "", length: nil), ending: .endless)
    }

    /// These bytes as they are, then the end of the connection.
    package static func raw(_ text: String) -> Reply {
        Reply(bytes: Array(text.utf8), ending: .close)
    }

    /// These bytes as they are, then nothing more; the connection stays open.
    package static func unfinished(_ text: String) -> Reply {
        Reply(bytes: Array(text.utf8), ending: .hang)
    }

    /// Something that is not HTTP.
    package static let garbage = raw("\u{1}\u{2}this is no HTTP at all\r\n\r\n")

    /// The same, only later.
    package func delayed(by delay: Duration) -> Reply {
        var later = self
        later.delay = delay
        return later
    }

    /// The same, only not before `Receiver.release()`.
    package var heldBack: Reply {
        var held = self
        held.isHeldBack = true
        return held
    }
}

extension Reply {
    /// Without a length the body lasts until the connection ends.
    private static func encode(status: Int, headers: [(String, String)], body: String, length: Int?) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \(phrase(status))\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        let hasBody = status != 204 && status != 304
        if hasBody, let length { text += "Content-Length: \(length)\r\n" }
        text += "\r\n"
        return Array(text.utf8) + (hasBody ? Array(body.utf8) : [])
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 410: "Gone"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: "Status"
        }
    }
}
