package import Time

/// A message of two forms, plain text and HTML, as it goes over the wire: 7-bit, short lines, CR LF.
package struct MailMessage: Sendable {
    package let from: Mailbox
    package let to: [Mailbox]
    package let subject: String
    package let text: String
    package let html: String
    package let date: Timestamp
    /// The same on every attempt: who gets it twice can tell.
    package let id: MessageID
    package var replyTo: Mailbox?
    /// A message that never was: those that answer it stand together in a mailbox.
    package var thread: MessageID?
    package var list: List?

    /// What a mailbox sorts and unsubscribes by.
    package struct List: Sendable {
        let name: String
        let id: String
        let unsubscribe: [String]

        /// - Parameters:
        ///   - name: for people.
        ///   - id: `ops.example.com` (RFC 2919).
        ///   - unsubscribe: addresses of `https:` or `mailto:`, checked.
        package init(name: String, id: String, unsubscribe: [String]) {
            self.name = name
            self.id = id
            self.unsubscribe = unsubscribe
        }
    }

    package init(
        from: Mailbox,
        to: [Mailbox],
        subject: String,
        text: String,
        html: String,
        date: Timestamp,
        id: MessageID
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.date = date
        self.id = id
    }

    package var bytes: [UInt8] {
        var bytes = header
        bytes += TransferEncoding.lineEnd
        for (type, content) in [("text/plain", text), ("text/html", html)] { bytes += MailMessage.part(type, content) }
        return bytes + Array("--\(MailMessage.boundary)--\r\n".utf8)
    }

    /// Neither encoding of a part can hold an equals sign with an underscore behind it, so no part holds the boundary.
    private static let boundary = "=_belfry"

    private var header: [UInt8] {
        var header = HeaderBlock()
        header.add("Date", [date.mailDate])
        header.add("From", [from])
        header.add("To", to)
        if let replyTo { header.add("Reply-To", [replyTo]) }
        header.add("Subject", text: subject)
        header.add("Message-ID", [id.description])
        if let thread {
            header.add("In-Reply-To", [thread.description])
            header.add("References", [thread.description])
        }
        if let list { list.write(into: &header) }
        // Holiday replies and the like stay away (RFC 3834 section 5).
        header.add("Auto-Submitted", ["auto-generated"])
        header.add("MIME-Version", ["1.0"])
        header.add("Content-Type", ["multipart/alternative;", "boundary=\"\(MailMessage.boundary)\""])
        return header.bytes
    }

    /// The last part is the one that a reader prefers (RFC 2046 section 5.1.4).
    private static func part(_ type: String, _ content: String) -> [UInt8] {
        let (encoding, body) = TransferEncoding.encode(content)
        var header = HeaderBlock()
        header.add("Content-Type", ["\(type);", "charset=utf-8"])
        header.add("Content-Transfer-Encoding", [encoding.rawValue])
        return Array("--\(boundary)\r\n".utf8) + header.bytes + TransferEncoding.lineEnd + body
    }
}

extension MailMessage.List {
    /// RFC 2919, RFC 2369, and RFC 8058, which speaks of `https` alone.
    fileprivate func write(into header: inout HeaderBlock) {
        header.add("List-Id", Mailbox.phrase(name) + ["<\(id)>"])
        guard !unsubscribe.isEmpty else { return }
        let addresses = unsubscribe.enumerated().map { "<\($1)>" + ($0 < unsubscribe.count - 1 ? "," : "") }
        header.add("List-Unsubscribe", addresses)
        if unsubscribe.contains(where: { $0.hasPrefix("https:") }) {
            header.add("List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"])
        }
    }
}
