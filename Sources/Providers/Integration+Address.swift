import Delivery
import Mail

extension Integration {
    /// Whom each message goes to, a delivery each; `nil` for a webhook.
    package var recipients: [String]? { mail?.recipients.map(\.description) }

    /// What integrations share that are on one host: the waits that it asks for.
    package var host: String {
        switch mail?.route {
        case .server(let server): server.authority
        case .program: id
        case nil: WebAddress(provider.provider.address(of: self))?.authority ?? id
        }
    }

    /// How long one attempt may take at most: a mail server is waited for when it has the whole message.
    package var longestAttempt: Duration {
        mail == nil ? timeout : timeout + max(timeout, Request.Mail.shortestWaitForTheVerdict)
    }

    /// Where messages go, for people: the recipients of mails, of a webhook what may be shown of it.
    package var shownAddress: String {
        guard let mail else { return Redactor.shown(webhook) }
        let others = mail.recipients.count - 1
        return (mail.recipients.first?.description ?? "nobody") + (others > 0 ? " +\(others)" : "")
    }

    /// Everything that says where messages go: another text is another endpoint.
    package var wholeAddress: String {
        guard let mail else { return webhook.revealed }
        return "\(mail.route) \(mail.login?.user ?? "") \(mail.login?.password.revealed ?? "") \(mail.from.address)"
    }
}
