import Glibc

/// Waits until no process has a file open for writing.
///
/// A test that starts a program while this one writes gives it the open file for the moment until it has become that
/// program; intake would see a writer and leave the file to the next run.
package func waitForWriters(of path: String) {
    let setLease: Int32 = 1024
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    let deadline = ContinuousClock.now + .seconds(10)
    while fcntl(file, setLease, Int32(F_RDLCK)) != 0, errno == EAGAIN, ContinuousClock.now < deadline { usleep(100) }
    _ = fcntl(file, setLease, Int32(F_UNLCK))
}
