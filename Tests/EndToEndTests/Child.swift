import Foundation
import Glibc
import TestSupport

/// The built program while it runs: to be signalled, and waited for without a pause.
///
/// A class because it is one process with one end; `Foundation.Process` learns of that end too late for hundreds of them.
final class Child {
    enum Ending: Equatable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    private let folder: TemporaryDirectory
    private let process: pid_t
    private var ending: Ending?

    /// Starts `belfry ARGUMENTS` with nothing in the environment but the home.
    init(_ arguments: [String], home: TemporaryHome) throws {
        folder = try TemporaryDirectory()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, name) in [(Int32(1), "output"), (2, "errors")] {
            posix_spawn_file_actions_addopen(&actions, descriptor, folder.path(name), O_WRONLY | O_CREAT, 0o600)
        }
        // The threads of tests block signals, and a program inherits that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let environment = ["PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no", "BELFRY_HOME=" + home.path]
        let words = ([Belfry.program] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup($0) } + [nil]
        defer { for text in words + variables { free(text) } }
        var process: pid_t = 0
        let code = SpawnGate.pass {
            posix_spawn(&process, Belfry.program, &actions, &attributes, words, variables)
        }
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
        self.process = process
    }

    deinit {
        guard ending == nil else { return }
        send(SIGKILL)
        _ = wait()
    }

    func send(_ signal: Int32) {
        if ending == nil { kill(process, signal) }
    }

    /// Whether it has ended by itself.
    var hasEnded: Bool { reap(WNOHANG) }

    /// Whether it stands at a lock that another process holds.
    func waitsForALock() throws -> Bool {
        let locks = try String(contentsOfFile: "/proc/locks", encoding: .utf8)
        return locks.split(separator: "\n").contains { $0.contains(" -> ") && $0.contains(" \(process) ") }
    }

    /// Waits for its end.
    func wait() -> Ending {
        while !reap(0) {}
        guard let ending else { preconditionFailure("the process was reaped without an end") }
        return ending
    }

    func output() throws -> String { try folder.read("output") }
    func errors() throws -> String { try folder.read("errors") }

    /// Bytes that it has held in memory at most, while it runs: `getrusage` of a child counts its parent's too.
    func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        return status.firstMatch(of: /VmHWM:\s+([0-9]+) kB/).flatMap { Int($0.1) }.map { $0 << 10 } ?? 0
    }

    private func reap(_ options: Int32) -> Bool {
        guard ending == nil else { return true }
        var status: Int32 = 0
        guard waitpid(process, &status, options) == process else { return false }
        let signal = status & 0x7F
        ending = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
        return true
    }
}

/// Waits until something is so, and gives up after a time.
func eventually(within limit: Duration = .seconds(10), _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        usleep(500)
    }
    return try condition()
}
