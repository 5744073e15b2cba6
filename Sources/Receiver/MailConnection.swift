/// A peer that speaks SMTP (RFC 5321), as far as a client sends mail with it.
final class MailConnection: Connection {
    private enum State {
        /// Reads commands.
        case commands
        /// Reads lines of a message up to a lone dot; then commands again.
        case message
        /// Everything is said.
        case closing
    }

    let due: ContinuousClock.Instant? = nil
    private let socket: Descriptor
    private let number: Int
    private let record: MailRecord
    private var state = State.commands
    private var input: [UInt8] = []
    private var output = Output()
    private var sender = ""
    private var recipients: [String] = []
    private var message: [UInt8] = []

    init(_ socket: consuming Descriptor, number: Int, record: MailRecord) {
        self.socket = socket
        self.number = number
        self.record = record
        say(record.reply(to: "greeting") ?? "220 localhost ESMTP")
        _ = output.flush(to: self.socket, then: .wait(forWriting: false))
    }

    func receive(_ scratch: inout [UInt8]) -> Bool {
        switch socket.receive(into: &scratch) {
        case .over: return false
        case .wouldBlock: return true
        case .bytes(let count):
            input += scratch[..<count]
            return true
        }
    }

    func advance() -> ConnectionStep {
        while let line = takeLine() {
            switch state {
            case .commands: obey(String(decoding: line, as: UTF8.self))
            case .message: take(line)
            case .closing: break
            }
        }
        if case .closing = state { return output.flush(to: socket, then: .close) }
        return output.flush(to: socket, then: .wait(forWriting: false))
    }

    /// The next whole line, without its end.
    private func takeLine() -> ArraySlice<UInt8>? {
        guard let end = input.firstIndex(of: 0x0A) else { return nil }
        let line = input[..<end]
        input = Array(input[(end + 1)...])
        return line.last == 0x0D ? line.dropLast() : line
    }

    private func obey(_ command: String) {
        record.hear(command)
        let reply = record.reply(to: command) ?? usualReply(to: command)
        if reply.hasPrefix(command.hasPrefix("DATA") ? "354" : "250") { follow(command) }
        say(reply)
        if command.hasPrefix("QUIT") { state = .closing }
    }

    private func usualReply(to command: String) -> String {
        switch command.prefix(4) {
        case "EHLO": "250-localhost\r\n250 SIZE 10000000"
        case "MAIL", "RCPT", "RSET", "NOOP", "HELO": "250 ok"
        case "DATA": recipients.isEmpty ? "503 no recipients" : "354 go on"
        case "QUIT": "221 bye"
        default: "500 what?"
        }
    }

    private func follow(_ command: String) {
        let address = String(command.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" })
        switch command.prefix(4) {
        case "MAIL": (sender, recipients) = (address, [])
        case "RCPT": recipients.append(address)
        case "DATA": (state, message) = (.message, [])
        default: break
        }
    }

    private func take(_ line: ArraySlice<UInt8>) {
        let dot = UInt8(ascii: ".")
        guard line.elementsEqual([dot]) else {
            message += line.first == dot ? line.dropFirst() : line
            message += [0x0D, 0x0A]
            return
        }
        state = .commands
        let reply = record.reply(to: ".") ?? "250 taken"
        if reply.hasPrefix("250") {
            record.enter(
                ReceivedMail(sender: sender, recipients: recipients, message: message, connection: number)
            )
        }
        say(reply)
    }

    private func say(_ reply: String) {
        guard !reply.isEmpty else {
            state = .closing
            return
        }
        output += (reply + "\r\n").utf8
    }
}
