/// A scripted SMTP server on loopback, with a thread of its own: `belfry demo` and the tests.
///
/// It speaks in the clear and takes every mail, but for what its script says. TLS and logins are for real servers.
package final class MailReceiver: Sendable {
    package let port: UInt16
    private let record: MailRecord
    private let running: RunningLoop

    /// Listens on 127.0.0.1; port 0 takes any free one.
    ///
    /// - Parameters:
    ///   - port: Where to listen.
    ///   - script: Replies by how a command begins (`RCPT TO:<full@`), `.` for the end of a message, `greeting`: in order, the last
    ///     one repeats. A reply without text closes the connection instead.
    /// - Throws: `ReceiverError` when the port is taken or the system has no descriptors left.
    package init(port: UInt16 = 0, script: [String: [String]] = [:]) throws {
        let record = MailRecord(script)
        running = try RunningLoop(on: port) { MailConnection($0, number: $1, record: record) }
        self.port = running.port
        self.record = record
    }

    package var url: String { "smtp://127.0.0.1:\(port)" }

    /// All mails that were taken, in the order of their arrival.
    package var mails: [ReceivedMail] { record.mails }

    /// All commands that were given, those of all connections in the order of their arrival.
    package var commands: [String] { record.commands }

    /// Closes all connections and the port; once it returns, nothing answers any more.
    package func stop() { running.stop() }
}

/// A mail that was taken.
package struct ReceivedMail: Sendable {
    package let sender: String
    package let recipients: [String]
    /// Without the dots that stood for dots.
    package let message: [UInt8]
    /// Counts connections from 1: equal numbers mean one that was used again.
    package let connection: Int

    package var text: String { String(decoding: message, as: UTF8.self) }
}
