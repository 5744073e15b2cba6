import CLinux
import Delivery
import Glibc

/// A program under way, with its output in hand (posix_spawn(3)); ended with its owner.
@safe
struct ChildProcess: ~Copyable {
    private let id: pid_t
    /// Readable once the program has ended (pidfd_open(2)); a child that it leaves behind may still hold its output.
    private let ending: Int32
    /// -1 once it is closed: poll(2) passes over such.
    private var output: Int32
    private var isOver = false

    /// What is kept of the output.
    private static let mostOutput = 4096

    init(_ path: String, _ arguments: [String], reading message: [UInt8]) throws(TransferError) {
        guard let input = WholeMessage(message), var fromChild = Pipe() else {
            throw ChildProcess.cannotStart(path, errno)
        }
        var id = pid_t()
        let code = ChildProcess.spawn(&id, path, arguments, input: input.descriptor, output: fromChild.writing)
        guard code == 0 else { throw ChildProcess.cannotStart(path, code) }
        let ending = pidfd_open(id, 0)
        guard ending >= 0 else {
            let code = errno
            ChildProcess.end(id)
            throw ChildProcess.cannotStart(path, code)
        }
        self.id = id
        self.ending = ending
        output = fromChild.takeReading()
        _ = fcntl(output, F_SETFL, O_NONBLOCK)
    }

    deinit {
        for end in [ending, output] where end >= 0 { close(end) }
        if !isOver { ChildProcess.end(id) }
    }

    private static func end(_ id: pid_t) {
        kill(-id, SIGKILL)
        var status: Int32 = 0
        _ = unsafe waitpid(id, &status, 0)
    }

    private static func cannotStart(_ path: String, _ code: Int32) -> TransferError {
        let words = unsafe String(cString: strerror(code))
        return TransferError(.protocol, reason: "'\(path)' cannot be started: \(words)", code: Int(code))
    }
}

// MARK: - To its end

extension ChildProcess {
    /// Reads what the program says, and waits for its end.
    consuming func finish(before deadline: ContinuousClock.Instant) throws(TransferError) -> Response {
        var said: [UInt8] = []
        var code: Int?
        while code == nil {
            guard wait(until: deadline) else {
                let reason = "the mail program did not end in time: the mail may have gone out"
                throw TransferError(.timeout, reason: reason, code: 0, replies: said)
            }
            _ = read(into: &said)
            code = exitCode()
        }
        while said.count < ChildProcess.mostOutput, read(into: &said) {}
        return Response(status: code ?? 0, mailStep: .program, body: said)
    }

    /// Until it has ended or said something; `false` when the time is over.
    private func wait(until deadline: ContinuousClock.Instant) -> Bool {
        let left = (deadline - .now).components
        let milliseconds = Int32(clamping: left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000)
        guard milliseconds > 0 else { return false }
        var watched = [
            pollfd(fd: ending, events: Int16(POLLIN), revents: 0),
            pollfd(fd: output, events: Int16(POLLIN), revents: 0),
        ]
        _ = unsafe poll(&watched, nfds_t(watched.count), milliseconds)
        return true
    }

    /// Keeps the beginning of what the program says; `false` when nothing more is there now.
    private mutating func read(into said: inout [UInt8]) -> Bool {
        guard output >= 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe Glibc.read(output, &buffer, buffer.count)
        if count > 0 { said += buffer[..<min(count, ChildProcess.mostOutput - said.count)] }
        if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) {
            close(output)
            output = -1
        }
        return count > 0
    }

    /// sysexits(3), once it has ended; a program that a signal ended has 128 and the signal's number, as in a shell.
    private mutating func exitCode() -> Int? {
        var status: Int32 = 0
        guard unsafe waitpid(id, &status, WNOHANG) == id else { return nil }
        isOver = true
        let signal = Int(status & 0x7F)
        return signal == 0 ? Int(status >> 8 & 0xFF) : 128 + signal
    }
}

// MARK: - Starting it

extension ChildProcess {
    /// A process group of its own, so that it can be ended with its children; signals as in a shell; no secrets in its
    /// environment.
    private static func spawn(
        _ id: inout pid_t,
        _ path: String,
        _ arguments: [String],
        input: Int32,
        output: Int32
    ) -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (from, to) in [(input, STDIN_FILENO), (output, STDOUT_FILENO), (output, STDERR_FILENO)] {
            unsafe posix_spawn_file_actions_adddup2(&actions, from, to)
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        return unsafe withCStrings(arguments) { arguments in
            unsafe withCStrings(environment) { environment in
                unsafe posix_spawn(&id, path, &actions, &attributes, arguments, environment)
            }
        }
    }

    private static var environment: [String] {
        ["PATH", "HOME", "USER", "LOGNAME", "TZ"].compactMap { name in
            guard let value = unsafe getenv(name) else { return nil }
            return unsafe "\(name)=\(String(cString: value))"
        }
    }
}

/// Lends the texts as C wants them: pointers, and `nil` behind the last.
private func withCStrings<Answer>(
    _ texts: [String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Answer
) -> Answer {
    var pointers = unsafe texts.map { unsafe strdup($0) } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { preconditionFailure("an array of one has no first element") }
        return unsafe body(UnsafePointer(base))
    }
}
