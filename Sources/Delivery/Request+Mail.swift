extension Request {
    /// One message to one recipient.
    package struct Mail: Sendable, Equatable {
        /// RFC 5321 4.5.3.2.6 asks for ten minutes behind the final dot: a server may still be filing the message then,
        /// and who gives up sends it twice.
        package static let shortestWaitForTheVerdict = Duration.seconds(60)

        package let route: Route
        /// The envelope's sender, whom bounces go to: `local@domain`, checked.
        package let sender: String
        /// The envelope's recipient, checked likewise.
        package let recipient: String
        /// The whole message: 7-bit, its lines ended by CR LF.
        package let message: [UInt8]

        package init(route: Route, sender: String, recipient: String, message: [UInt8]) {
            self.route = route
            self.sender = sender
            self.recipient = recipient
            self.message = message
        }
    }

    /// The way that a mail takes from here.
    package enum Route: Sendable, Hashable {
        case server(MailServer)
        /// A program that takes a message as `sendmail` does: its absolute path.
        case program(String)
    }
}

/// An SMTP server and how to talk to it.
package struct MailServer: Sendable, Hashable {
    package enum Security: Sendable, Hashable {
        /// TLS from the first byte on.
        case implicit
        /// TLS by STARTTLS, or nothing is sent.
        case startTLS
        /// In the clear.
        case none
    }

    package struct Credentials: Sendable, Hashable {
        package let user: String
        package let password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// A name or an address; an IPv6 address in brackets.
    package let host: String
    package let port: Int
    package let security: Security
    package let credentials: Credentials?

    package init(
        host: String,
        port: Int,
        security: Security,
        credentials: Credentials? = nil
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.credentials = credentials
    }

    /// Whether a host's name says that nothing leaves this machine.
    package static func isThisMachine(_ host: String) -> Bool {
        host == "localhost" || host == "[::1]" || host == "::1" || host.hasPrefix("127.")
    }

    package var authority: String { "\(host):\(port)" }
}

/// What a mail server was asked when it replied, in the order of a session; or that it was a program.
package enum MailStep: String, Sendable, CaseIterable {
    /// The connection itself: the greeting, EHLO, STARTTLS.
    case greeting
    /// AUTH.
    case login
    /// MAIL FROM.
    case sender
    /// RCPT TO.
    case recipient
    /// DATA.
    case data
    /// The final dot: the whole message is there.
    case message
    /// A program's exit code.
    case program
}
