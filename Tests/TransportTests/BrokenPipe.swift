import Glibc

/// The reading end of a pipe that nobody writes to any more: always ready.
final class BrokenPipe {
    let reader: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Unavailable() }
        reader = ends[0]
        close(ends[1])
    }

    deinit { close(reader) }

    struct Unavailable: Error {}
}
