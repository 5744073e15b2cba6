import Delivery
import Providers
import Reports

extension ShownRequest {
    /// Without a redactor everything is shown.
    init(_ request: Request, to integration: Integration, _ redactor: Redactor?) {
        switch request {
        case .post(let post):
            self.init(
                line: "POST " + (redactor == nil ? post.url : Redactor.shown(integration.webhook)),
                headers: redactor.map { redactor in post.headers.map { redactor.redacted($0) } } ?? post.headers,
                body: redactor?.redacted(post.body) ?? post.body
            )
        case .mail(let mail):
            self.init(
                line: "MAIL to \(mail.recipient)",
                headers: [Header("MAIL FROM", mail.sender), Header("RCPT TO", mail.recipient)],
                body: redactor?.redacted(mail.message) ?? mail.message
            )
        }
    }
}
