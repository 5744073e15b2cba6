package import Delivery
package import JSON
import Mail
package import Time

/// Mail, by SMTP or through a program like sendmail.
///
/// A payload is `{"subject", "text", "html"}` until it is planned; then it becomes the whole message.
package enum Email: Provider {
    package static let contentType = "message/rfc822"

    package enum Limit {
        /// Longer ones are cut by every mail program.
        package static let subject = 250
        /// Gmail hides what is behind 102 KB of HTML under a link: https://support.google.com/mail/thread/6187016.
        package static let html = 100_000
        package static let text = 100_000
    }

    package static func violations(of payload: JSON) -> [Violation] {
        var check = LimitCheck()
        for (part, limit) in [("text", Limit.text), ("html", Limit.html)] {
            let text = payload[part]?.string ?? ""
            check.present(!text.trimmingSpace.isEmpty, part, at: "/\(part)")
            check.atMost(limit, "bytes", text.utf8.count, at: "/\(part)")
        }
        let subject = payload["subject"]?.string?.trimmingSpace ?? ""
        check.present(!subject.isEmpty, "subject", at: "/subject")
        check.atMost(Limit.subject, "characters", subject.unicodeScalars.count, at: "/subject")
        return check.violations
    }

    package static func frozen(
        _ payload: [UInt8],
        id: String,
        planned: Timestamp,
        for integration: Integration
    ) -> [UInt8] {
        guard let target = integration.mail, let parts = try? JSON.read(payload) else {
            preconditionFailure("'\(integration.id)' has no mail to send")
        }
        let domain = target.from.address.domain
        var message = MailMessage(
            from: target.from,
            to: target.recipients.map { Mailbox($0) },
            subject: parts["subject"]?.string ?? "",
            text: parts["text"]?.string ?? "",
            html: parts["html"]?.string ?? "",
            date: planned,
            id: MessageID(id, at: domain)
        )
        message.replyTo = target.replyTo
        message.thread = MessageID("\(integration.id).\(planned.rfc3339.prefix(10)).thread", at: domain)
        message.list = MailMessage.List(
            name: integration.name,
            id: MessageID.dotAtom("\(integration.id).belfry") + "." + domain,
            unsubscribe: target.unsubscribe
        )
        return message.bytes
    }

    package static func request(_ message: Message, to integration: Integration, at now: Timestamp) -> Request {
        guard let target = integration.mail, let recipient = message.recipient else {
            preconditionFailure("'\(message.deliveryID)' has no recipient")
        }
        return .mail(
            Request.Mail(
                route: target.wireRoute,
                sender: target.from.address.description,
                recipient: recipient,
                message: message.body
            )
        )
    }

    package static func judgement(of response: Response, at now: Timestamp) -> Judgement {
        guard let step = response.mailStep else { return .unexpected("an answer of HTTP to a mail") }
        if step == .program { return MailExit(response).judgement }
        return SMTPReply(response, step).judgement
    }
}
