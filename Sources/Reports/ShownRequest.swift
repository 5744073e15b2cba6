package import Delivery

/// A request as it may be shown.
package struct ShownRequest: Sendable {
    /// How and where it goes: `POST https://hooks.slack.com/…#9f86d081`, `MAIL to jane@example.com`.
    package let line: String
    /// Of a mail its envelope, in the words of SMTP; the message's own header stands in the body.
    package let headers: [Header]
    package let body: [UInt8]

    package init(line: String, headers: [Header], body: [UInt8]) {
        self.line = line
        self.headers = headers
        self.body = body
    }
}
