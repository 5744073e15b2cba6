package import Delivery
package import JSON
package import Time

/// A webhook of one's own, in the manner of Northflank's: `{"event": …, "data": …}` and five headers.
///
/// https://northflank.com/docs/v1/application/observe/set-notifications
package enum RawWebhook: Provider {
    /// Our own limit, where nginx stops unless it is told otherwise.
    ///
    /// https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size
    package static let maximumBodyBytes = 1_048_576

    /// Composes a body around data that is passed on byte for byte.
    package static func body(type: String, data: some Collection<UInt8>) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(data.count + type.utf8.count + 24)
        body.append(contentsOf: #"{"event":"#.utf8)
        JSON.writeString(type, into: &body)
        body.append(contentsOf: #","data":"#.utf8)
        body.append(contentsOf: data)
        body.append(UInt8(ascii: "}"))
        return body
    }

    package static func violations(of payload: JSON) -> [Violation] {
        var check = LimitCheck()
        check.atMost(maximumBodyBytes, "bytes", payload.compact.count, at: "")
        return check.violations
    }

    /// `Event-Id` and `Idempotency-Key` are the same on every attempt and every resend.
    package static func request(_ message: Message, to integration: Integration, at now: Timestamp) -> Request {
        let prefix = integration.headerPrefix + "Notification-Integration-"
        var headers = [
            Header("Content-Type", contentType),
            Header(prefix + "Id", headerSafe(integration.id)),
            Header(prefix + "Name", headerSafe(integration.name)),
        ]
        if let token = integration.token {
            headers.append(Header(prefix + "Token", percentEncoded(token.revealed)))
        }
        headers.append(Header(prefix + "Event-Id", headerSafe(message.eventID ?? message.deliveryID)))
        headers.append(Header(prefix + "Event-Type", headerSafe(message.eventType)))
        headers.append(Header("Idempotency-Key", headerSafe(message.deliveryID)))
        headers += StandardWebhooks.headers(for: message, signedBy: integration.signingKeys, at: now)
        return Request(url: address(of: integration), headers: headers, body: message.body)
    }

    /// Every 2xx is a success.
    ///
    /// Every other answer counts toward failing and is tried again on the schedule, also a 400: the receiver promised to
    /// take events, and only a 410 or `webhook-delivery: disable` ends it at once.
    package static func judgement(of response: Response, at now: Timestamp) -> Judgement {
        let asksToStop = response.header("webhook-delivery")?.trimmingSpace.lowercased() == "disable"
        let status = HTTPStatus(response.status)
        if status.isSuccess { return Judgement(.delivered, asksToStop: asksToStop) }
        if asksToStop {
            let reason = "\(status.reason), webhook-delivery: disable"
            return Judgement(.failed(Failure(.gone, scope: .gone, reason: reason)))
        }
        return .failed(status.failure(refusal: .endpoint), response, at: now)
    }
}
