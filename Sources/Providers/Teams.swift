package import Delivery
package import JSON
package import Time

/// Microsoft Teams, the old incoming webhooks on `webhook.office.com`, which Microsoft is retiring.
///
/// https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
package enum Teams: Provider {
    package static let contentType = TeamsWorkflows.contentType

    /// A throttled connector names no time.
    /// https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using#rate-limiting-for-connectors
    private static let waitWhenThrottled = Duration.seconds(15)

    package static func violations(of payload: JSON) -> [Violation] {
        guard payload["@type"]?.string == "MessageCard" else { return TeamsWorkflows.violations(of: payload) }
        var check = LimitCheck()
        let says = ["summary", "text"].contains { payload[$0]?.string?.trimmingSpace.isEmpty == false }
        check.present(says, "summary or text", at: "")
        TeamsWorkflows.limitSize(of: payload, &check)
        return check.violations
    }

    /// Success is a 200 with the body `1`: other failures come as a 200 too, told in words.
    package static func judgement(of response: Response, at now: Timestamp) -> Judgement {
        let status = HTTPStatus(response.status)
        guard status.isSuccess else { return .failed(status.failure(), response, at: now) }
        let text = String(decoding: response.body, as: UTF8.self).trimmingSpace
        if status.code == 200, text == "1" { return Judgement(.delivered) }
        guard let wrapped = wrappedStatus(in: text) else {
            return .unexpected("\(status.code), but the body is not '1': \(text.quotable)")
        }
        let failure = wrapped.failure(detail: "told in a \(status.code)")
        let judgement = Judgement.failed(failure, response, at: now)
        guard failure.failureClass == .rateLimited, judgement.pause == nil else { return judgement }
        return Judgement(judgement.outcome, pause: Pause(waitWhenThrottled, scope: .integration))
    }

    /// The number in `… Microsoft Teams endpoint returned HTTP error 429 with ContextId …`.
    private static func wrappedStatus(in text: String) -> HTTPStatus? {
        if text.hasPrefix("Summary or Text is required") { return HTTPStatus(400) }
        let mark = "returned HTTP error "
        var rest = text[...]
        while !rest.isEmpty, !rest.hasPrefix(mark) { rest = rest.dropFirst() }
        guard let code = Int(rest.dropFirst(mark.count).prefix { $0.isASCII && $0.isNumber }), code >= 300 else {
            return nil
        }
        return HTTPStatus(code)
    }
}
