import Delivery
import JSON
import Mail
import Providers

/// What was written of `mail`; a key that is absent changes nothing.
struct MailOptions: Sendable {
    /// The way out: naming one takes the place of the other.
    enum Way: Sendable {
        case server(WrittenMailServer)
        case program(String)
    }

    var way: Way?
    var tls: MailTLS?
    var user: String?
    var password: Secret?
    var from: Mailbox?
    var replyTo: Mailbox?
    var unsubscribe: [String]?
    /// The keys that stand there: one whose value could not be read is reported there, and is not missing.
    private var named: Set<String> = []

    init() {}

    /// Resolves the password too, so that it is asked for once, where it is written.
    init(_ object: ObjectReader, _ secrets: SecretResolver, _ problems: inout Problems) {
        named = Set((object.json.members ?? []).map(\.key))
        if let server = object.value(MailKeys.server, &problems) { way = .server(server) }
        if let program = object.located(MailKeys.sendmail, &problems) {
            if way != nil {
                let notes = ["mail goes to a server or to a program: name one"]
                problems.error("both 'server' and 'sendmail' are named", at: program.offset, notes: notes)
            }
            way = .program(program.value)
        }
        tls = object.value(MailKeys.tls, &problems)
        user = object.value(MailKeys.user, &problems)
        if let written = object.located(MailKeys.password, &problems) {
            password = written.value.resolve(by: secrets, at: written.offset, &problems).map { Secret($0) }
        }
        from = object.value(MailKeys.from, &problems)
        replyTo = object.value(MailKeys.replyTo, &problems)
        unsubscribe = object.value(MailKeys.unsubscribe, &problems)?.map { $0.value }
    }

    /// These options over others.
    ///
    /// Another way out has nothing of the first one's login and TLS: a password goes to no server it was not meant for.
    func over(_ others: MailOptions) -> MailOptions {
        var merged = others
        if let way {
            merged.way = way
            (merged.tls, merged.user, merged.password) = (nil, nil, nil)
            merged.named.subtract([MailKeys.user.name, MailKeys.password.name])
        }
        merged.named.formUnion(named)
        merged.tls = tls ?? merged.tls
        merged.user = user ?? merged.user
        merged.password = password ?? merged.password
        merged.from = from ?? merged.from
        merged.replyTo = replyTo ?? merged.replyTo
        merged.unsubscribe = unsubscribe ?? merged.unsubscribe
        return merged
    }

    /// What does not fit together, whatever else is written elsewhere.
    func check(at offset: Int, _ problems: inout Problems) {
        if tls == MailTLS.none, user != nil {
            let notes = ["leave out 'user' and 'password', or let 'tls' be 'required'"]
            problems.error("the password would go over the wire in the clear", at: offset, notes: notes)
        }
        if case .program? = way {
            for key in [MailKeys.tls.name, MailKeys.user.name, MailKeys.password.name] where isNamed(key) {
                let notes = ["how the program sends is for its own configuration to say"]
                problems.warn("'\(key)' has no effect with 'sendmail'", at: offset, notes: notes)
            }
        }
        guard case .server(let server)? = way else { return }
        if tls == MailTLS.none, server.isImplicit {
            problems.error("'smtps://' is TLS from the first byte on, and 'tls' says 'none'", at: offset)
        } else if tls == MailTLS.none, !MailServer.isThisMachine(server.host) {
            let notes = ["whoever is on the way can read and change every mail"]
            problems.warn("mail to '\(server.host)' goes in the clear", at: offset, notes: notes)
        }
    }

    /// The target of an integration; everything that is missing is reported.
    func target(to recipients: [MailAddress], at offset: Int, _ problems: inout Problems) -> MailTarget? {
        for missing in missing { problems.error(missing.message, at: offset, notes: missing.notes) }
        guard let route, let from, (user == nil) == (password == nil) else { return nil }
        var target = MailTarget(recipients: recipients, from: from, route: route)
        target.replyTo = replyTo
        target.unsubscribe = unsubscribe ?? []
        if let user, let password { target.login = MailTarget.Login(user: user, password: password) }
        return target
    }

    private var missing: [(message: String, notes: [String])] {
        var missing: [(message: String, notes: [String])] = []
        if !isNamed(MailKeys.server.name), !isNamed(MailKeys.sendmail.name) {
            let notes = [
                "in belfry.json: \"mail\": {\"server\": \"smtps://mail.example.com\", \"from\": \"ops@example.com\"}",
                "or with \"sendmail\": \"/usr/sbin/sendmail\" in place of the server",
            ]
            missing.append(("no mail server is configured", notes))
        }
        if !isNamed(MailKeys.from.name) {
            missing.append(("no sender is configured", ["\"from\": \"Belfry <belfry@example.com>\" in 'mail'"]))
        }
        let login = [MailKeys.user.name, MailKeys.password.name]
        if login.contains(where: isNamed), let key = login.first(where: { !isNamed($0) }) {
            missing.append(("'mail' has no '\(key)'", ["a login is a user and a password"]))
        }
        return missing
    }

    private func isNamed(_ key: String) -> Bool { named.contains(key) }

    private var route: Request.Route? {
        switch way {
        case nil: nil
        case .program(let path): .program(path)
        case .server(let server):
            .server(
                MailServer(
                    host: server.urlHost,
                    port: server.port,
                    security: tls == MailTLS.none ? .none : server.isImplicit ? .implicit : .startTLS
                )
            )
        }
    }
}

extension WrittenMailServer {
    var urlHost: String { host.contains(":") ? "[\(host)]" : host }
}
