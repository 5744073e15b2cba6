import Glibc

/// A program that ran to its end.
struct Program {
    let seconds: Double
    /// Bytes; the high-water mark that wait4(2) tells.
    ///
    /// A child starts with its parent's mark (execve(2) carries it on), so that this program itself has to stay small.
    let peakMemory: Int
    let status: Int32
    /// Seconds of processor time, its own and the system's: what others do on the machine blurs it less.
    let processorTime: Double

    /// Runs it with standard output thrown away; a status that is none of `accepted` is an error.
    init(_ path: String, _ arguments: [String], accepting accepted: Set<Int32> = [0]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        var usage = rusage()
        var state: Int32 = 0
        var code: Int32 = 0
        seconds = belfry_bench.seconds {
            code = posix_spawnp(&child, path, &actions, nil, &words, environ)
            if code == 0 { while wait4(child, &state, 0, &usage) == -1, errno == EINTR {} }
        }
        guard code == 0 else { throw Trouble("cannot start '\(path)'", code: code) }
        status = state & 0x7F == 0 ? state >> 8 & 0xFF : 128 + (state & 0x7F)
        processorTime = [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        peakMemory = usage.ru_maxrss * 1024
        guard accepted.contains(status) else {
            throw Trouble(what: "'\(([path] + arguments).joined(separator: " "))' left with \(status)")
        }
    }

    /// How long it took, in words.
    var text: String { "whole process \(brief(seconds)) s, \(brief(processorTime)) s of processor time" }
}
