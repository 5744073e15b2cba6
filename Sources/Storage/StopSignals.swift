import CLinux
import Glibc

/// SIGTERM and SIGINT as a descriptor that the one loop watches: no handler runs, nothing is interrupted.
package struct StopSignals: ~Copyable {
    package let descriptor: Int32

    package init() throws(SystemError) {
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        unsafe sigaddset(&mask, SIGTERM)
        unsafe sigaddset(&mask, SIGINT)
        unsafe sigprocmask(SIG_BLOCK, &mask, nil)
        let nonBlockingAndClosing = Int32(O_NONBLOCK | O_CLOEXEC)
        let made = unsafe signalfd(-1, &mask, nonBlockingAndClosing)
        guard made >= 0 else { throw SystemError("signalfd", "signals", code: errno) }
        descriptor = made
    }

    deinit { close(descriptor) }

    package static func name(of signal: Int32) -> String { signal == SIGINT ? "SIGINT" : "SIGTERM" }

    /// The signal that came, `nil` when none did.
    package func received() -> Int32? {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard unsafe read(descriptor, &info, size) == size else { return nil }
        return Int32(info.ssi_signo)
    }
}
