import Delivery
import Glibc
import Synchronization

/// A program that takes a message on its standard input as sendmail(8) does: Postfix', Exim's, msmtp, nullmailer.
struct MailProgram {
    private let path: String

    init(_ path: String) { self.path = path }

    /// Runs the program for one mail and answers what its exit code says; takes as long as it takes, up to the time-out.
    func send(_ mail: Request.Mail, _ options: TransferOptions, tag: UInt64) -> Completion {
        let start = ContinuousClock.now
        let result: Result<Response, TransferError>
        do throws(TransferError) {
            let child = try ChildProcess(path, arguments(for: mail))
            result = .success(
                try child.finish(feeding: MailProgram.unixLines(mail.message), before: start + options.timeout)
            )
        } catch {
            result = .failure(error)
        }
        return Completion(tag: tag, result: result, duration: .now - start, peerAddress: nil, sendings: 1)
    }

    /// A lone dot ends nothing (`-i`), and nothing behind `--` is an option.
    private func arguments(for mail: Request.Mail) -> [String] {
        [path, "-i", "-f", mail.sender, "--", mail.recipient]
    }

    /// What comes on standard input has the line ends of Unix.
    private static func unixLines(_ message: [UInt8]) -> [UInt8] { message.filter { $0 != 0x0D } }
}

/// A program under way, with its standard input and its output in hand (posix_spawn(3)); ended with its owner.
@safe
private struct ChildProcess: ~Copyable {
    private let id: pid_t
    private var input: Int32
    private let output: Int32
    private var isOver = false

    /// What is kept of the output.
    private static let mostOutput = 4096
    /// Between two looks at a program that has closed its output and goes on.
    private static let pause: useconds_t = 10_000
    /// A pipe must not leak into another program that is started at the same moment: it would wait for its end.
    private static let starting = Mutex(())

    init(_ path: String, _ arguments: [String]) throws(TransferError) {
        var id = pid_t()
        var ends: [Int32] = [-1, -1, -1, -1]
        let code = ChildProcess.starting.withLock { _ in
            unsafe ends.withUnsafeMutableBufferPointer { ends -> Int32 in
                guard let base = ends.baseAddress, unsafe pipe(base) == 0, unsafe pipe(base + 2) == 0 else {
                    return errno
                }
                for index in 0..<4 { _ = unsafe fcntl(ends[index], F_SETFD, FD_CLOEXEC) }
                return unsafe ChildProcess.spawn(&id, path, arguments, input: ends[0], output: ends[3])
            }
        }
        for end in [ends[0], ends[3]] where end >= 0 { close(end) }
        guard code == 0 else {
            for end in [ends[1], ends[2]] where end >= 0 { close(end) }
            let words = unsafe String(cString: strerror(code))
            throw TransferError(.protocol, reason: "'\(path)' cannot be started: \(words)", code: Int(code))
        }
        for end in [ends[1], ends[2]] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        self.id = id
        input = ends[1]
        output = ends[2]
    }

    deinit {
        if input >= 0 { close(input) }
        close(output)
        guard !isOver else { return }
        kill(-id, SIGKILL)
        var status: Int32 = 0
        _ = unsafe waitpid(id, &status, 0)
    }

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

    /// Writes the message, reads what the program says, and waits for its end.
    consuming func finish(
        feeding message: [UInt8],
        before deadline: ContinuousClock.Instant
    ) throws(TransferError)
        -> Response
    {
        var written = 0
        var said: [UInt8] = []
        var isTalking = true
        while isTalking {
            try wait(until: deadline)
            feed(message, &written)
            isTalking = read(into: &said)
        }
        let code = try exitCode(before: deadline)
        return Response(status: code, mailStep: .program, body: said)
    }

    private func wait(until deadline: ContinuousClock.Instant) throws(TransferError) {
        let left = (deadline - .now).components
        let milliseconds = Int32(clamping: left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000)
        guard milliseconds > 0 else { throw ChildProcess.tooSlow }
        var watched = [pollfd(fd: output, events: Int16(POLLIN), revents: 0)]
        if input >= 0 { watched.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0)) }
        _ = unsafe poll(&watched, nfds_t(watched.count), milliseconds)
    }

    private static var tooSlow: TransferError {
        TransferError(.timeout, reason: "the mail program did not end in time: the mail may have gone out", code: 0)
    }

    /// Closes the program's input behind the last byte, or when it no longer reads.
    private mutating func feed(_ message: [UInt8], _ written: inout Int) {
        guard input >= 0 else { return }
        let count = unsafe message[written...].withUnsafeBytes { unsafe write(input, $0.baseAddress, $0.count) }
        if count > 0 { written += count }
        guard written == message.count || (count < 0 && errno != EAGAIN && errno != EINTR) else { return }
        close(input)
        input = -1
    }

    /// Keeps the beginning of what the program says; `false` at its end.
    private func read(into said: inout [UInt8]) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe Glibc.read(output, &buffer, buffer.count)
        if count > 0 { said += buffer[..<min(count, ChildProcess.mostOutput - said.count)] }
        return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR))
    }

    /// sysexits(3); a program that a signal ended has 128 and the signal's number, as in a shell.
    private mutating func exitCode(before deadline: ContinuousClock.Instant) throws(TransferError) -> Int {
        var status: Int32 = 0
        while unsafe waitpid(id, &status, WNOHANG) == 0 {
            guard .now < deadline else { throw ChildProcess.tooSlow }
            usleep(ChildProcess.pause)
        }
        isOver = true
        let signal = Int(status & 0x7F)
        return signal == 0 ? Int(status >> 8 & 0xFF) : 128 + signal
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
