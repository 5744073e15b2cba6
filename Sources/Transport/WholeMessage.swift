import CLinux
import Glibc

/// A message in memory that a program reads from its standard input (memfd_create(2)); gone with its last descriptor.
///
/// It is there as a whole before the program begins. Through a pipe it would come piece by piece, and a program whose
/// sender is killed takes what has come by then for a mail: an empty one, or half of one.
struct WholeMessage: ~Copyable {
    let descriptor: Int32

    /// `nil` where the system has no room: errno tells.
    init?(_ message: [UInt8]) {
        descriptor = unsafe memfd_create("mail", 1 /* MFD_CLOEXEC */)
        guard descriptor >= 0, write(message), lseek(descriptor, 0, SEEK_SET) == 0 else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private func write(_ message: [UInt8]) -> Bool {
        var rest = message[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return false }
            rest = rest.dropFirst(max(count, 0))
        }
        return true
    }
}
