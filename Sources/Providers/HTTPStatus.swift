import Delivery

/// What an HTTP status means where the provider says nothing more exact.
struct HTTPStatus {
    let code: Int

    init(_ code: Int) { self.code = code }

    /// RFC 9110 section 15.3.
    var isSuccess: Bool { (200...299).contains(code) }

    /// The failure that a status other than 2xx is.
    ///
    /// - Parameters:
    ///   - detail: the provider's own word for it, shown behind the status.
    ///   - refusal: whose failure it is when the body is refused: the message's, or the endpoint's for targets that
    ///     have to take every message.
    /// - Returns: the failure, with the status and the detail as its reason.
    func failure(detail: String? = nil, refusal: Failure.Scope = .message) -> Failure {
        let (failureClass, scope) = meaning(refusal)
        return Failure(failureClass, scope: scope, reason: [reason, detail].compactMap { $0 }.joined(separator: ": "))
    }

    private func meaning(_ refusal: Failure.Scope) -> (FailureClass, Failure.Scope) {
        switch code {
        case 300...399: (.redirect, .endpoint)
        case 400, 415, 422: (.rejectedBody, refusal)
        case 401, 403, 407: (.auth, .endpoint)
        case 408: (.timeout, .transient)
        case 410: (.gone, .gone)
        case 413: (.payloadTooLarge, refusal)
        case 421, 425: (.client, .transient)
        case 429: (.rateLimited, .transient)
        case 400...499: (.client, .endpoint)
        case 501: (.server, .endpoint)
        case 500...599: (.server, .transient)
        default: (.protocol, .transient)
        }
    }

    /// `503 Service Unavailable`; the number alone where the phrase is not common knowledge.
    var reason: String { HTTPStatus.phrases[code].map { "\(code) \($0)" } ?? "status \(code)" }

    /// The phrases that say more than the number.
    ///
    /// https://www.iana.org/assignments/http-status-codes
    private static let phrases = [
        300: "Multiple Choices", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
        307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized",
        402: "Payment Required", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
        406: "Not Acceptable", 407: "Proxy Authentication Required", 408: "Request Timeout", 409: "Conflict",
        410: "Gone", 411: "Length Required", 413: "Content Too Large", 414: "URI Too Long",
        415: "Unsupported Media Type", 421: "Misdirected Request", 422: "Unprocessable Content", 423: "Locked",
        425: "Too Early", 426: "Upgrade Required", 429: "Too Many Requests",
        431: "Request Header Fields Too Large", 451: "Unavailable For Legal Reasons",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
        504: "Gateway Timeout", 507: "Insufficient Storage",
    ]
}
