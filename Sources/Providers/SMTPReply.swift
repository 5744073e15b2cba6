import Delivery

/// The reply of a mail server that decided the matter (RFC 5321 section 4.2).
///
/// A code of 4yz means "not now", 5yz "never like this"; whose failure it is depends on what was asked.
struct SMTPReply {
    private let code: Int
    private let step: MailStep
    /// The words of the last reply.
    private let words: String

    init(_ response: Response, _ step: MailStep) {
        code = response.status
        self.step = step
        words = SMTPReply.lastReply(in: response.body)
    }

    var judgement: Judgement {
        switch code {
        case 200...299 where step == .message: Judgement(.delivered)
        case 400...499: Judgement(.failed(notNow))
        case 500...599: Judgement(.failed(never))
        default: .unexpected("\(reason), which fits no command")
        }
    }

    /// Of a recipient it says nothing about the server: a full mailbox, greylisting.
    ///
    /// 421 closes the session, whatever was asked.
    private var notNow: Failure {
        Failure(.server, scope: step == .recipient && code != 421 ? .recipient : .transient, reason: reason)
    }

    private var never: Failure {
        switch (step, code) {
        // RFC 4954 section 6: a login is missing, or is not taken.
        case (.login, _), (_, 530), (_, 535), (_, 538): Failure(.auth, scope: .endpoint, reason: reason)
        case (.greeting, _): Failure(.server, scope: .endpoint, reason: reason)
        // RFC 5321 section 4.5.3.1.10: too many recipients, which 452 would say better.
        case (.recipient, 552): Failure(.server, scope: .recipient, reason: reason)
        case (.recipient, _): Failure(.client, scope: .message, reason: reason)
        case (_, 552): Failure(.payloadTooLarge, scope: .message, reason: reason)
        case (.sender, _): Failure(.client, scope: .endpoint, reason: reason)
        default: Failure(.rejectedBody, scope: .message, reason: reason)
        }
    }

    private var reason: String { "\(SMTPReply.subjects[step] ?? step.rawValue): \(code) \(words)".trimmingSpace }

    private static let subjects: [MailStep: String] = [
        .greeting: "the server", .login: "the login", .sender: "the sender", .recipient: "the recipient",
        .data: "the message", .message: "the message",
    ]

    /// `550-5.1.1 no such` and `550 user` is one reply of two lines: `5.1.1 no such user`.
    private static func lastReply(in transcript: [UInt8]) -> String {
        let lines = transcript.split(separator: UInt8(ascii: "\n"))
        guard let last = lines.last else { return "" }
        let continued = lines.dropLast().reversed().prefix { line in
            line.starts(with: last.prefix(3)) && line.dropFirst(3).first == UInt8(ascii: "-")
        }
        let reply = continued.reversed() + [last]
        return reply.map { String(decoding: $0.dropFirst(4), as: UTF8.self) }.joined(separator: " ").quotable
    }
}
