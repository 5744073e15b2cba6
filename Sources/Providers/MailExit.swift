import Delivery

/// The exit code of a mail program (sysexits(3)).
///
/// 0 says that the program has taken the message over; what becomes of it then is told by a bounce.
struct MailExit {
    private let code: Int
    private let words: String

    init(_ response: Response) {
        code = response.status
        words = String(decoding: response.body, as: UTF8.self).quotable.trimmingSpace
    }

    var judgement: Judgement {
        guard code != 0 else { return Judgement(.delivered) }
        let (failureClass, scope, name) = meaning
        let text = "the mail program ended with \(code)\(name.map { ", \($0)" } ?? "")"
        return Judgement(
            .failed(Failure(failureClass, scope: scope, reason: words.isEmpty ? text : "\(text): \(words)"))
        )
    }

    private var meaning: (FailureClass, Failure.Scope, String?) {
        switch code {
        case 64: (.client, .endpoint, "EX_USAGE")
        case 65: (.rejectedBody, .message, "EX_DATAERR")
        case 67: (.client, .message, "EX_NOUSER")
        case 68: (.client, .message, "EX_NOHOST")
        case 69: (.server, .transient, "EX_UNAVAILABLE")
        case 75: (.server, .transient, "EX_TEMPFAIL")
        case 77: (.auth, .endpoint, "EX_NOPERM")
        case 78: (.client, .endpoint, "EX_CONFIG")
        default: (.server, .transient, nil)
        }
    }
}
