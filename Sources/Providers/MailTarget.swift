package import Delivery
package import Mail

/// Whom an integration of the type `EMAIL` writes to, as whom, and by which way.
package struct MailTarget: Sendable, Equatable {
    /// At least one, each once.
    package var recipients: [MailAddress]
    /// Also the envelope's sender: bounces go there.
    package var from: Mailbox
    package var replyTo: Mailbox?
    /// Addresses of `https:` or `mailto:` that end the messages.
    package var unsubscribe: [String] = []
    /// Without the login, which is a secret.
    package var route: Request.Route
    package var login: Login?

    package struct Login: Sendable, Equatable {
        package let user: String
        package let password: Secret

        package init(user: String, password: Secret) {
            self.user = user
            self.password = password
        }
    }

    package init(recipients: [MailAddress], from: Mailbox, route: Request.Route) {
        self.recipients = recipients
        self.from = from
        self.route = route
    }

    /// The way as the transport takes it, for the wire only.
    var wireRoute: Request.Route {
        guard case .server(let server) = route, let login else { return route }
        return .server(
            MailServer(
                host: server.host,
                port: server.port,
                security: server.security,
                credentials: MailServer.Credentials(user: login.user, password: login.password.revealed)
            )
        )
    }
}
