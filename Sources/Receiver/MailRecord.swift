import Synchronization

/// What a mail receiver's thread and its owner share: the script and the mails so far.
final class MailRecord: Sendable {
    private struct State {
        var scripts: [String: [String]]
        var mails: [ReceivedMail] = []
        var commands: [String] = []
    }

    private let state: Mutex<State>

    init(_ scripts: [String: [String]]) { state = Mutex(State(scripts: scripts)) }

    var mails: [ReceivedMail] { state.withLock { $0.mails } }

    var commands: [String] { state.withLock { $0.commands } }

    func hear(_ command: String) { state.withLock { $0.commands.append(command) } }

    func enter(_ mail: ReceivedMail) { state.withLock { $0.mails.append(mail) } }

    /// What the script says to a command; the longest beginning speaks, and its last reply repeats.
    func reply(to command: String) -> String? {
        state.withLock { state in
            let keys = state.scripts.keys.filter { command.hasPrefix($0) }
            guard let key = keys.max(by: { $0.utf8.count < $1.utf8.count }), let replies = state.scripts[key],
                let reply = replies.first
            else { return nil }
            if replies.count > 1 { state.scripts[key]?.removeFirst() }
            return reply
        }
    }
}
