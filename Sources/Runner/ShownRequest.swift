package import Delivery
import Providers

/// A request as it may be shown: secrets and the address cut out.
package struct ShownRequest: Sendable {
    /// Where it went: the address without what makes it work, or a mail's recipient.
    package let target: String
    /// Of a mail its envelope, in the words of SMTP; the message's own header stands in the body.
    package let headers: [Header]
    package let body: [UInt8]

    init(_ request: Request, to integration: Integration, _ redactor: Redactor) {
        switch request {
        case .post(let post):
            target = Redactor.shown(integration.webhook)
            headers = post.headers.map { redactor.redacted($0) }
            body = redactor.redacted(post.body)
        case .mail(let mail):
            target = mail.recipient
            headers = [Header("MAIL FROM", mail.sender), Header("RCPT TO", mail.recipient)]
            body = redactor.redacted(mail.message)
        }
    }
}
