import Delivery
import JSON
import Mail

/// The keys of `mail`, in `belfry.json` for all integrations and in an integration over them, key by key.
enum MailKeys {
    static let server = Key<WrittenMailServer>(
        "server",
        "The mail server: 'smtps://HOST[:465]' or 'smtp://HOST[:587]'.",
        .mailServer
    )
    static let sendmail = Key("sendmail", "In place of a server: the path of a program like sendmail.", .absolutePath)
    static let tls = Key(
        "tls",
        "'required': nothing is sent without TLS; 'none': in the clear, for a relay on this machine.",
        Shape<MailTLS>.choice("TLS mode")
    )
    static let user = Key("user", "Whom to log in as.", .mailUser)
    static let password = Key("password", "The password of that user, or where it is kept.", .secret)
    static let from = Key<Mailbox>("from", "The sender: 'ops@example.com' or 'Ops <ops@example.com>'.", .mailbox)
    static let replyTo = Key<Mailbox>("replyTo", "Where answers go.", .mailbox)
    static let unsubscribe = Key(
        "unsubscribe",
        "What a reader's unsubscribe button calls: 'https:' and 'mailto:' addresses.",
        .list(of: .unsubscribeAddress, atMost: 4)
    )

    static let table = KeyTable([
        server.row, sendmail.row, tls.row, user.row, password.row, from.row, replyTo.row, unsubscribe.row,
    ])
}

/// Whether a server is talked to in the clear.
enum MailTLS: String, Sendable, CaseIterable {
    case required, none
}

/// `smtps://mail.example.com:465`, read.
struct WrittenMailServer: Sendable {
    let host: String
    let port: Int
    /// TLS from the first byte on; else STARTTLS.
    let isImplicit: Bool
}

extension Shape where Value == WrittenMailServer {
    static let mailServer: Shape = Shape<String>.text.map(
        schema: ["type": "string", "pattern": "^smtps?://[^/@?#\\s]+/?$"]
    ) { text, offset, problems in
        let notes = ["'smtps://mail.example.com' (port 465) or 'smtp://mail.example.com' (port 587, STARTTLS)"]
        let lowered = text.lowercased()
        guard let scheme = ["smtps://", "smtp://"].first(where: { lowered.hasPrefix($0) }) else {
            problems.error("this is not the address of a mail server", at: offset, notes: notes)
            return nil
        }
        var rest = lowered.dropFirst(scheme.count)
        if rest.last == "/" { rest.removeLast() }
        guard rest.allSatisfy({ $0.isASCII && $0 != "@" }) else {
            problems.error("the address of a mail server is a host and a port", at: offset, notes: notes)
            return nil
        }
        let isImplicit = scheme == "smtps://"
        do throws(WebhookAddress.Flaw) {
            let (host, port) = try WebhookAddress.hostAndPort(rest)
            return WrittenMailServer(host: host, port: port ?? (isImplicit ? 465 : 587), isImplicit: isImplicit)
        } catch {
            problems.error(error.message, at: offset, notes: notes)
            return nil
        }
    }
}

extension Shape where Value == Mailbox {
    static let mailbox: Shape = Shape<String>.text.map { text, offset, problems in
        do throws(MailAddress.Flaw) {
            return try Mailbox(text)
        } catch {
            problems.error(error.message, at: offset, notes: [error.note])
            return nil
        }
    }
}

extension Shape where Value == String {
    static let absolutePath: Shape = Shape<String>.text.map(schema: ["type": "string", "pattern": "^/"]) {
        text,
        offset,
        problems in
        if text.hasPrefix("/"), !text.utf8.contains(0) { return text }
        problems.error("'\(text)' is not an absolute path", at: offset, notes: ["it begins with '/'"])
        return nil
    }

    /// What SASL takes (RFC 4616 section 2).
    static let mailUser: Shape = Shape<String>.text.map(schema: ["type": "string", "minLength": 1]) {
        text,
        offset,
        problems in
        let isSound = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        if !text.isEmpty, isSound { return text }
        problems.error("a user's name is not empty and has no control characters", at: offset)
        return nil
    }

    /// An address between `<` and `>` in a header (RFC 2369 section 2).
    static let unsubscribeAddress: Shape = Shape<String>.text.map(schema: [
        "type": "string", "pattern": "^(https|mailto):",
    ]) {
        text,
        offset,
        problems in
        let isWhole = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"<>,\"".utf8.contains($0) }
        let isLong = text.utf8.count > 900
        if isWhole, !isLong, text.hasPrefix("https://") || text.hasPrefix("mailto:") { return text }
        let notes = ["'https://example.com/unsubscribe' or 'mailto:ops@example.com', special characters as '%XX'"]
        problems.error("'\(text)' can't be called to unsubscribe", at: offset, notes: notes)
        return nil
    }
}
