package import Delivery
import JSON
package import Time

/// Slack incoming webhooks.
///
/// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
package enum Slack: Provider {
    /// Success is a 200 with the two bytes `ok`; every other body is an error code, whatever the status.
    package static func judgement(of response: Response, at now: Timestamp) -> Judgement {
        let status = HTTPStatus(response.status)
        let text = String(decoding: response.body, as: UTF8.self).trimmingSpace
        if status.code == 200, text == "ok" { return Judgement(.delivered) }
        guard let code = errorCode(in: text, of: response) else {
            if status.isSuccess { return .unexpected("\(status.code), but the body is not 'ok'") }
            return .failed(status.failure(), response, at: now)
        }
        return .failed(failure(code, status), response, at: now)
    }

    /// The body itself, or `{"ok": false, "error": code}` as the Web API and its proxies say it.
    private static func errorCode(in text: String, of response: Response) -> String? {
        let json = text.first == "{" ? try? JSON.read(response.body) : nil
        let code = json?["error"]?.string ?? text
        let longestCode = 64
        let isCode = code.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == 0x5F }
        return isCode && !code.isEmpty && code.utf8.count <= longestCode && code != "ok" ? code : nil
    }

    /// What Slack's error codes mean.
    ///
    /// https://docs.slack.dev/changelog/2016/05/17/changes-to-errors-for-incoming-webhooks
    private static func failure(_ code: String, _ status: HTTPStatus) -> Failure {
        switch code {
        case "no_service", "no_service_id", "no_team", "no_active_hooks", "channel_is_archived":
            Failure(.gone, scope: .gone, reason: code)
        case "invalid_token", "action_prohibited", "posting_to_general_channel_denied", "team_disabled", "invalid_auth":
            Failure(.auth, scope: .endpoint, reason: code)
        case "channel_not_found":
            Failure(.client, scope: .endpoint, reason: code)
        case "msg_too_long", "msg_blocks_too_long", "too_many_attachments":
            Failure(.payloadTooLarge, scope: .message, reason: code)
        case "invalid_payload", "no_text", "invalid_blocks", "invalid_blocks_format", "invalid_attachments",
            "user_not_found":
            Failure(.rejectedBody, scope: .message, reason: code)
        case "rate_limited", "ratelimited":
            Failure(.rateLimited, scope: .transient, reason: code)
        case "rollup_error":
            Failure(.server, scope: .transient, reason: code)
        default:
            status.isSuccess
                ? Failure(.protocol, scope: .transient, reason: code) : status.failure(detail: code)
        }
    }
}
