package import Delivery
import JSON
package import Time

extension Discord {
    /// Success is the message that `wait=true` asks for, or a 204; the last permitted request is followed by a pause.
    ///
    /// https://docs.discord.com/developers/topics/rate-limits
    package static func judgement(of response: Response, at now: Timestamp) -> Judgement {
        let status = HTTPStatus(response.status)
        let body = try? JSON.read(response.body)
        guard status.isSuccess else {
            let failure = failure(status, body)
            return Judgement(.failed(failure), pause: pause(after: failure, response, body, at: now))
        }
        guard status.code == 204 || body?["id"]?.string != nil || isCutMessage(response) else {
            return .unexpected("\(status.code), but the body is not a message")
        }
        return Judgement(.delivered, pause: bucketPause(response))
    }

    /// A message longer than what the transport keeps of an answer.
    private static func isCutMessage(_ response: Response) -> Bool {
        response.isBodyCut && response.body.first == UInt8(ascii: "{")
    }

    private static func failure(_ status: HTTPStatus, _ body: JSON?) -> Failure {
        let code = body?["code"]?.int
        let words = [body?["message"]?.string.map { $0.quotable }, code.map { "(code \($0))" }].compactMap { $0 }
        let detail = words.isEmpty ? nil : words.joined(separator: " ")
        guard status.code != 429, let code, let (failureClass, scope) = meaning(of: code) else {
            return status.failure(detail: detail)
        }
        let reason = [status.reason, detail].compactMap { $0 }.joined(separator: ": ")
        return Failure(failureClass, scope: scope, reason: reason)
    }

    /// What Discord's own error codes mean.
    ///
    /// https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
    private static func meaning(of code: Int) -> (FailureClass, Failure.Scope)? {
        switch code {
        case 10015: (.gone, .gone)
        case 50027, 50001, 50013, 40333: (.auth, .endpoint)
        case 10003, 160005, 220001...220004: (.client, .endpoint)
        case 50035, 50006, 50109, 200000, 200001, 240000: (.rejectedBody, .message)
        case 40005: (.payloadTooLarge, .message)
        case 20016, 20028, 20029, 40062: (.rateLimited, .transient)
        case 40004, 40006, 110000, 130000: (.server, .transient)
        default: nil
        }
    }

    /// `Retry-After` wins over the body's `retry_after`, which wins over the bucket's reset.
    private static func pause(
        after failure: Failure,
        _ response: Response,
        _ body: JSON?,
        at now: Timestamp
    ) -> Pause? {
        guard failure.scope == .transient || failure.scope == .endpoint else { return bucketPause(response) }
        var inBody: Duration?
        if case .number(let text)? = body?["retry_after"]?.content { inBody = RetryAfter.seconds(text) }
        let wait = RetryAfter.wait(in: response, at: now) ?? inBody
        return Pause(atLeast: wait, scope: isOneBucket(response, body) ? .integration : .host) ?? bucketPause(response)
    }

    /// Whether the limit is this webhook's own.
    ///
    /// An answer that does not say so (Cloudflare's is HTML) means all that we send there.
    private static func isOneBucket(_ response: Response, _ body: JSON?) -> Bool {
        let isGlobal = body?["global"]?.bool ?? (response.header("X-RateLimit-Global") == "true")
        let scope = response.header("X-RateLimit-Scope") ?? (body?["global"] == false ? "user" : "global")
        return !isGlobal && scope != "global"
    }

    private static func bucketPause(_ response: Response) -> Pause? {
        guard response.header("X-RateLimit-Remaining") == "0", let text = response.header("X-RateLimit-Reset-After")
        else { return nil }
        return Pause(atLeast: RetryAfter.seconds(text), scope: .integration)
    }
}
