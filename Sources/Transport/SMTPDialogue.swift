import Delivery

/// What a server said in one transaction, and what each reply answered.
///
/// libcurl sends one command at a time and hands every line on, so that counting replies tells which command was
/// answered: behind the greeting, once a transaction begins, MAIL, RCPT, DATA and the final dot.
struct SMTPDialogue {
    /// Every line, as it came, one below the other.
    private(set) var transcript: [UInt8] = []
    /// The code of the last line; 0 before there is one.
    private(set) var code = 0
    /// The server took our name and password in this session.
    private(set) var isLoggedIn = false
    private var isInTransaction = false
    /// The server said no: what comes behind answers the QUIT that libcurl says then, and decides nothing.
    private(set) var isRefused = false
    /// Whole replies of the transaction.
    private var replies = 0

    /// A server that talks without end is cut off.
    private static let mostBytes = 32_768
    /// RFC 5321 4.5.3.1.5: a reply line has 512 octets; more of it is not kept.
    private static let mostLineBytes = 512

    /// Takes a line; `false` when it is too much.
    mutating func hear(_ line: some Collection<UInt8>) -> Bool {
        guard !isRefused else { return true }
        guard transcript.count + line.count <= SMTPDialogue.mostBytes else { return false }
        let text = line.prefix(SMTPDialogue.mostLineBytes).filter { $0 != 0x0D && $0 != 0x0A }
        transcript += text + [UInt8(ascii: "\n")]
        code = Int(String(decoding: text.prefix(3), as: UTF8.self)) ?? 0
        if code == 235 { isLoggedIn = true }
        // RFC 5321 4.2.1: a hyphen behind the code says that the reply goes on.
        let goesOn = text.dropFirst(3).first == UInt8(ascii: "-")
        if isInTransaction, !goesOn {
            replies += 1
            isRefused = !isWelcome
        }
        return true
    }

    /// What comes now answers MAIL.
    mutating func beginTransaction() {
        isInTransaction = true
        replies = 0
    }

    /// The last reply is the one that lets the transaction go on.
    private var isWelcome: Bool { step == .data ? code == 354 : (200...299).contains(code) }

    /// What the last whole reply answered.
    var step: MailStep {
        switch replies {
        case 0: .greeting
        case 1: .sender
        case 2: .recipient
        case 3: .data
        default: .message
        }
    }
}
